"""What many of these tests do."""

import pytest

from people.verdict import Refused
from plans import actions
from plans.models import Plan, PlanEvent
from reminders.models import Reminder


def fresh(plan):
    """The plan as it is in the database now."""
    return Plan.objects.get(pk=plan.pk)


def propose(plan, by, **fields):
    """`by` signs the working copy and proposes it."""
    plan = fresh(plan)
    return actions.propose(plan, by=by, seen_revision=plan.revision, typed_name=by.name, **fields)


def sign(proposal, by, **fields):
    """`by` signs what was proposed, having read it."""
    digest = bytes(proposal.text_digest).hex()
    return actions.sign(
        fresh(proposal.plan), **{"by": by, "proposal_id": proposal.pk, "seen_digest": digest, "typed_name": by.name, **fields}
    )


def take_over(plan, by, choice="take"):
    """`by` steps into a plan as the seller's new manager, and makes the same choice for every promise of the one before."""
    plan = actions.take_over(fresh(plan), by=by)
    for promise in plan.commitments.left_by_others(plan):
        actions.choose_handover(promise, by=by, choice=choice)
    return fresh(plan)


def kinds(plan):
    """What happened with a plan, the latest last."""
    return list(PlanEvent.objects.filter(plan=plan).order_by("at", "id").values_list("kind", flat=True))


def told(person):
    """What a person was told in the application, the latest last."""
    return list(Reminder.objects.filter(recipient=person, channel="app").order_by("created_at").values_list("kind", flat=True))


def assert_refused(action, *arguments, sentence="", **named):
    """The action is refused with a sentence that holds these words, and nothing happened: no history, no message."""
    before = PlanEvent.objects.count(), Reminder.objects.count()
    with pytest.raises(Refused) as refused:
        action(*arguments, **named)
    assert sentence in str(refused.value)
    assert (PlanEvent.objects.count(), Reminder.objects.count()) == before
