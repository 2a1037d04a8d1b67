"""The cases that a scan has found: opened, brought up to date, taken up again, and told."""

from collections import Counter

from django.db import transaction
from django.utils import timezone

from metrics import messages
from metrics.models import CLOSED, OF_METRICS, Mute, Signal, SignalState
from people.models import ReportingLine

UPDATED = [
    "detector",
    "onset_on",
    "detected_on",
    "as_of",
    "statistic",
    "threshold",
    "expected",
    "actual",
    "weeks",
    "verdict",
    "crossings",
    "plan_id",
    "goal_id",
]
BUDGET = 3  # new cases of one person that one scan tells them of: the gravest; the others stand in their list
AT_ONCE = 1000  # rows a statement


@transaction.atomic
def follow(findings, result, *, by=None):
    """Open, update, escalate or take up again the signals of open episodes, the gravest first; each step is a few statements."""
    if not findings:
        return
    people = {finding.person.pk for finding in findings}
    known, tell, opened, looked_at = _known(people), _Telling(people, by), [], []
    for finding in sorted(findings, key=_gravity):
        signals = known.get((finding.person.pk, finding.kind, finding.metric.pk), ())
        signal = next((one for one in signals if _is_same_episode(one, finding)), None)
        if signal is None:
            opened.append(_opened(finding))
            tell.once(opened[-1], 2 if finding.crossings > 1 else 1)
        elif signal.as_of <= finding.facts["as_of"] and _update(signal, finding, result, tell, _begun(signal, finding, signals)):
            looked_at.append(signal)
    result.opened = len(Signal.objects.bulk_create(opened, batch_size=AT_ONCE))
    Signal.objects.bring_up_to_date(looked_at, UPDATED)
    tell.all()


def _known(people):
    """{(person, kind, metric): their signals so far, the latest first}, locked."""
    known = {}
    for signal in Signal.objects.select_for_update().filter(person__in=people, kind__in=OF_METRICS).order_by("-onset_on"):
        known.setdefault((signal.person_id, signal.kind, signal.metric_id), []).append(signal)
    return known


def _gravity(finding):
    """How far beyond its limit, the farthest first."""
    facts = finding.facts
    return -facts["statistic"] / facts["threshold"], finding.metric.key, str(finding.person.pk)


class _Telling:
    """Tells of cases: not of what is muted, and of no more than a few new ones at once."""

    def __init__(self, people, by):
        self.today = timezone.localdate()
        self.muted, self.by, self.told, self.cases = Mute.objects.holding(people, self.today), by, Counter(), []

    def once(self, signal, level):
        """A word of it will be owed."""
        self.told[signal.person_id] += 1
        if (signal.person_id, signal.kind, signal.metric_id) in self.muted or self.told[signal.person_id] > BUDGET:
            return
        self.cases.append((signal, level))

    def all(self):
        """Owe what has been collected, when the signals stand."""
        people = {signal.person_id for signal, _level in self.cases if not signal.is_of_team}
        lines = ReportingLine.objects.on(self.today).solid().filter(person__in=people).select_related("manager")
        above = {line.person_id: line.manager for line in lines}
        cases = [(signal, level, None if signal.is_of_team else above.get(signal.person_id)) for signal, level in self.cases]
        messages.tell_all(cases, by=self.by)


def _is_same_episode(signal, finding):
    """Whether a signal is about this stretch of this series: same direction, and the two overlap in time."""
    if signal.onset_on == finding.facts["onset_on"]:
        return True
    overlaps = signal.onset_on <= finding.facts["detected_on"] and signal.as_of > finding.facts["onset_on"]
    return signal.is_good == finding.is_good and overlaps


def _fields(finding):
    facts, target = finding.facts, finding.target
    names = ("detector", "as_of", "statistic", "threshold", "expected", "actual", "weeks")
    return {name: facts[name] for name in names} | {
        "verdict": facts["state"],
        "crossings": finding.crossings,
        "plan_id": target.plan_id if target else None,
        "goal_id": target.goal_id if target else None,
    }


def _opened(finding):
    facts = finding.facts
    return Signal(
        person=finding.person,
        kind=finding.kind,
        metric=finding.metric,
        onset_on=facts["onset_on"],
        detected_on=facts["detected_on"],
        **_fields(finding),
    )


def _begun(signal, finding, signals):
    """Since when, and when it was found: as of what is found now, so that it goes with its numbers, unless that is where another
    case began.
    """
    begun = {name: finding.facts[name] for name in ("onset_on", "detected_on")}
    return {} if any(one.onset_on == begun["onset_on"] for one in signals if one is not signal) else begun


def _update(signal, finding, result, tell, begun):
    """Bring an open signal up to date, and say whether that changed it; a second crossing is told, one after closing takes the
    case up again.
    """
    again, fields = finding.crossings > signal.crossings, _fields(finding)
    fields |= {"crossings": max(finding.crossings, signal.crossings)} | begun
    if signal.state in CLOSED and not again:
        return False
    signal.person, signal.metric = finding.person, finding.metric
    if signal.state in CLOSED:
        signal.take_up()
        result.reopened += 1
    changed = [name for name, value in fields.items() if getattr(signal, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(signal, name, fields[name])
    result.updated += 1
    if again:
        result.escalated += 1
        if signal.state != SignalState.ANSWERED:
            tell.once(signal, 2)
    return True
