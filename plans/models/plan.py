"""The plan: who it is between, for when, and how far it has come."""

import uuid

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person, Team
from people.models.audit import audited
from people.models.states import Moving

MARK = ("item_id", "side", "item_version", "by_id", "at")  # what is read of each agreement with an item


class PlanKind(models.TextChoices):
    """What a plan is for."""

    PERFORMANCE = "performance", _("performance plan")
    DEVELOPMENT = "development", _("development plan")
    RAMP = "ramp", _("ramp plan")
    IMPROVEMENT = "improvement", _("improvement plan")


class PlanStatus(models.TextChoices):
    """Where the work on the plan's text stands. Whether a version is in force is a fact of its own (`Plan.in_force`)."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("proposed")
    AGREED = "agreed", _("agreed")
    CLOSED = "closed", _("closed")


NEXT = {
    PlanStatus.DRAFT: {
        PlanStatus.PROPOSED,
        PlanStatus.AGREED,
        PlanStatus.CLOSED,
    },  # to agreed: an amendment given up
    PlanStatus.PROPOSED: {PlanStatus.DRAFT, PlanStatus.AGREED},
    PlanStatus.AGREED: {PlanStatus.DRAFT, PlanStatus.CLOSED},
    PlanStatus.CLOSED: set(),
}


SIGNED = Q(in_force__isnull=False)  # a version that both signed is there: the latest is in force, for good


class PlanQuerySet(models.QuerySet):
    """Reads of plans."""

    def visible_to(self, person, on=None):
        """Plans of which `person` may see something; `plans.rules.view_of` says how much."""
        seats = person.seats(on=on)
        own = Q(person=person)
        managed = Q(person__in=Person.objects.managed_by(seats, on).values("pk"))
        above = SIGNED & Q(person__in=Person.objects.under(seats, on=on).values("pk"))
        took_part = Q(pk__in=self.model.objects.filter(versions__proposal__signatures__person=person).values("pk"))
        return self.filter(own | managed | self._invites(person) | above | took_part | self._in_scope(person, on))

    def visible_to_parties(self, person, on=None):
        """Plans whose working copy and commitments `person` may read: the seller, their manager today, an invited coach."""
        managed = Q(person__in=Person.objects.managed_by(person.seats(on=on), on).values("pk"))
        return self.filter(Q(person=person) | managed | self._invites(person))

    def _invites(self, person):
        return Q(pk__in=Invitation.objects.filter(person=person, ended_at__isnull=True).values("plan"))

    def _in_scope(self, person, on):
        reach = Q(pk__in=[])
        for role, people in person.scope_people(on=on):
            reach |= SIGNED & Q(person__in=people)
            if role == "hr":
                reach |= Q(kind=PlanKind.IMPROVEMENT, person__in=people)
        return reach

    def read_by(self, person):
        """Each with how far `person` has read it, in the same query: see `plans.unread`."""
        joined = self.alias(visit=FilteredRelation("visits", condition=Q(visits__person=person)))
        read = {f"visit_{name}": F(f"visit__{name}") for name in ("at", "seen", "before", "before_at")}
        return joined.annotate(visit_of=Value(person.pk, output_field=models.UUIDField()), **read)

    def current(self, day):
        """Plans whose period contains that day and that are not closed."""
        return self.filter(starts_on__lte=day, ends_on__gte=day).exclude(status=PlanStatus.CLOSED)

    def in_force(self):
        """Plans with a signed version that are not closed."""
        return self.filter(in_force__isnull=False).exclude(status=PlanStatus.CLOSED)

    def narrowed(self, me, *, stands=None, kind=None, team=None):
        """Those that stand so, of that kind, of people of that team or one within it. How far the writing of a text has come is
        seen, and asked for, by those who may read it.
        """
        found = self
        if stands == "in_force":
            found = found.in_force()
        elif stands == PlanStatus.CLOSED:
            found = found.filter(status=stands)
        elif stands:
            found = found.visible_to_parties(me).filter(status=stands)
        found = found.filter(kind=kind) if kind else found
        return found.filter(person__in=Person.objects.in_teams([team]).values("pk")) if team else found

    def teams(self):
        """The teams of the people whom these plans are for."""
        return Team.objects.filter(pk__in=self.order_by().values("person__team"))

    def with_promises_of(self, person):
        """Those in which `person` promised something, or is owed something."""
        made = Q(pk__in=person.promises_made.order_by().values("plan"))
        owed = Q(pk__in=person.promises_received.order_by().values("plan"))
        return self.filter(made | owed).select_related("person").order_by("person__name", "-starts_on")

    def search(self, words):
        """Those whose title or person has these words."""
        return self.filter(Q(title__icontains=words) | Q(person__name__icontains=words)) if words else self

    def for_list(self, order="person"):
        """What a list of plans shows, closed ones last; `order` is a key of `ORDERS`, with a minus for the other way round."""
        fields = ORDERS.get(order.removeprefix("-"), ORDERS["person"])
        ordering = [F(name).desc() if order.startswith("-") else F(name).asc() for name in fields]
        parties = self.select_related("person", "person__team", "manager", "cycle", "in_force")
        listed = parties.defer("in_force__body", "in_force__attest").alias(is_over=Q(status=PlanStatus.CLOSED))
        return listed.order_by("is_over", *ordering, "pk")

    def among(self, ids):
        """Those with these ids: the rows of one page, of which only the ids were sorted."""
        return self.filter(pk__in=list(ids))

    def for_page(self):
        """What the page of one plan shows; `newest` is the line that its history had come to when this was read."""
        lines = PlanEvent.objects.filter(plan=OuterRef("pk")).order_by("-at", "-id").values("id")
        parties = self.select_related("person", "person__team", "manager", "cycle", "in_force", "in_force__proposal")
        return parties.annotate(newest=Coalesce(Subquery(lines[:1]), 0))

    def with_standing(self):
        """Each with who the seller reports to today (`reports_to`), the last proposal (`proposed_last`), whether a manager before
        left open promises (`has_inherited`), and who agrees with what (`marks`): what spares the plan's page a query each.
        """
        lines = Person._meta.get_field("lines_up").related_model.objects.on(timezone.localdate())
        proposals = self.model._meta.get_field("proposals").related_model.objects.filter(plan=OuterRef("pk")).order_by("-at")
        promises = self.model._meta.get_field("commitments").related_model.objects.filter(plan=OuterRef("pk"), state="open")
        agreed = self.model._meta.get_field("agreed_items").related_model.objects.filter(plan=OuterRef("pk"))
        return self.annotate(
            reports_to=Subquery(lines.filter(person=OuterRef("person"), kind="solid").values("manager_id")[:1]),
            proposed_last=Subquery(proposals.values("pk")[:1]),
            has_inherited=Exists(promises.filter(side="manager").exclude(by=OuterRef("manager"))),
            marks=ArraySubquery(agreed.values_list(JSONObject(**{name: name for name in MARK}))),
        )


ORDERS = {
    "person": ["person__name", "starts_on"],
    "title": ["title"],
    "manager": ["manager__name", "person__name"],
    "team": ["person__team__name", "person__name"],
    "ends_on": ["ends_on"],
}


@audited()
class Plan(Moving):
    """The two-sided agreement of one person and their manager for one period."""

    steps = NEXT
    stands = _("This plan is %(now)s.")
    state_field = "status"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=PlanKind, default=PlanKind.PERFORMANCE)
    title = models.CharField(_("title"), max_length=160)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="plans")
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="plans_managed")
    cycle = models.ForeignKey("plans.Cycle", models.PROTECT, null=True, blank=True, related_name="plans")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    status = models.CharField(max_length=10, choices=PlanStatus, default=PlanStatus.DRAFT)
    revision = models.PositiveIntegerField(default=1)  # rises with every change of the working copy
    terms_version = models.PositiveIntegerField(default=1)  # rises when title or days change
    template = models.ForeignKey("plans.PlanTemplate", models.SET_NULL, null=True, blank=True, related_name="plans")
    in_force = models.OneToOneField("plans.PlanVersion", models.PROTECT, null=True, blank=True, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("how it ended"), max_length=400, blank=True)
    amend_reason = models.CharField(_("why it changes"), max_length=1000, blank=True)  # of the amendment that is being written

    objects = PlanQuerySet.as_manager()
    standings = None  # what `plans.rules` found out about persons and this plan, until the row is locked

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="plan_ends_after_start",
                violation_error_message=_("A plan ends after it begins."),
            ),
            models.CheckConstraint(condition=~Q(person=F("manager")), name="plan_between_two"),
            models.CheckConstraint(
                condition=Q(status=PlanStatus.CLOSED, closed_at__isnull=False)
                | (~Q(status=PlanStatus.CLOSED) & Q(closed_at__isnull=True)),
                name="plan_closed_at_when_closed",
            ),
            models.CheckConstraint(
                condition=~Q(status=PlanStatus.AGREED) | Q(in_force__isnull=False),
                name="plan_agreed_has_version",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "starts_on"],
                condition=~Q(status=PlanStatus.CLOSED),
                name="plan_one_open_of_a_kind",
                violation_error_message=_("There already is an open plan of this kind from that day."),
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.title}"

    def get_absolute_url(self):
        return reverse("plans:plan_detail", args=[self.pk])

    def lock(self):
        """Read this row afresh and keep others from changing it until the transaction ends."""
        rows = Plan.objects.select_related("person", "manager").select_for_update(no_key=True, of=("self",))
        self.refresh_from_db(from_queryset=rows)
        self.standings = {}

    def locked_as(self, row):
        """Take over what `row`, which was read with the lock on it, says of this plan."""
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(row, field.attname))
        self.standings = {}

    def party(self, side):
        """Whoever stands on that side of the plan."""
        return self.person if side == "seller" else self.manager

    def other_party(self, side):
        """Whoever stands across from that side."""
        return self.manager if side == "seller" else self.person

    def first_effective_day(self):
        """The day from which a text signed now is usually in force: the first of the plan, for an amendment today (within the
        period).
        """
        if self.in_force_id is None:
            return self.starts_on
        return min(max(timezone.localdate(), self.starts_on), self.ends_on)

    @property
    def is_amending(self):
        """Whether the text is being changed while an earlier version stays in force."""
        return self.in_force_id is not None and self.status in (PlanStatus.DRAFT, PlanStatus.PROPOSED)

    def touch(self):
        """Say that the working copy changed. Call `lock` first."""
        self.revision += 1
        self.save(update_fields=["revision"])


class InvitationQuerySet(models.QuerySet):
    """Reads of who was asked in."""

    def of(self, plan):
        """Everybody who was ever asked into a plan, those who still are first."""
        named = self.filter(plan=plan).select_related("person", "by")
        return named.order_by(F("ended_at").desc(nulls_first=True), "-at")


@audited()
class Invitation(models.Model):
    """That a dotted-line coach was asked into one plan by a party to it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "person"], condition=Q(ended_at__isnull=True), name="invitation_once")
        ]

    def __str__(self):
        return f"{self.person} invited to {self.plan}"


class PlanEvent(models.Model):
    """One line of a plan's history: who did what, when. `kind` is "<room>.<what>", owned by the room that writes it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="history")
    kind = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    item_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["plan", "-at"], name="planevent_of_plan")]

    def __str__(self):
        return f"{self.kind} by {self.by}"
