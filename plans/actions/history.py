"""The history of a plan: one line for each thing that somebody did."""

from django.db import transaction

from plans.models import PlanEvent


@transaction.atomic(savepoint=False)
def record(plan, kind, *, by, item_id=None, **facts):
    """Write one line of the plan's history: `by` did `kind` ("<room>.<what>"). `text` among the facts is shown after the name."""
    return PlanEvent.objects.create(plan=plan, kind=kind, by=by, item_id=item_id, facts={"revision": plan.revision, **facts})
