"""Looking for drift."""

from collections import Counter
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone

from metrics import messages, scanning
from metrics.models import CLOSED, Judgement, Signal, SignalState
from people.models import ReportingLine

LOCK = 7_243_001  # any number, the same for every scan


@dataclass
class ScanResult:
    """What a scan found and did. `findings` has one entry for each series; `opened` and the others count signals."""

    as_of: object
    findings: list = field(default_factory=list)
    opened: int = 0
    updated: int = 0
    escalated: int = 0
    reopened: int = 0

    def __str__(self):
        states = Counter(finding.facts["state"] for finding in self.findings)
        counts = [("series", len(self.findings)), *sorted(states.items())]
        counts += [(name, getattr(self, name)) for name in ("opened", "updated", "escalated", "reopened")]
        return f"as_of={self.as_of} " + " ".join(f"{name}={count}" for name, count in counts)


@transaction.atomic
def scan(*, as_of, by=None):
    """Judge every metric of everybody as of the Monday on or before that day; open a signal for each new episode of drift.

    An episode has one signal, however often it is looked at; one that crosses again is told again. Sellers are told at once and
    managers as the settings say, in this transaction. The same day again changes nothing; an earlier one changes nothing newer.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    company = scanning.read(as_of)
    result = ScanResult(company.as_of, list(scanning.judge(company)))
    _keep(result.findings)
    _follow([finding for finding in result.findings if finding.raises], result, by)
    return result


def _keep(findings):
    """Write down what was found of each series, where it is new."""
    stored = {(one.person_id, one.metric_id): one for one in Judgement.objects.all()}
    changed = []
    for finding in findings:
        known = stored.get((finding.person.pk, finding.metric.pk))
        if known and (known.as_of > finding.facts["as_of"] or all(getattr(known, k) == v for k, v in finding.facts.items())):
            continue
        changed.append(Judgement(person=finding.person, metric=finding.metric, **finding.facts))
    fields = [field.name for field in Judgement._meta.fields if field.name not in ("id", "person", "metric")]
    Judgement.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["person", "metric"], update_fields=fields, batch_size=2000
    )


def _follow(findings, result, by):
    """Open, update, escalate or take up again the signals of open episodes."""
    people = {finding.person.pk for finding in findings}
    known = list(Signal.objects.select_for_update().filter(person__in=people).order_by("-onset_on"))
    lines = ReportingLine.objects.on(timezone.localdate()).filter(kind="solid", person__in=people).select_related("manager")
    managers = {line.person_id: line.manager for line in lines}
    for finding in findings:
        signal = next((one for one in known if _is_same_episode(one, finding)), None)
        manager = managers.get(finding.person.pk)
        if signal is None:
            signal = _open(finding)
            result.opened += 1
            messages.tell(signal, 2 if finding.crossings > 1 else 1, manager=manager, by=by)
        elif signal.as_of <= finding.facts["as_of"]:
            _update(signal, finding, result, manager, by)


def _is_same_episode(signal, finding):
    """Whether a signal is about this stretch of this series: same direction, and the two overlap in time."""
    same = (signal.person_id, signal.metric_id, signal.is_good) == (finding.person.pk, finding.metric.pk, finding.is_good)
    exact = signal.onset_on == finding.facts["onset_on"] and signal.metric_id == finding.metric.pk
    overlaps = signal.onset_on <= finding.facts["detected_on"] and signal.as_of > finding.facts["onset_on"]
    return signal.person_id == finding.person.pk and (exact or (same and overlaps))


def _fields(finding):
    facts, target = finding.facts, finding.target
    names = ("detector", "as_of", "statistic", "threshold", "expected", "actual", "weeks")
    return {name: facts[name] for name in names} | {
        "verdict": facts["state"],
        "crossings": finding.crossings,
        "plan_id": target.plan_id if target else None,
        "goal_id": target.goal_id if target else None,
    }


def _open(finding):
    facts = finding.facts
    return Signal.objects.create(
        person=finding.person,
        metric=finding.metric,
        onset_on=facts["onset_on"],
        detected_on=facts["detected_on"],
        **_fields(finding),
    )


def _update(signal, finding, result, manager, by):
    """Bring an open signal up to date; a second crossing is told, one after closing takes the case up again."""
    again, fields = finding.crossings > signal.crossings, _fields(finding)
    fields["crossings"] = max(finding.crossings, signal.crossings)
    if signal.state in CLOSED and not again:
        return
    if signal.state in CLOSED:
        signal.move_to(SignalState.RAISED, closed_at=None)
        result.reopened += 1
    changed = [name for name, value in fields.items() if getattr(signal, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(signal, name, fields[name])
    signal.save(update_fields=changed)
    result.updated += 1
    if again:
        result.escalated += 1
        if signal.state != SignalState.ANSWERED:
            messages.tell(signal, 2, manager=manager, by=by)
