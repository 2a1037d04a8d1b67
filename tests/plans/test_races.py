"""Two people act at the same moment, each on a real connection."""

import pytest

from people.verdict import Refused, Stale
from plans import actions
from plans.body import written
from plans.models import Commitment, Goal, Plan, PlanVersion, Signature
from plans.working import find
from tests.factories import GoalFactory, PlanFactory
from tests.plans.people_here import fresh, kinds, propose, sign
from tests.races import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_both_propose_at_once_and_one_of_them_is_first():
    plan = PlanFactory(ready=True)

    outcomes = race(lambda: propose(plan, plan.manager), lambda: propose(plan, plan.person))

    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert plan.proposals.count() == Signature.objects.count() == 1


def test_a_double_click_on_sign_leaves_one_signature_and_one_version():
    plan = PlanFactory(ready=True)
    proposal = propose(plan, plan.manager)

    outcomes = race(*[lambda: sign(proposal, plan.person)] * 3)

    assert {type(outcome) for outcome in outcomes} == {PlanVersion}
    assert len({outcome.pk for outcome in outcomes}) == 1
    assert Signature.objects.filter(person=plan.person).count() == 1
    assert Commitment.objects.count() == 6
    assert kinds(plan).count("plans.signed") == 1


def test_a_signature_and_a_withdrawal_at_once_never_both_hold():
    plan = PlanFactory(ready=True)
    proposal = propose(plan, plan.manager)

    signed, withdrawn = race(lambda: sign(proposal, plan.person), lambda: actions.withdraw(fresh(plan), by=plan.manager))

    assert isinstance(signed, Refused) != isinstance(withdrawn, Refused)
    assert fresh(plan).status == ("draft" if isinstance(signed, Refused) else "agreed")
    assert PlanVersion.objects.count() == (0 if isinstance(signed, Refused) else 1)


@pytest.mark.parametrize("round", range(3))
def test_an_edit_while_somebody_proposes_is_in_the_proposed_text_or_refused(round):
    plan = PlanFactory(ready=True)
    goal, seen = plan.goals.first(), fresh(plan).revision

    proposed, edited = race(
        lambda: actions.propose(fresh(plan), by=plan.manager, seen_revision=seen, typed_name=plan.manager.name),
        lambda: actions.edit_item(find(fresh(plan), goal.pk), by=plan.person, seen_version=1, title="Edited"),
    )

    assert isinstance(proposed, Refused) != isinstance(edited, Refused)
    if isinstance(proposed, Stale):
        assert Signature.objects.count() == 0
    else:
        assert bytes(proposed.body) == written(fresh(plan), effective_on=proposed.effective_on)


def test_an_edit_while_somebody_signs_never_changes_what_is_signed():
    plan = PlanFactory(ready=True)
    proposal = propose(plan, plan.manager)
    goal = plan.goals.first()

    signed, edited = race(
        lambda: sign(proposal, plan.person),
        lambda: actions.edit_item(find(fresh(plan), goal.pk), by=plan.manager, seen_version=1, title="Edited"),
    )

    assert isinstance(edited, Refused)
    assert bytes(signed.body) == bytes(proposal.body) == written(fresh(plan), effective_on=signed.effective_on)


def test_two_edits_of_one_item_at_once_keep_one_and_show_the_other_both():
    goal = GoalFactory(title="Before")

    outcomes = race(
        lambda: actions.edit_item(find(fresh(goal.plan), goal.pk), by=goal.plan.person, seen_version=1, title="Sam's"),
        lambda: actions.edit_item(find(fresh(goal.plan), goal.pk), by=goal.plan.manager, seen_version=1, title="Maya's"),
    )

    (stale,) = [outcome for outcome in outcomes if isinstance(outcome, Stale)]
    (kept,) = [outcome for outcome in outcomes if isinstance(outcome, Goal)]
    assert stale.current.title == kept.title == Goal.objects.get().title


def test_two_edits_of_different_items_at_once_both_hold():
    plan = PlanFactory(ready=True)
    one, other = plan.goals.all()[:2]

    race(
        lambda: actions.edit_item(find(fresh(plan), one.pk), by=plan.person, seen_version=1, title="Sam's"),
        lambda: actions.edit_item(find(fresh(plan), other.pk), by=plan.manager, seen_version=1, title="Maya's"),
    )

    assert {"Sam's", "Maya's"} <= set(Goal.objects.values_list("title", flat=True))
    assert Plan.objects.get().revision == 3


def test_two_ticks_of_one_promise_at_once_keep_it_once():
    plan = PlanFactory(ready=True, ready__goals=1)
    sign(propose(plan, plan.manager), plan.person)
    row = Commitment.objects.get(side="seller")

    race(*[lambda: actions.keep(Commitment.objects.get(pk=row.pk), by=plan.person)] * 3)

    row.refresh_from_db()
    assert row.state == "kept"
    assert kinds(plan).count("plans.commitment_kept") == 1
