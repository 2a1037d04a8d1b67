"""The ledger: who promised what, and was it kept?"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited
from people.models.states import Moving
from plans.models.draft import Goal, Rule, Side
from plans.models.plan import Plan, PlanStatus


class CommitmentState(models.TextChoices):
    """How a promise stands."""

    OPEN = "open", _("open")
    KEPT = "kept", _("kept")
    MISSED = "missed", _("not kept")
    RENEGOTIATED = "renegotiated", _("renegotiated")
    DROPPED = "dropped", _("let go")


NEXT = {
    CommitmentState.OPEN: {
        CommitmentState.KEPT,
        CommitmentState.MISSED,
        CommitmentState.RENEGOTIATED,
        CommitmentState.DROPPED,
    },
    CommitmentState.KEPT: {CommitmentState.OPEN},
    CommitmentState.MISSED: {CommitmentState.KEPT, CommitmentState.OPEN},
    CommitmentState.RENEGOTIATED: set(),
    CommitmentState.DROPPED: set(),
}


class Asked(models.TextChoices):
    """What one side may ask the other to consent to."""

    DATE = "date", _("a new date")
    DROP = "drop", _("to let it go")


NOTHING_ASKED = {"asked": "", "asked_by": None, "asked_due_on": None, "asked_note": ""}


ORDERS = {"due": ["due_on"], "made": ["made_at"], "who": ["by__name", "due_on"], "plan": ["plan__title", "goal__title"]}


class CommitmentQuerySet(models.QuerySet):
    """Reads of the ledger."""

    def visible_to(self, person, on=None):
        """Commitments of both sides of the plans (and people) that `person` is a party to."""
        plans = Plan.objects.visible_to_parties(person, on=on).values("pk")
        return self.filter(Q(plan__in=plans) | Q(by=person) | Q(to=person))

    def open(self):
        """Promises still to be kept: what was open when its plan was closed is history."""
        return self.filter(state=CommitmentState.OPEN).exclude(plan__status=PlanStatus.CLOSED)

    def coming_back(self):
        """Open promises that come back, of plans in force."""
        return self.filter(state=CommitmentState.OPEN, plan__in_force__isnull=False, plan__closed_at=None).exclude(rule=Rule.ONCE)

    def made_by(self, person):
        """What `person` promised."""
        return self.filter(by=person)

    def owed_to(self, person):
        """What was promised to `person`."""
        return self.filter(to=person)

    def due_before(self, day):
        """Open promises whose day comes before `day`."""
        return self.open().filter(due_on__lt=day)

    def left_by_others(self, plan):
        """Open promises of the manager's side of this plan that were made by somebody who is not its manager any more."""
        return self.filter(plan=plan, side=Side.MANAGER, state=CommitmentState.OPEN).exclude(by=plan.manager_id)

    def undecided(self, plan):
        """Those of which the plan's new manager has not said yet what becomes of them."""
        return self.left_by_others(plan).filter(Q(handover=None) | Q(handover__choice=""))

    def around(self, commitment):
        """All of the same plan and goal that have gone on as another or went on from one, and itself."""
        linked = Q(pk=commitment.pk) | Q(succeeds__isnull=False) | Q(successors__isnull=False)
        return self.filter(linked, plan=commitment.plan_id).select_related("by", "closed_by").distinct().order_by("made_at")

    def of_parties(self, me, plan=None):
        """What `me` promised or is owed; of one plan, everything that `me` may read."""
        return self.visible_to(me).filter(plan=plan) if plan else self.filter(Q(by=me) | Q(to=me))

    def narrowed(self, me, *, whose=None, state=None, plan=None, goal=None, words=None):
        """Those that `me` made or is owed, that stand so, of that plan and goal, with these words."""
        found = {"mine": self.made_by(me), "owed": self.owed_to(me)}.get(whose, self)
        if state == CommitmentState.OPEN:
            found = found.open()
        elif state == "due":
            found = found.open().filter(rule=Rule.ONCE, due_on__lte=timezone.localdate())
        elif state:
            found = found.filter(state=state)
        exact = {name: value for name, value in (("plan", plan), ("goal", goal)) if value}
        found = found.filter(**exact)
        names = Q(text__icontains=words) | Q(goal__title__icontains=words) | Q(by__name__icontains=words)
        return found.filter(names | Q(to__name__icontains=words)) if words else found

    def of_side(self, side):
        """Those that one side promised; all, if none is named."""
        return self.filter(side=side) if side else self

    def for_list(self, order="due"):
        """What a list shows, the earliest date first; `order` is a key of `ORDERS`, with a minus for the other way round."""
        parts = self.select_related("by", "to", "goal", "plan", "plan__person")
        fields = [F(name) for name in ORDERS.get(order.removeprefix("-"), ORDERS["due"])]
        ways = [field.desc(nulls_last=True) if order.startswith("-") else field.asc(nulls_last=True) for field in fields]
        return parts.order_by(*ways, "made_at", "pk")


@audited()
class Commitment(Moving):
    """A promise by one named side to the other, one-off or recurring."""

    steps = NEXT
    stands = _("This commitment is %(now)s.")
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="commitments")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="commitments")
    offer_id = models.UUIDField(null=True, blank=True)  # the item of the plan's text that it stands for
    signal = models.ForeignKey("metrics.Signal", models.PROTECT, null=True, blank=True, related_name="commitments")
    succeeds = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    origin = models.CharField(max_length=20, default="plan")  # plan, session, signal, review
    side = models.CharField(max_length=10, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="promises_made")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="promises_received")
    text = models.CharField(_("what I will do"), max_length=1000)
    rule = models.CharField(max_length=12, choices=Rule, default=Rule.ONCE)
    evidence = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)  # from when it holds, if that is not the day it was made
    made_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=14, choices=CommitmentState, default=CommitmentState.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=1000, blank=True)
    asked = models.CharField(max_length=6, choices=Asked, blank=True)  # what one side asks the other to consent to
    asked_due_on = models.DateField(_("new date"), null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    asked_note = models.CharField(_("why"), max_length=1000, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="commitment_closed_whole",
            ),
            models.UniqueConstraint(
                fields=["offer_id"],
                condition=Q(offer_id__isnull=False, state="open"),
                name="commitment_one_open_an_offer",
            ),
            models.CheckConstraint(
                condition=Q(asked="", asked_by__isnull=True, asked_due_on__isnull=True)
                | Q(asked="drop", asked_by__isnull=False, asked_due_on__isnull=True, state="open")
                | Q(asked="date", asked_by__isnull=False, asked_due_on__isnull=False, state="open"),
                name="commitment_asked_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["by", "state", "due_on"], name="commitment_of_person"),
            models.Index(fields=["to", "state", "due_on"], name="commitment_to_person"),
            models.Index(fields=["plan", "state"], name="commitment_of_plan"),
            models.Index(fields=["plan"], condition=Q(state="open") & ~Q(rule="once"), name="commitment_comes_back"),
        ]

    def __str__(self):
        return self.text[:80]

    def lock(self):
        """Lock the plan, then the promise, and read both afresh; always in that order."""
        plan = Plan.objects.select_related("person", "manager").get(pk=self.plan_id)
        plan.lock()
        super().lock()
        self.plan = plan

    def close_as(self, state, by, note=""):
        """Move to a state in which it is closed; nothing is asked of it any more. Call `lock` first."""
        self.move_to(state, closed_at=timezone.now(), closed_by=by, note=note or self.note, **NOTHING_ASKED)

    @property
    def is_recurring(self):
        """Whether it comes back each week, fortnight or month."""
        return self.rule != Rule.ONCE

    @property
    def since(self):
        """The first day on which it holds: the day it was made, or a later one that was agreed."""
        made = timezone.localdate(self.made_at)
        return max(made, self.starts_on) if self.starts_on else made

    @property
    def asks_until(self):
        """The last day on which a period that it asks something of may end."""
        return min(self.plan.ends_on, self.due_on) if self.due_on else self.plan.ends_on

    def stands_on(self, today):
        """The day on which it is judged: today, or the day on which it was closed, or its plan."""
        closed = [timezone.localdate(at) for at in (self.closed_at, self.plan.closed_at) if at]
        return min([today, *closed])


@audited()
class Occurrence(models.Model):
    """One period of a recurring commitment, and whether it was kept in it."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="occurrences")
    starts_on = models.DateField()
    ends_on = models.DateField()
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    evidence_id = models.UUIDField(null=True, blank=True)  # the session that kept it
    note = models.CharField(_("what happened"), max_length=1000, blank=True)
    note_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "starts_on"], name="occurrence_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="occurrence_ends_after_start"),
            models.CheckConstraint(
                condition=Q(kept_at__isnull=False) | Q(kept_by__isnull=True, evidence_id__isnull=True),
                name="occurrence_kept_whole",
            ),
            models.CheckConstraint(
                condition=Q(note="", note_by__isnull=True) | (~Q(note="") & Q(note_by__isnull=False)),
                name="occurrence_note_has_author",
            ),
        ]

    def __str__(self):
        return f"{self.commitment} {self.starts_on}"


class Choice(models.TextChoices):
    """What a new manager makes of a promise of the manager before."""

    TAKE = "take", _("take it over")
    CHANGE = "change", _("take it over, changed")
    DROP = "drop", _("let it go")


class HandoverQuerySet(models.QuerySet):
    """Reads of handovers."""

    def chosen(self):
        """Those that were decided and of which nothing is signed yet: the promise is still open in its maker's name."""
        return self.exclude(choice="").filter(commitment__state=CommitmentState.OPEN)


@audited()
class Handover(models.Model):
    """What the seller's new manager chose to do with one open promise of the manager before; both sign what comes of it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="handovers")
    commitment = models.OneToOneField(Commitment, models.CASCADE, related_name="handover")
    choice = models.CharField(_("what becomes of it"), max_length=6, choices=Choice, blank=True)  # empty: not decided yet
    offer_id = models.UUIDField(null=True, blank=True)  # the item of the working copy that stands for it now
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["commitment__due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(choice="", by__isnull=True, at__isnull=True)
                | (~Q(choice="") & Q(by__isnull=False, at__isnull=False)),
                name="handover_chosen_whole",
            )
        ]

    def __str__(self):
        return f"{self.commitment} {self.choice}"
