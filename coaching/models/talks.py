"""What happens meanwhile: sessions, what they touched, and each rep's slot in the manager's week."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import Person, ReportingLine
from people.models.audit import audited
from people.models.states import Moving
from plans.models import Commitment, Goal, Plan


class SessionKind(models.TextChoices):
    """The five kinds of interaction."""

    TEAM_MEETING = "team_meeting", _("Team meeting")
    STRATEGY = "strategy_session", _("Strategy session")
    FIELD_DAY = "field_day", _("Field day")
    IMPROMPTU = "impromptu", _("Impromptu")
    WEEKLY = "weekly_slot", _("Weekly slot")


class SessionState(models.TextChoices):
    """Whether a session is to come, was held, or fell out."""

    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


NEXT = {
    SessionState.PLANNED: {SessionState.HELD, SessionState.CANCELLED},
    SessionState.HELD: set(),
    SessionState.CANCELLED: set(),
}


class SessionQuerySet(models.QuerySet):
    """Reads of sessions."""

    def visible_to(self, person, on=None):
        """Those that `person` takes part in, and those about people whom they manage that day, whoever held them."""
        reps = Person.objects.managed_by(person.seats(on=on), on).values("pk")
        managed = Participant.objects.filter(person__in=reps, is_rep=True).values("session")
        return self.filter(Q(pk__in=self.model.objects.of(person, on).values("pk")) | Q(pk__in=managed))

    def of(self, person, on=None):
        """Those that `person` takes part in, or leads in the place of somebody they stand in for.

        Whoever led people that no longer report to them keeps what was held until the line ended.
        """
        parts = Participant.objects.filter(Q(person=person) | Q(person__in=person.seats(on=on), is_rep=False))
        return self.filter(pk__in=parts.filter(Q(is_rep=True) | Exists(_reps_still_theirs())).values("session"))

    def about(self, people):
        """Those about these people."""
        return self.filter(pk__in=Participant.objects.filter(person__in=people, is_rep=True).values("session"))

    def held(self):
        """Those that took place."""
        return self.filter(state=SessionState.HELD)

    def of_kind(self, kind):
        """Those of one kind; of any, when `kind` is empty."""
        return self.filter(kind=kind) if kind else self

    def coming(self, now):
        """Planned from `now` on, the next one first."""
        return self.filter(state=SessionState.PLANNED, starts_at__gte=now).order_by("starts_at")

    def for_list(self, reader):
        """What lists and pages of sessions show to `reader`, newest first: goals by name only if they are a party to the plan."""
        plans = Plan.objects.visible_to_parties(reader).values("pk")
        goals = Prefetch("goals", Goal.objects.filter(plan__in=plans).select_related("plan__person"))
        return self.select_related("led_by", "logged_by").prefetch_related("participants__person", goals).order_by("-starts_at")


def _reps_still_theirs():
    """For a leader's part in a session: the reps in it whose line to that leader was not over by that day (or never was)."""
    lines = ReportingLine.objects.filter(person=OuterRef("person"), manager=OuterRef(OuterRef("person")))
    over = lines.filter(ends_on__lte=OuterRef("day"))
    holding = lines.filter(starts_on__lte=OuterRef("day")).exclude(ends_on__lte=OuterRef("day"))
    reps = Participant.objects.filter(session=OuterRef("session"), is_rep=True)
    return reps.annotate(day=TruncDate("session__starts_at")).filter(~Exists(over) | Exists(holding))


@audited()
class Session(Moving):
    """One coaching interaction."""

    steps = NEXT
    stands = _("This session is %(now)s.")
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what was it?"), max_length=20, choices=SessionKind)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED)
    led_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sessions_led")
    starts_at = models.DateTimeField(_("when"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    topic = models.CharField(_("topic"), max_length=200, blank=True)
    notes = models.TextField(_("what did you see or hear?"), max_length=20000, blank=True)
    try_next = models.CharField(_("one thing to try next"), max_length=400, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)  # why moved or cancelled
    version = models.PositiveIntegerField(default=1)  # rises with each change of the shared notes
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(auto_now_add=True)
    request_key = models.UUIDField(null=True, blank=True, unique=True)  # the form's own key: a double click logs once
    goals = models.ManyToManyField(Goal, blank=True, related_name="sessions")
    commitments = models.ManyToManyField(Commitment, blank=True, related_name="sessions")

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["led_by", "-starts_at"], name="session_led")]

    def __str__(self):
        return self.topic or self.get_kind_display()

    def get_absolute_url(self):
        return reverse("coaching:session_detail", args=[self.pk])

    @property
    def reps(self):
        """Those whom it is about."""
        return [part.person for part in self.participants.all() if part.is_rep]

    @property
    def ends_at(self):
        """When it is over."""
        return self.starts_at + datetime.timedelta(minutes=self.minutes)


@audited()
class Participant(models.Model):
    """That somebody took part in a session; `is_rep` when it was about them."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="participants")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="taken_part")
    is_rep = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="participant_once")]

    def __str__(self):
        return f"{self.person} in {self.session}"


class PrivateNote(models.Model):
    """What one participant wrote for themselves. Nobody else reads it in daily use."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="private_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("private note"), max_length=20000)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "author"], name="private_note_one_an_author")]

    def __str__(self):
        return f"note of {self.author}"


class WeekSlotQuerySet(models.QuerySet):
    """Reads of slots."""

    def of(self, manager, rep, monday):
        """The slot of a rep in a manager's week; made up, unsaved, where there is none yet."""
        slot = {"manager": manager, "rep": rep, "week": monday}
        return self.filter(**slot).first() or self.model(**slot)


@audited()
class WeekSlot(models.Model):
    """A rep's place in the manager's week: always there, with a reason to talk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="week_slots")
    rep = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    week = models.DateField()  # its Monday
    starts_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason to talk"), max_length=400, blank=True)  # the manager's own, instead of the proposed one
    session = models.ForeignKey(Session, models.SET_NULL, null=True, blank=True, related_name="slots")

    objects = WeekSlotQuerySet.as_manager()

    class Meta:
        ordering = ["week", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["manager", "rep", "week"], name="week_slot_one_a_rep"),
            models.CheckConstraint(condition=Q(week__iso_week_day=1), name="week_slot_week_begins_on_monday"),
        ]

    def __str__(self):
        return f"{self.rep} in the week of {self.week}"


class RecognitionQuerySet(models.QuerySet):
    """Reads of praise."""

    def visible_to(self, person, on=None):
        """Given and received by `person`; if public, also that of their team and of those whom they manage."""
        reps = Person.objects.managed_by(person.seats(on=on), on).values("pk")
        team = Q(person__team__isnull=False, person__team=person.team_id)
        return self.filter(Q(person=person) | Q(by=person) | Q(is_public=True) & (team | Q(person__in=reps)))

    def for_list(self):
        """What a list of praise shows, newest first. The goal is named to the two sides of its plan only (see `reads`)."""
        return self.select_related("person", "by").order_by("-at")


@audited()
class Recognition(models.Model):
    """Praise, private or public, tied to what was agreed where it can be."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recognised")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(_("what was good"), max_length=4000)
    is_public = models.BooleanField(_("everybody in the team may read it"), default=False)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="+")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="+")
    signal = models.ForeignKey("metrics.Signal", models.SET_NULL, null=True, blank=True, related_name="praise")  # what rose

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "recognition"

    def __str__(self):
        return self.text[:80]


@audited()
class ProcessSetting(models.Model):
    """After how many days the process itself is off course, in each of its ways: one row. None: that way is not looked at."""

    no_session_after = models.PositiveSmallIntegerField(_("no session for"), null=True, blank=True, default=21)
    untouched_goal_after = models.PositiveSmallIntegerField(_("a goal is untouched for"), null=True, blank=True, default=42)
    late_commitment_after = models.PositiveSmallIntegerField(_("a promise is late by"), null=True, blank=True, default=7)
    unsigned_plan_after = models.PositiveSmallIntegerField(_("a plan is not signed for"), null=True, blank=True, default=21)
    idle_development_after = models.PositiveSmallIntegerField(_("development rests for"), null=True, blank=True, default=42)
    unopened_plan_after = models.PositiveSmallIntegerField(_("a plan was not opened for"), null=True, blank=True, default=28)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="process_setting_one_row")]

    def __str__(self):
        return "process settings"

    @classmethod
    def current(cls):
        """The choices in force."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
