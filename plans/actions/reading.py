"""How far one has read a plan."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from plans import rules
from plans.models import Visit
from plans.unread import is_over


@transaction.atomic
def mark_seen(plan, *, by, upto):
    """Keep that `by` looked at the plan up to line `upto` of its history. With a new visit, what they had read in the one before
    is what counts as known.

    Nothing in the plan changes, so nothing is recorded and nobody is told.
    """
    visit, now = _visit(plan, by, upto), timezone.now()
    if is_over(visit, now):
        visit.before, visit.before_at = visit.seen, visit.at
    visit.at, visit.seen = now, max(visit.seen, _written(plan, upto))
    visit.save(update_fields=["at", "seen", "before", "before_at"])
    return visit


@transaction.atomic
def mark_read(plan, *, by, upto):
    """Have nothing up to line `upto` marked as new any more."""
    visit, now = _visit(plan, by, upto), timezone.now()
    visit.seen = visit.before = max(visit.before, _written(plan, upto))
    visit.at = visit.before_at = now
    visit.save(update_fields=["at", "seen", "before", "before_at"])
    return visit


def _visit(plan, by, upto):
    """The row of this reader, locked; what stands in a plan when somebody first comes is not new."""
    rules.can_mark_seen(by, plan).enforce()
    first, now = _written(plan, upto), timezone.now()
    stands = {"at": now, "seen": first, "before": first, "before_at": now}
    return Visit.objects.select_for_update().get_or_create(plan=plan, person=by, defaults=stands)[0]


def _written(plan, upto):
    """The line meant, at most the newest there is."""
    return min(upto, plan.history.order_by().aggregate(newest=Max("id"))["newest"] or 0)
