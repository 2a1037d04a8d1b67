"""The periods of promises that come back: a row for each whole one, from the day on which the promise holds until today."""

from django.contrib.postgres.aggregates import ArrayAgg

from plans.models import Commitment, Occurrence
from plans.recurrence import whole_periods

AT_ONCE = 2000


def bring_up_to(today, plan=None):
    """Write the rows that are missing for open promises that come back (of one plan, or of all); answers how many."""
    rows = Commitment.objects.coming_back().select_related("plan")
    rows = rows if plan is None else rows.filter(plan=plan)
    known = rows.annotate(known=ArrayAgg("occurrences__starts_on", default=[])).order_by("pk")
    missing = [row for promise in known.iterator(AT_ONCE) for row in missing_of(promise, today, set(promise.known))]
    Occurrence.objects.bulk_create(missing, batch_size=AT_ONCE, ignore_conflicts=True)
    return len(missing)


def missing_of(promise, today, known):
    """Rows, not saved yet, for the whole periods of a promise that have begun; `known` are the first days that have one."""
    found = whole_periods(promise.rule, promise.since, today, promise.asks_until)
    return [Occurrence(commitment=promise, starts_on=first, ends_on=last) for first, last in found if first not in known]
