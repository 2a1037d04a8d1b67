"""Looking for drift."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection, transaction

from metrics import scanning
from metrics.actions.ending import Episodes, end
from metrics.actions.following import follow
from metrics.models import OF_METRICS, Scan, Signal
from metrics.scanning.reading import forget_touched
from metrics.scanning.writing import Writer

LOCK = 7_243_001  # any number, the same for every scan


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
    ended: int = 0
    row: Scan | None = None

    def __str__(self):
        counts = [("series", sum(self.states.values())), *sorted(self.states.items())]
        counts += [(name, getattr(self, name)) for name in ("opened", "updated", "escalated", "reopened", "ended")]
        line = f"as_of={self.as_of} " + " ".join(f"{name}={count}" for name, count in counts)
        share = self.row and self.row.expected_false_share
        return line if share is None else f"{line} alerts={self.row.alerts} expected_false_share={share:.2f}"


@transaction.atomic
def scan(*, as_of, by=None):
    """Judge every metric of everybody as of the Monday on or before that day; open a signal for each new episode of drift.

    What has not changed since the last scan is not judged again. An episode has one signal, however often it is looked at; one
    that crosses again is told again, and one that is over says so. What company or team have done together is one signal of
    whoever leads them. Sellers are told at once and managers as the settings say, in this transaction. The same day again
    changes nothing, an earlier one nothing newer.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    company = scanning.read(as_of)
    keep = all(standing.as_of <= company.as_of for standing in company.standings.values())
    findings, writer, cases, episodes = scanning.Findings(company), Writer(company), [], Episodes()
    for found in scanning.found(company, keep=keep):
        if not found.is_same:
            writer.add(found)
            cases += _cases(found, findings)
            episodes.look(found)
        findings.add(found)
    writer.finish()
    if keep:
        forget_touched(company)
    result = ScanResult(company.as_of, findings, findings.states)
    if company.settings.is_on:
        follow(cases, result, by=by)
        result.ended = end(episodes, company) if keep else 0
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
