"""The history of a plan: one line for each thing that somebody did."""

from functools import partial

from django.db import transaction

from plans import presence
from plans.models import Plan, PlanEvent


@transaction.atomic(savepoint=False)
def record(plan, kind, *, by, item_id=None, **facts):
    """Write one line of the plan's history: `by` did `kind` ("<room>.<what>"). `text` among the facts is shown after the name.

    The plan stays locked until the transaction ends, so that lines are seen in the order of their numbers; then whoever has the
    plan open is told.
    """
    Plan.objects.select_for_update(no_key=True).only("pk").get(pk=plan.pk)
    return add_line(plan, kind, by=by, item_id=item_id, **facts)


@transaction.atomic(savepoint=False)
def add_line(plan, kind, *, by, item_id=None, **facts):
    """The same about a plan whose row this transaction has locked already."""
    facts = {"revision": plan.revision, **facts}
    line = PlanEvent.objects.create(plan=plan, kind=kind, by=by, item_id=item_id, facts=facts)
    transaction.on_commit(partial(presence.announce, plan.pk, line.pk), robust=True)
    return line


@transaction.atomic(savepoint=False)
def record_promise(commitment, kind, *, by, **facts):
    """Write a line about one promise, which its own page finds again by the promise's id."""
    facts = {"title": commitment.text, "commitment": str(commitment.pk), **facts}
    return record(commitment.plan, kind, by=by, item_id=commitment.goal_id, **facts)
