"""What the system found, as cases that people answer."""

import datetime
import uuid

from django.conf import settings
from django.db import connection, models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
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
OF_PROCESS = [kind for kind in SignalKind if kind not in OF_METRICS]


# how much harm a signal tells of, whoever bears it; what is not named here does none: it is good news
HARM = {Verdict.OFF_COURSE: 0, Verdict.DRIFTING: 1, Verdict.NO_DATA: 2}
LEAST_HARM = 3
OLD, WEEK = 8, datetime.timedelta(days=7)  # weeks after which one signal is as old as another


class SignalQuerySet(models.QuerySet):
    """Reads of signals."""

    def of_people(self):
        """Those about a metric of one person: the course of their own numbers."""
        return self.filter(kind=SignalKind.METRIC)

    def of_process(self):
        """Those about the process itself."""
        return self.filter(kind__in=OF_PROCESS)

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

    def about(self, metrics):
        """Those about these metrics (ids), of single people and of teams."""
        return self.filter(kind__in=OF_METRICS, metric__in=metrics)

    def unanswered(self):
        """Those of which nobody has said yet what is done about it."""
        return self.filter(state__in=[SignalState.RAISED, SignalState.SEEN])

    def end_by_itself(self, facts):
        """Close those of them that the table allows to be accepted, with what there is to say of it; answers how many."""
        ready = [state for state, after in NEXT.items() if SignalState.ACCEPTED in after]
        return self.filter(state__in=ready).update(**{"state": SignalState.ACCEPTED, "closed_at": timezone.now(), "facts": facts})

    def bring_up_to_date(self, signals, names):
        """Write these columns of signals that have been read: in one statement, since a scan does it for thousands."""
        fields = [self.model._meta.get_field(name) for name in ("id", *names)]
        columns = ", ".join(field.column for field in fields)
        taken = ", ".join(f"{field.column} = new.{field.column}" for field in fields[1:])
        types = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
        values = [[field.value_from_object(signal) for signal in signals] for field in fields]
        sql = f"UPDATE {self.model._meta.db_table} old SET {taken} FROM unnest({types}) new ({columns}) WHERE old.id = new.id"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    def standing(self, state):
        """Those in one state, or those that are "open" or "closed"; all, if none or "all" is named."""
        if state == "open":
            return self.open()
        if state == "closed":
            return self.filter(state__in=CLOSED)
        return self.filter(state=state) if state and state != "all" else self

    def among(self, signals):
        """The ids of those of `signals` that are in this queryset."""
        return set(self.filter(pk__in=[signal.pk for signal in signals]).values_list("pk", flat=True))

    def good_news_of(self, person):
        """What rose of theirs, with its metric."""
        return self.of_people().filter(person=person, verdict=Verdict.AHEAD).select_related("person", "metric")

    def waiting(self, today):
        """Those that nobody has answered yet or that are to be looked at again, and that are not muted: the most useful first."""
        due = Q(state=SignalState.ANSWERED, recheck_on__lte=today)
        unanswered = Q(state__in=[SignalState.RAISED, SignalState.SEEN])
        found = self.filter(unanswered | due).with_mutes(today).filter(is_muted=False)
        return found.select_related("person", "metric").by_usefulness(today)

    def to_look_at_again(self, day):
        """Cases that are being worked on and whose day to look again has come."""
        return self.filter(state=SignalState.ANSWERED, recheck_on__lte=day)

    def not_told(self, reminders):
        """Those of whose day to look again none of these reminders (a queryset of another room) tells yet."""
        day = Cast(OuterRef("recheck_on"), models.CharField(max_length=10))
        return self.filter(~Exists(reminders.filter(subject_id=OuterRef("pk"), period=day)))

    def with_mutes(self, day):
        """Each with `is_muted`: whether nobody is told of it that day."""
        of_it = Q(metric=OuterRef("metric")) | Q(metric__isnull=True)
        mutes = Mute.objects.on(day).filter(of_it, person=OuterRef("person"), kind=OuterRef("kind"))
        return self.annotate(is_muted=Exists(mutes))

    def by_usefulness(self, today):
        """The most useful first: in SQL what `metrics.usefulness.order_of` says of one signal."""
        due = Q(state=SignalState.ANSWERED, recheck_on__lte=today)
        waits = Case(
            When(state__in=[SignalState.RAISED, SignalState.SEEN], then=0),
            When(due, then=0),
            When(state__in=CLOSED, then=2),
            default=1,
        )
        harm = Case(*[When(verdict=verdict, then=rank) for verdict, rank in HARM.items()], default=LEAST_HARM)
        age = Case(*[When(detected_on__gt=today - WEEK * weeks, then=weeks) for weeks in range(1, OLD + 1)], default=OLD)
        strength = Coalesce(F("statistic") / F("threshold"), Value(0.0))
        return self.alias(_waits=waits, _harm=harm, _age=age, _strength=strength).order_by(
            "_waits", "_harm", "_age", "-_strength", "-detected_on", "pk"
        )

    def for_list(self):
        """What a list of signals shows, the latest first."""
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
    facts = models.JSONField(default=dict)  # of the process: what its sentence says; of a metric: that it is over, since when
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
            models.UniqueConstraint(
                fields=["person", "kind", "subject_id"],
                condition=Q(metric__isnull=True, closed_at__isnull=True),
                nulls_distinct=False,
                name="signal_of_process_open_once",
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
    def name(self):
        """What it is about, as leaders above may read it too: the metric, or what of the process has come to rest."""
        return self.metric.name if self.metric_id else capfirst(self.get_kind_display())

    @property
    def is_good(self):
        """Whether it is good news: a rise that proposes recognition."""
        return self.verdict == Verdict.AHEAD

    @property
    def is_of_process(self):
        """Whether it is about the process itself, and has no metric."""
        return self.metric_id is None

    @property
    def is_of_team(self):
        """Whether a whole team has moved; its person is then the manager."""
        return self.kind == SignalKind.TEAM

    @property
    def is_open(self):
        """Whether it still waits for something."""
        return self.state not in CLOSED

    def take_up(self, **fields):
        """Take a closed case up again: it waits to be seen, as one that was raised just now. Call `lock` first."""
        fresh = {"raised_at": timezone.now(), "answered_at": None, "recheck_on": None, "closed_at": None}
        fresh["facts"] = {name: fact for name, fact in self.facts.items() if name != "ended"}
        self.move_to(SignalState.RAISED, **fresh | fields)


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

    def visible_to(self, person, on=None):
        """Those about oneself, and about whoever reports to `person` (or to somebody for whom they act) that day."""
        reps = Person.objects.managed_by(person.seats(on=on), on).values("pk")
        return self.filter(Q(person=person) | Q(person__in=reps))

    def holding(self, people, day):
        """{(person id, kind, metric id)} of what is muted that day, of these people: one query."""
        return set(self.on(day).filter(person__in=people).values_list("person", "kind", "metric"))

    def hiding(self, signal, day):
        """Those that keep `signal` quiet that day."""
        return self.on(day).filter(person=signal.person_id, kind=signal.kind, metric=signal.metric_id)

    def for_list(self, day):
        """What a list of mutes shows: those that hold that day, the next to end first."""
        return self.on(day).select_related("person", "metric", "by").order_by("until", "pk")

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
        return f"{self.person}: {self.name} until {self.until}"

    @property
    def name(self):
        """What is muted."""
        return self.metric.name if self.metric_id else capfirst(self.get_kind_display())
