"""What the system found, as cases that people answer."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics.models.definitions import Metric
from people.models import Person
from people.models.audit import audited
from people.models.states import Moving


class SignalState(models.TextChoices):
    """How far a case has come."""

    RAISED = "raised", _("raised")
    SEEN = "seen", _("seen")
    ANSWERED = "answered", _("being worked on")
    WORKED = "worked", _("closed: it worked")
    DID_NOT_WORK = "did_not_work", _("closed: it did not work")
    FALSE_ALARM = "false_alarm", _("closed: false alarm")
    ACCEPTED = "accepted", _("closed: accepted as it is")


CLOSED = [SignalState.WORKED, SignalState.DID_NOT_WORK, SignalState.FALSE_ALARM, SignalState.ACCEPTED]
NEXT = {
    SignalState.RAISED: {SignalState.SEEN, SignalState.ANSWERED, *CLOSED},
    SignalState.SEEN: {SignalState.ANSWERED, *CLOSED},
    SignalState.ANSWERED: {SignalState.ANSWERED, *CLOSED},
    SignalState.WORKED: {SignalState.RAISED},
    SignalState.DID_NOT_WORK: {SignalState.RAISED},
    SignalState.FALSE_ALARM: {SignalState.RAISED},
    SignalState.ACCEPTED: {SignalState.RAISED},
}


class Verdict(models.TextChoices):
    """What drift detection says of a series."""

    ON_COURSE = "on_course", _("on course")
    DRIFTING = "drifting", _("drifting")
    AHEAD = "ahead", _("ahead")
    OFF_COURSE = "off_course", _("off course")
    TOO_EARLY = "too_early", _("too early to say")
    NO_DATA = "no_data", _("no data")


class SignalKind(models.TextChoices):
    """What has left its course: a metric of one person, one of a whole team, or the process itself."""

    METRIC = "metric", _("a metric")
    TEAM = "team", _("a metric of the whole team")
    NO_SESSION = "no_session", _("no session")
    UNTOUCHED_GOAL = "untouched_goal", _("a goal nobody talks about")
    LATE_COMMITMENT = "late_commitment", _("a late promise")
    UNSIGNED_PLAN = "unsigned_plan", _("a plan not signed")
    IDLE_DEVELOPMENT = "idle_development", _("development at rest")
    UNOPENED_PLAN = "unopened_plan", _("a plan not opened")


OF_METRICS = [SignalKind.METRIC, SignalKind.TEAM]


class SignalQuerySet(models.QuerySet):
    """Reads of signals."""

    def visible_to(self, person, on=None):
        """Own, and of those whom `person` manages or acts for that day; leaders above see the state only (see `rules`)."""
        seats = person.seats(on=on)
        return self.filter(Q(person=person) | Q(person__in=Person.objects.under(seats, on=on).values("pk")))

    def for_parties(self, person, on=None):
        """Own, and of those whose solid line leads to `person` (or to somebody for whom they act) that day."""
        reps = Person.objects.managed_by(person.seats(on=on), on).values("pk")
        return self.filter(Q(person=person) | Q(person__in=reps))

    def open(self):
        """Cases that are not closed."""
        return self.exclude(state__in=CLOSED)

    def worst_verdict_of(self, person):
        """A subquery with the verdict of `person`'s worst open signal (an OuterRef to their id), good news last."""
        gravity = Case(When(verdict=Verdict.OFF_COURSE, then=0), When(verdict=Verdict.DRIFTING, then=1), default=2)
        return Subquery(self.open().filter(person=person).order_by(gravity).values("verdict")[:1])

    def for_list(self):
        """What a list of signals shows, most useful first."""
        return self.select_related("person", "metric").order_by("-detected_on", "-statistic")


@audited()
class Signal(Moving):
    """A finding that a metric of somebody has left its course: one case for each metric and episode."""

    steps = NEXT
    stands = _("This signal is %(now)s.")
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="signals")
    kind = models.CharField(max_length=20, choices=SignalKind, default=SignalKind.METRIC)
    metric = models.ForeignKey(Metric, models.PROTECT, null=True, blank=True, related_name="signals")  # none: of the process
    subject_id = models.UUIDField(null=True, blank=True)  # of the process: the goal, promise or plan that it is about
    facts = models.JSONField(default=dict)  # of the process: what its sentence says
    verdict = models.CharField(max_length=12, choices=Verdict)
    detector = models.CharField(max_length=12)
    onset_on = models.DateField()
    detected_on = models.DateField()
    as_of = models.DateField()
    statistic = models.FloatField(null=True)
    threshold = models.FloatField(null=True)
    expected = models.FloatField(null=True)
    actual = models.FloatField(null=True)
    weeks = models.PositiveSmallIntegerField(default=0)
    crossings = models.PositiveSmallIntegerField(default=1)
    plan_id = models.UUIDField(null=True)
    goal_id = models.UUIDField(null=True)
    state = models.CharField(max_length=14, choices=SignalState, default=SignalState.RAISED)
    raised_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)
    recheck_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = SignalQuerySet.as_manager()

    class Meta:
        ordering = ["-detected_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "metric", "onset_on"], condition=Q(metric__isnull=False), name="signal_once_an_episode"
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "subject_id", "onset_on"],
                condition=Q(metric__isnull=True),
                nulls_distinct=False,
                name="signal_of_process_once",
            ),
            models.CheckConstraint(
                condition=Q(metric__isnull=False, kind__in=OF_METRICS) | (Q(metric__isnull=True) & ~Q(kind__in=OF_METRICS)),
                name="signal_has_a_metric_or_is_of_the_process",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False, state__in=CLOSED) | (Q(closed_at__isnull=True) & ~Q(state__in=CLOSED)),
                name="signal_closed_at_when_closed",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="signal_of_person")]

    def __str__(self):
        return f"{self.metric or self.get_kind_display()}: {self.get_verdict_display()}"

    def get_absolute_url(self):
        return reverse("coaching:signal_detail", args=[self.pk])

    @property
    def is_good(self):
        """Whether it is good news: a rise that proposes recognition."""
        return self.verdict == Verdict.AHEAD


@audited()
class Cause(models.Model):
    """What one side thinks is behind a signal."""

    SIDES = [("seller", _("seller")), ("manager", _("manager"))]
    KINDS = [
        ("skill", _("skill")),
        ("will", _("drive")),
        ("knowledge", _("knowledge")),
        ("territory", _("territory or accounts")),
        ("system", _("system or process")),
        ("time", _("time")),
        ("data", _("the data is wrong")),
        ("other", _("something else")),
    ]
    signal = models.ForeignKey(Signal, models.CASCADE, related_name="causes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=SIDES)
    kind = models.CharField(_("cause"), max_length=12, choices=KINDS)
    words = models.TextField(_("in your words"), blank=True, max_length=4000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return self.get_kind_display()


class MuteQuerySet(models.QuerySet):
    """Reads of mutes."""

    def on(self, day):
        """Those that hold on that day."""
        return self.filter(starts_on__lte=day, until__gte=day, ended_at__isnull=True)


@audited()
class Mute(models.Model):
    """That nobody is told of one metric of a person (or of one thing in the process) up to a day, and why. Judging goes on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes")
    kind = models.CharField(max_length=20, choices=SignalKind, default=SignalKind.METRIC)
    metric = models.ForeignKey(Metric, models.CASCADE, null=True, blank=True, related_name="+")
    starts_on = models.DateField(default=timezone.localdate)
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = MuteQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("starts_on")),
                name="mute_ends_after_start",
                violation_error_message=_("That day is over."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="mute_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.person}: {self.metric or self.get_kind_display()} until {self.until}"


@audited()
class DriftSetting(models.Model):
    """The company's choices about drift: one row."""

    RUN_LENGTHS = [
        (26, _("about twice a year")),
        (52, _("about once a year")),
        (104, _("about once in two years")),
        (156, _("about once in three years")),
        (312, _("about once in six years")),
    ]
    is_on = models.BooleanField(_("raise signals about single people"), default=True)
    run_length = models.PositiveSmallIntegerField(_("a steady metric raises a false alarm"), choices=RUN_LENGTHS, default=104)
    silence_weeks = models.PositiveSmallIntegerField(_("weeks without a report until a metric is silent"), default=3)
    ramp_weeks = models.PositiveSmallIntegerField(_("weeks until somebody new is at full pace"), default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="drift_setting_one_row"),
            models.CheckConstraint(condition=Q(silence_weeks__range=(1, 26)), name="drift_setting_silence"),
            models.CheckConstraint(condition=Q(ramp_weeks__lte=104), name="drift_setting_ramp"),
        ]

    def __str__(self):
        return "drift settings"

    @classmethod
    def current(cls):
        """The choices in force."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
