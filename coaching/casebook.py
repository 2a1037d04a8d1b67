"""The list of cases: which ones, in which order, and how soon a manager's people find something done about theirs."""

import datetime
from dataclasses import dataclass
from statistics import median

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.http import urlencode

from metrics.models import CLOSED, OF_PROCESS, Metric, Signal, SignalAudit, SignalState, Verdict
from people.models import Person, ReportingLine

MINE, TEAM = "mine", "team"
OPEN, WAITING, WORKED_ON, ENDED, EVERY = "open", "waiting", "worked_on", "closed", "all"
PROCESS = "process"
HALF_A_YEAR = datetime.timedelta(days=182)
WAIT = ("raised_at", "answered_at", "closed_at", "facts__ended")


@dataclass(frozen=True)
class Wanted:
    """What somebody asked the list for."""

    whose: str = ""
    state: str = OPEN
    kind: str = ""
    metric: str = ""
    words: str = ""

    @classmethod
    def of(cls, query):
        """From the query of a page; what is left out has its usual value."""
        asked = {name: query.get(name, "").replace("\0", "") for name in ("whose", "state", "kind", "metric", "q")}
        words, state = asked.pop("q").strip(), asked.pop("state") or OPEN
        return cls(**asked, state=state, words=words)

    @property
    def query(self):
        """The same as a query."""
        return self.but()

    def but(self, **changed):
        """As a query, with some of it changed."""
        asked = {"whose": self.whose, "state": self.state, "kind": self.kind, "metric": self.metric, "q": self.words} | changed
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def is_narrow(self):
        """Whether more than whose and state was asked for."""
        return bool(self.kind or self.metric or self.words)


def cases_for(me, wanted, today):
    """Signals that `me` may know of and that are wanted, the most useful first, each with `is_muted`."""
    found = Signal.objects.visible_to(me).filter(_whose(me, wanted.whose), _state(wanted.state), _kind(wanted.kind))
    if wanted.metric:
        found = found.filter(metric__key=wanted.metric)
    if wanted.words:
        found = found.filter(Q(person__name__icontains=wanted.words) | Q(metric__name__icontains=wanted.words))
    return found.select_related("person", "metric").with_mutes(today).by_usefulness(today)


def _whose(me, whose):
    return {MINE: Q(person=me), TEAM: ~Q(person=me)}.get(whose, Q())


def _state(state):
    named = {
        OPEN: ~Q(state__in=CLOSED),
        WAITING: Q(state__in=[SignalState.RAISED, SignalState.SEEN]),
        WORKED_ON: Q(state=SignalState.ANSWERED),
        ENDED: Q(state__in=CLOSED),
        EVERY: Q(),
    }
    return named.get(state, Q(state=state))


def _kind(kind):
    if kind == PROCESS:
        return Q(kind__in=OF_PROCESS)
    return Q(kind=kind) if kind else Q()


def own_cases(me, signals):
    """The ids of those among `signals` whose numbers and words `me` may read."""
    return set(Signal.objects.for_parties(me).filter(pk__in=[signal.pk for signal in signals]).values_list("pk", flat=True))


def metrics_of(me):
    """The metrics of which `me` may know a signal, by name."""
    known = Signal.objects.visible_to(me).filter(metric__isnull=False).order_by().values("metric")
    return Metric.objects.filter(pk__in=known)


def may_mute(me):
    """Whose numbers `me` may mute: their own, and those of whoever reports to them (or to whom they stand in for)."""
    reps = Person.objects.managed_by(me.seats()).values("pk")
    return Person.objects.active().filter(Q(pk=me.pk) | Q(pk__in=reps)).for_list()


# -- how soon something is done -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answering:
    """From raised to the first action: the median in days over `answered` signals, None without any; and how many still wait."""

    days: float | None
    answered: int
    waiting: int

    def __bool__(self):
        return bool(self.answered or self.waiting)

    @property
    def whole_days(self):
        """The median in whole days, 0 for less than one."""
        return None if self.days is None else int(self.days)


def answering_of(manager, now=None):
    """How soon something was done about what was raised while `manager` led whom it is about, in the last half year.

    Two queries. Good news asks for no help, and what closed by itself tells of nobody's answer: neither is counted. A person who
    closed a case without more has answered it. A case that is taken up again begins to wait anew, and its waits before count too.
    """
    now = now or timezone.now()
    rows = _raised_under(manager, Signal.objects.all(), now).with_mutes(timezone.localdate(now))
    led = ReportingLine.objects.solid().filter(manager=manager).values("person")
    known = SignalAudit.objects.filter(pgh_obj__in=Signal.objects.filter(person__in=led, raised_at__gte=now - HALF_A_YEAR))
    over = _raised_under(manager, known.filter(raised_at__lt=F("pgh_obj__raised_at"), closed_at__isnull=False), now)
    last = over.order_by("pgh_obj_id", "raised_at", "-pgh_id").distinct("pgh_obj_id", "raised_at")
    return measure([*rows.values_list(*WAIT, "is_muted"), *((*wait, False) for wait in last.values_list(*WAIT))])


def _raised_under(manager, rows, now):
    """Those of `rows`, of cases or of what these once were, that began to wait in the last half year under that manager."""
    day = OuterRef("raised_at__date")
    led = ReportingLine.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day), person=OuterRef("person"), manager=manager, kind="solid", starts_on__lte=day
    )
    lately = rows.filter(raised_at__gte=now - HALF_A_YEAR, raised_at__lte=now).exclude(verdict=Verdict.AHEAD)
    return lately.filter(Exists(led))


def measure(rows):
    """Answering of rows of (raised_at, answered_at, closed_at, why it closed by itself or None, whether it is muted): pure."""
    days, waiting = [], 0
    for raised_at, answered_at, closed_at, ended, is_muted in rows:
        acted_at = answered_at or (None if ended else closed_at)
        if acted_at is not None:
            days.append(max((acted_at - raised_at).total_seconds(), 0) / 86_400)
        elif closed_at is None and not is_muted:
            waiting += 1
    return Answering(median(days) if days else None, len(days), waiting)
