"""How many promises were kept between one person and each of those whom they promise to, counted by the database.

The same arithmetic as `plans.kept`, over all rows of the ledger at once (a test compares the two).
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.db.models.functions import Least, TruncDate
from django.utils import timezone

from people.models import Person
from plans.kept import Rate
from plans.models import Commitment, CommitmentState, Occurrence, Rule


@dataclass(frozen=True)
class Pair:
    """What two people kept of what they promised each other; None where nothing came due."""

    other: Person
    mine: Rate | None
    theirs: Rate | None


def pairs(me):
    """Both rates between `me` and each person whom they made or owe promises to, by name: three queries."""
    counts = tallies(Commitment.objects.filter(Q(by=me) | Q(to=me)))
    ids = {person for pair in counts for person in pair} - {me.pk}
    people = Person.objects.in_bulk(ids)
    found = [Pair(people[pk], _rate(counts.get((me.pk, pk))), _rate(counts.get((pk, me.pk)))) for pk in ids]
    return sorted(found, key=lambda pair: pair.other.name)


def together(pairs, side):
    """The rates of one side (`mine` or `theirs`) of all these pairs in one, or None."""
    rates = [rate for pair in pairs if (rate := getattr(pair, side))]
    return Rate(sum(rate.kept for rate in rates), sum(rate.due for rate in rates)) if rates else None


def counts(plan):
    """How many promises each side of a plan made, and how many of these are open, kept and not kept: counts and no words, for
    those who may not read the promises. One query.
    """
    states = {state: _count(Q(state=state)) for state in ("open", "kept", "missed")}
    rows = plan.commitments.order_by().values("side").annotate(made=Count("pk"), **states)
    return sorted(rows, key=lambda row: row["side"], reverse=True)


def tallies(commitments, today=None):
    """{(by, to): (kept, came due)} of these commitments: one-off ones and each period of those that come back. Two queries."""
    today, found = today or timezone.localdate(), defaultdict(lambda: (0, 0))
    judged = Least(today, TruncDate("closed_at"), TruncDate("plan__closed_at"))
    past = Q(state=CommitmentState.OPEN, rule=Rule.ONCE, due_on__lt=F("judged"))
    once = commitments.order_by().alias(judged=judged).values("by", "to")
    once = once.annotate(kept=_count(Q(state="kept")), late=_count(Q(state="missed") | past))
    judged = Least(today, TruncDate("commitment__closed_at"), TruncDate("commitment__plan__closed_at"))
    times = Occurrence.objects.filter(commitment__in=commitments.order_by().values("pk")).order_by().alias(judged=judged)
    times = times.values("commitment__by", "commitment__to")
    times = times.annotate(kept=_count(Q(kept_at__isnull=False)), late=_count(Q(kept_at=None, ends_on__lt=F("judged"))))
    for by, to, kept, late in [*once.values_list("by", "to", "kept", "late"), *_rows_of(times)]:
        before = found[by, to]
        found[by, to] = before[0] + kept, before[1] + kept + late
    return dict(found)


def _rows_of(times):
    return times.values_list("commitment__by", "commitment__to", "kept", "late")


def _count(condition):
    return Count("pk", filter=condition)


def _rate(counted):
    return Rate(*counted) if counted and counted[1] else None
