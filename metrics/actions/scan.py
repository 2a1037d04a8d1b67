"""Looking for drift."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from metrics import messages, scanning
from metrics.models import CLOSED, OF_METRICS, Mute, Scan, Signal, SignalState
from metrics.scanning.reading import forget_touched
from metrics.scanning.writing import Writer
from people.models import ReportingLine

LOCK = 7_243_001  # any number, the same for every scan
UPDATED = [
    "detector",
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


@dataclass
class ScanResult:
    """What a scan found and did. `findings` has one entry for each series; `opened` and the others count signals."""

    as_of: object
    findings: object
    states: Counter
    opened: int = 0
    updated: int = 0
    escalated: int = 0
    reopened: int = 0
    row: Scan | None = None

    def __str__(self):
        counts = [("series", sum(self.states.values())), *sorted(self.states.items())]
        counts += [(name, getattr(self, name)) for name in ("opened", "updated", "escalated", "reopened")]
        line = f"as_of={self.as_of} " + " ".join(f"{name}={count}" for name, count in counts)
        share = self.row and self.row.expected_false_share
        return line if share is None else f"{line} alerts={self.row.alerts} expected_false_share={share:.2f}"


@transaction.atomic
def scan(*, as_of, by=None):
    """Judge every metric of everybody as of the Monday on or before that day; open a signal for each new episode of drift.

    What has not changed since the last scan is not judged again. An episode has one signal, however often it is looked at; one
    that crosses again is told again. What company or team have done together is one signal of whoever leads them. Sellers are
    told at once and managers as the settings say, in this transaction. The same day again changes nothing, an earlier one
    nothing newer.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    company = scanning.read(as_of)
    keep = all(standing.as_of <= company.as_of for standing in company.standings.values())
    findings, writer, cases = scanning.Findings(company), Writer(company), []
    for found in scanning.found(company, keep=keep):
        if not found.is_same:
            writer.add(found)
            cases += _cases(found, findings)
        findings.add(found)
    writer.finish()
    if keep:
        forget_touched(company)
    result = ScanResult(company.as_of, findings, findings.states)
    if company.settings.is_on:
        _follow(cases, result, by)
    result.row = _written_down(company, result)
    return result


def _cases(found, findings):
    """Findings that are cases: of single people, and of teams."""
    people = findings.people
    yield from (found.finding(row, people) for row in found.raising)
    yield from found.of_teams(people)


def _written_down(company, result):
    """What the scan came to, unless a later one of this Monday has said the same."""
    counts, arl0 = result.findings.counts, company.settings.run_length
    fields = {
        "run_length": arl0,
        "series": sum(result.states.values()),
        "leaned_on": counts["leaned_on"],
        "states": dict(sorted(result.states.items())),
        "alerts": counts["alerts"],
        "by_chance": round(counts["detectors"] / arl0, 3),
        "opened": Signal.objects.filter(kind__in=OF_METRICS, as_of=company.as_of, detected_on=company.weeks[-1]).count(),
    }
    known = Scan.objects.filter(pk=company.as_of).first()
    if known is not None and all(getattr(known, name) == value for name, value in fields.items()):
        return known
    return Scan.objects.update_or_create(pk=company.as_of, defaults=fields)[0]


def _follow(findings, result, by):
    """Open, update, escalate or take up again the signals of open episodes, the gravest first."""
    if not findings:
        return
    people = {finding.person.pk for finding in findings}
    known = {}
    for signal in Signal.objects.select_for_update().filter(person__in=people, kind__in=OF_METRICS).order_by("-onset_on"):
        known.setdefault((signal.person_id, signal.kind, signal.metric_id), []).append(signal)
    lines = ReportingLine.objects.on(timezone.localdate()).solid().filter(person__in=people).select_related("manager")
    tell = _Telling({line.person_id: line.manager for line in lines}, Mute.objects.holding(people, timezone.localdate()), by)
    looked_at = []
    for finding in sorted(findings, key=_gravity):
        signals = known.get((finding.person.pk, finding.kind, finding.metric.pk), ())
        signal = next((one for one in signals if _is_same_episode(one, finding)), None)
        if signal is None:
            signal = _open(finding)
            result.opened += 1
            tell.once(signal, 2 if finding.crossings > 1 else 1)
        elif signal.as_of <= finding.facts["as_of"]:
            _update(signal, finding, result, tell)
            looked_at.append(signal)
    Signal.objects.bulk_update(looked_at, UPDATED, batch_size=500)


def _gravity(finding):
    """How far beyond its limit, the farthest first."""
    facts = finding.facts
    return -facts["statistic"] / facts["threshold"], finding.metric.key, str(finding.person.pk)


class _Telling:
    """Tells of cases: not of what is muted, and of no more than a few new ones at once."""

    def __init__(self, managers, muted, by):
        self.managers, self.muted, self.by, self.told = managers, muted, by, Counter()

    def once(self, signal, level):
        """Owe a word of it."""
        self.told[signal.person_id] += 1
        if (signal.person_id, signal.kind, signal.metric_id) in self.muted or self.told[signal.person_id] > BUDGET:
            return
        manager = None if signal.is_of_team else self.managers.get(signal.person_id)
        messages.tell(signal, level, manager=manager, by=self.by)


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


def _open(finding):
    facts = finding.facts
    return Signal.objects.create(
        person=finding.person,
        kind=finding.kind,
        metric=finding.metric,
        onset_on=facts["onset_on"],
        detected_on=facts["detected_on"],
        **_fields(finding),
    )


def _update(signal, finding, result, tell):
    """Bring an open signal up to date; a second crossing is told, one after closing takes the case up again."""
    again, fields = finding.crossings > signal.crossings, _fields(finding)
    fields["crossings"] = max(finding.crossings, signal.crossings)
    if signal.state in CLOSED and not again:
        return
    if signal.state in CLOSED:
        signal.take_up()
        result.reopened += 1
    changed = [name for name, value in fields.items() if getattr(signal, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(signal, name, fields[name])
    result.updated += 1
    if again:
        result.escalated += 1
        if signal.state != SignalState.ANSWERED:
            tell.once(signal, 2)
