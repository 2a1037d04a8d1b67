"""Two people act at the same moment, each on a real connection."""

import datetime

import pytest

from people.actions import change_manager
from people.verdict import Refused, Stale
from plans import actions
from plans.body import written
from plans.models import Commitment, Goal, Handover, Plan, PlanVersion, Signature
from plans.working import find
from tests.factories import GoalFactory, PersonFactory, PlanFactory
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


def test_a_signature_and_a_counter_at_once_never_both_hold():
    plan = PlanFactory(ready=True)
    proposal = propose(plan, plan.manager)

    signed, countered = race(
        lambda: sign(proposal, plan.person), lambda: actions.counter(fresh(plan), by=plan.person, reason="Not yet")
    )

    assert isinstance(signed, Refused) != isinstance(countered, Refused)
    assert fresh(plan).status == ("draft" if isinstance(signed, Refused) else "agreed")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.end_reason) == (("countered", "Not yet") if isinstance(signed, Refused) else ("signed", ""))


def test_a_signature_and_the_clock_at_once_never_both_hold():
    plan = PlanFactory(ready=True)
    proposal = propose(plan, plan.manager)
    late = proposal.expires_on + datetime.timedelta(days=1)

    signed, expired = race(lambda: sign(proposal, plan.person), lambda: actions.expire_proposals(as_of=late))

    assert isinstance(signed, Refused) == (expired == [proposal])
    assert kinds(plan)[1:] == (["plans.expired"] if isinstance(signed, Refused) else ["plans.signed"])
    assert PlanVersion.objects.count() == (0 if isinstance(signed, Refused) else 1)


def test_two_ticks_of_the_clock_at_once_let_a_proposal_run_out_once():
    plan = PlanFactory(ready=True)
    late = propose(plan, plan.manager).expires_on + datetime.timedelta(days=1)

    outcomes = race(*[lambda: actions.expire_proposals(as_of=late)] * 3)

    assert sorted(len(outcome) for outcome in outcomes) == [0, 0, 1]
    assert kinds(plan).count("plans.expired") == 1


def test_a_signature_under_an_older_text_while_a_newer_one_is_proposed_signs_nothing():
    plan = PlanFactory(ready=True)
    old = propose(plan, plan.manager)
    actions.withdraw(fresh(plan), by=plan.manager)
    actions.edit_item(plan.goals.first(), by=plan.manager, seen_version=1, title="Edited")

    signed, newer = race(lambda: sign(old, plan.person), lambda: propose(plan, plan.manager))

    assert isinstance(signed, Refused)
    assert Signature.objects.filter(person=plan.person).count() == PlanVersion.objects.count() == 0
    assert fresh(plan).proposals.open().get() == newer


def test_two_amendments_begun_at_once_are_one():
    plan = PlanFactory(ready=True)
    sign(propose(plan, plan.manager), plan.person)

    outcomes = race(*[lambda by=by: actions.amend(fresh(plan), by=by, reason="It changed") for by in (plan.person, plan.manager)])

    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert kinds(plan).count("plans.amended") == 1


def test_two_choices_for_one_promise_at_once_leave_one_choice_and_one_offer():
    plan = PlanFactory(ready=True, ready__goals=1)
    sign(propose(plan, plan.manager), plan.person)
    promise = actions.promise(fresh(plan), by=plan.manager, side="manager", text="Call Hartwell", origin="session")
    nora, admin = PersonFactory(name="Nora New"), PersonFactory(admin=True)
    change_manager(plan.person, nora, by=admin, on=datetime.date(2026, 11, 1))
    actions.take_over(fresh(plan), by=nora)

    race(*[lambda: actions.choose_handover(Commitment.objects.get(pk=promise.pk), by=nora, choice="take")] * 3)

    assert Handover.objects.get(commitment=promise).choice == "take"
    assert plan.offers.filter(text="Call Hartwell").count() == 1


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
