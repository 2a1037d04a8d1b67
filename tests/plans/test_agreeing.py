"""Two sign the same text."""

import datetime
import hashlib
import json

import pytest
from django.core.exceptions import ValidationError

from metrics.models import Target
from people.actions import change_manager
from people.chain import verify
from people.verdict import Stale
from plans import actions
from plans.body import read, written
from plans.models import Commitment, PlanVersion, Signature
from plans.working import Working
from tests.factories import (
    DelegationFactory,
    GoalFactory,
    MeasureFactory,
    MetricFactory,
    PersonFactory,
    PlanFactory,
    agree,
    agreed_plan,
)
from tests.plans.people_here import assert_refused, fresh, kinds, propose, sign, told

pytestmark = pytest.mark.django_db


def test_one_proposes_the_other_signs_exactly_that_text():
    plan = PlanFactory(ready=True)
    text = written(plan)

    proposal = propose(plan, plan.manager)
    version = sign(proposal, plan.person)

    assert fresh(plan).status == "agreed"
    assert fresh(plan).in_force == version
    assert bytes(version.body) == bytes(proposal.body) == text
    assert bytes(version.text_digest) == bytes(proposal.text_digest) == hashlib.sha256(bytes(version.salt) + text).digest()
    signatures = json.loads(bytes(version.attest))["signatures"]
    assert [(s["person"], s["side"], s["typed_name"]) for s in signatures] == [
        (str(plan.manager_id), "manager", plan.manager.name),
        (str(plan.person_id), "seller", plan.person.name),
    ]
    assert {s["text_digest"] for s in signatures} == {version.text_digest.hex()}
    assert verify(PlanVersion)


def test_signing_tells_both_and_proposing_the_other():
    plan = PlanFactory(ready=True)

    proposal = propose(plan, plan.person)
    assert (told(plan.manager), told(plan.person)) == (["plans.proposed"], [])
    sign(proposal, plan.manager)

    assert told(plan.person) == ["plans.signed"]
    assert told(plan.manager) == ["plans.proposed", "plans.signed"]
    assert kinds(plan) == ["plans.proposed", "plans.signed"]


def test_signing_writes_targets_and_commitments_of_the_text():
    plan = PlanFactory(ready=True, ready__goals=1)
    goal = plan.goals.get()
    MeasureFactory(goal=goal, metric=MetricFactory(amount=True), is_leading=False, low=None, high=None, baseline=100, target=1200)

    plan = agree(plan)

    targets = Target.objects.order_by("total")
    assert [(t.low, t.high, t.total, t.goal_id, t.agreement_id) for t in targets] == [
        (None, None, 1200, goal.pk, plan.in_force_id),
        (14, 20, None, goal.pk, plan.in_force_id),
    ]
    assert {t.starts_on for t in targets} == {plan.starts_on}
    assert sorted((c.side, c.text, c.by, c.to, c.goal, c.origin) for c in Commitment.objects.all()) == [
        ("manager", "Keep those mornings clear", plan.manager, plan.person, goal, "plan"),
        ("seller", "Hold two mornings for outreach", plan.person, plan.manager, goal, "plan"),
    ]


def test_nobody_signs_for_the_other():
    plan = PlanFactory(ready=True)
    proposal = propose(plan, plan.manager)

    assert_refused(sign, proposal, plan.manager, sentence="You have signed. It waits for Sam.")
    for stranger in (PersonFactory(), PersonFactory(hr=True), PersonFactory(leader=True), PersonFactory(admin=True)):
        assert_refused(sign, proposal, stranger, sentence="Only the two")
    assert Signature.objects.count() == 1


def test_a_stand_in_neither_proposes_nor_signs():
    plan = PlanFactory(ready=True)
    stand_in = DelegationFactory(delegator=plan.manager).delegate

    assert_refused(propose, plan, stand_in, sentence="A signature is personal")
    proposal = propose(plan, plan.person)
    assert_refused(sign, proposal, stand_in, sentence="A signature is personal")


def test_the_typed_name_is_ones_own():
    plan = PlanFactory(ready=True)

    with pytest.raises(ValidationError, match="Type your name as it stands here: Maya Lindqvist"):
        actions.propose(fresh(plan), by=plan.manager, seen_revision=plan.revision, typed_name="Sam Okafor")

    assert Signature.objects.count() == 0
    assert fresh(plan).status == "draft"
    actions.propose(fresh(plan), by=plan.manager, seen_revision=plan.revision, typed_name=" maya  lindqvist ")


def test_a_plan_that_is_not_ready_is_not_proposed():
    plan = PlanFactory()
    assert_refused(propose, plan, plan.manager, sentence="There is no goal yet.")

    GoalFactory(plan=plan, title="Grow")
    assert_refused(propose, plan, plan.manager, sentence="“Grow” does not say how it is judged.")


def test_a_draft_that_moved_after_one_read_it_is_not_proposed():
    plan = PlanFactory(ready=True)
    seen = plan.revision
    actions.edit_item(plan.goals.first(), by=plan.person, seen_version=1, title="Something else")

    with pytest.raises(Stale):
        actions.propose(fresh(plan), by=plan.manager, seen_revision=seen, typed_name=plan.manager.name)

    assert Signature.objects.count() == 0


def test_a_day_outside_the_period_is_refused():
    plan = PlanFactory(ready=True)

    with pytest.raises(ValidationError, match="outside the plan’s period"):
        propose(plan, plan.manager, effective_on=datetime.date(2027, 1, 1))


def test_a_text_that_moved_after_one_read_it_is_not_signed():
    plan = PlanFactory(ready=True)
    read_by_sam = propose(plan, plan.manager)
    actions.withdraw(fresh(plan), by=plan.manager)
    actions.edit_item(plan.goals.first(), by=plan.manager, seen_version=1, title="Something else")
    propose(plan, plan.manager)

    with pytest.raises(Stale, match="Nothing was signed"):
        sign(read_by_sam, plan.person)

    assert Signature.objects.filter(person=plan.person).count() == 0
    assert PlanVersion.objects.count() == 0


def test_a_hand_made_digest_signs_nothing():
    plan = PlanFactory(ready=True)
    proposal = propose(plan, plan.manager)

    with pytest.raises(Stale):
        sign(proposal, plan.person, seen_digest="00" * 32)

    assert fresh(plan).status == "proposed"


def test_a_second_click_on_sign_gives_the_same_version():
    plan = PlanFactory(ready=True)
    proposal = propose(plan, plan.manager)

    first, second = sign(proposal, plan.person), sign(proposal, plan.person)

    assert first == second
    assert Signature.objects.count() == 2
    assert kinds(plan).count("plans.signed") == 1


def test_the_other_side_counters_with_a_reason_until_both_sign_the_same():
    plan = PlanFactory(ready=True)
    propose(plan, plan.manager)

    actions.counter(fresh(plan), by=plan.person, reason="Hartwell takes me through April")
    assert fresh(plan).status == "draft"
    assert told(plan.manager) == ["plans.countered"]
    goal = plan.goals.first()
    actions.edit_item(goal, by=plan.person, seen_version=1, title="Protect renewals first")
    version = sign(propose(plan, plan.person), plan.manager)

    assert version.text["goals"][0]["title"] == "Protect renewals first"
    assert [s.person for s in Signature.objects.filter(proposal=version.proposal)] == [plan.person, plan.manager]


def test_a_proposal_is_taken_back_by_its_own_side_only():
    plan = PlanFactory(ready=True)
    propose(plan, plan.manager)

    assert_refused(actions.withdraw, fresh(plan), by=plan.person, sentence="Maya proposed this. You can counter it.")
    assert_refused(actions.counter, fresh(plan), by=plan.manager, reason="x", sentence="your own proposal")
    actions.withdraw(fresh(plan), by=plan.manager)

    assert fresh(plan).status == "draft"
    assert told(plan.person) == ["plans.proposed", "plans.withdrawn"]


@pytest.mark.parametrize("who", ["person", "manager"])
def test_either_side_amends_and_both_sign_again_while_the_old_version_stays_in_force(who):
    plan = agreed_plan()
    first, me = plan.in_force, getattr(plan, who)

    actions.amend(plan, by=me, reason="The territory changed")
    assert (fresh(plan).status, fresh(plan).in_force) == ("draft", first)
    actions.edit_item(plan.goals.first(), by=me, seen_version=1, title="New words")
    proposal = propose(plan, me)
    assert fresh(plan).in_force == first
    second = sign(proposal, plan.other_party("seller" if who == "person" else "manager"))

    assert (second.number, second.reason) == (2, "The territory changed")
    assert bytes(second.previous_digest) == bytes(first.digest)
    assert fresh(plan).in_force == second
    assert verify(PlanVersion).count == 2


def test_the_ledger_follows_an_amendment():
    plan = agreed_plan(ready__goals=2)
    goals = list(plan.goals.all())
    kept = Commitment.objects.get(side="seller", goal=goals[0])
    actions.keep(kept, by=plan.person)
    changed = Commitment.objects.get(side="manager", goal=goals[0])
    dropped = Commitment.objects.get(side="seller", goal=goals[1])
    stays = Commitment.objects.get(side="manager", goal=goals[1])
    actions.amend(plan, by=plan.manager, reason="It changed")
    offers = {offer.pk: offer for offer in plan.offers.all()}
    actions.edit_item(offers[changed.offer_id], by=plan.manager, seen_version=1, text="Keep three mornings clear")
    actions.add_offer(plan, by=plan.person, goal=goals[1], side="seller", text="Something new")
    actions.drop_item(offers[dropped.offer_id], by=plan.person, seen_version=1)

    agree(plan)

    for row in (kept, changed, dropped, stays):
        row.refresh_from_db()
    assert (kept.state, changed.state, dropped.state, stays.state) == ("kept", "renegotiated", "dropped", "open")
    assert Commitment.objects.get(offer_id=changed.offer_id, state="open").text == "Keep three mornings clear"
    assert Commitment.objects.filter(offer_id=kept.offer_id).count() == 1
    assert sorted(Commitment.objects.filter(state="open").values_list("text", flat=True)) == [
        "Keep those mornings clear",
        "Keep three mornings clear",
        "Something new",
    ]


def test_targets_of_an_amendment_hold_from_its_day_on():
    plan = agreed_plan(ready__goals=1)
    measure = Working(plan).measures[0]
    actions.amend(plan, by=plan.person, reason="Too much")
    actions.edit_item(measure, by=plan.person, seen_version=1, low=12, high=18)

    agree(plan, effective_on=plan.ends_on)

    old, new = Target.objects.order_by("ends_on")
    assert (old.low, old.ends_on) == (14, plan.ends_on - datetime.timedelta(days=1))
    assert (new.low, new.high, new.ends_on) == (12, 18, plan.ends_on)


def test_an_amendment_given_up_leaves_the_words_in_force():
    plan = agreed_plan()
    text = plan.in_force.text
    actions.amend(plan, by=plan.person, reason="Perhaps")
    goals = list(plan.goals.all())
    actions.edit_item(goals[0], by=plan.person, seen_version=1, title="Other words", weight=40)
    actions.drop_item(goals[1], by=plan.person, seen_version=1)
    actions.add_goal(plan, by=plan.manager, family="team", title="One more")
    actions.write_portrait(plan, by=plan.manager, topic="growth", text="Nice")
    actions.drop_item(Working(plan).measures[0], by=plan.person, seen_version=1)

    actions.give_up_amendment(fresh(plan), by=plan.manager)

    def meaning(body):
        return json.loads(
            json.dumps(body).replace('"written_by": "manager"', "").replace('"written_by": "seller"', "").replace(", }", "}")
        )

    now = json.loads(written(fresh(plan), effective_on=plan.in_force.effective_on))
    assert meaning(now) == meaning(text)
    assert fresh(plan).status == "agreed"
    assert_refused(actions.give_up_amendment, fresh(plan), by=plan.manager, sentence="No amendment is being written")


def test_a_new_manager_takes_the_plan_over_and_both_sign_while_past_promises_stay():
    plan = agreed_plan(ready__goals=1)
    maya, nora = plan.manager, PersonFactory(name="Nora New")
    change_manager(plan.person, nora, by=PersonFactory(admin=True), on=datetime.date(2026, 11, 1))
    old = Commitment.objects.get(side="manager")

    assert_refused(actions.amend, fresh(plan), by=maya, reason="x", sentence="Only the two")
    assert_refused(propose, plan, nora, sentence="Take it over first")
    actions.take_over(fresh(plan), by=nora)
    assert (fresh(plan).manager, fresh(plan).status, fresh(plan).in_force) == (nora, "draft", plan.in_force)
    actions.choose_handover(old, by=nora, choice="take")
    version = sign(propose(plan, nora), plan.person)

    old.refresh_from_db()
    assert (old.state, old.by) == ("renegotiated", maya)
    assert Commitment.objects.get(side="manager", state="open").by == nora
    assert version.text["parties"]["manager"]["name"] == "Nora New"


def test_what_a_former_manager_proposed_is_not_signed_any_more():
    plan = PlanFactory(ready=True)
    proposal = propose(plan, plan.manager)
    change_manager(plan.person, PersonFactory(), by=PersonFactory(admin=True), on=datetime.date(2026, 11, 1))

    assert_refused(sign, proposal, plan.person, sentence="Sam no longer reports to Maya")


def test_a_signed_plan_is_closed_after_its_last_day_only():
    running = agreed_plan()
    over = PlanFactory(starts_on=datetime.date(2026, 1, 1), ends_on=datetime.date(2026, 6, 30))
    GoalFactory(plan=over, ready=True, due_on=over.ends_on)
    over.offers.update(due_on=over.ends_on)
    over = agree(over)

    assert_refused(actions.close, running, by=running.manager, sentence="Both signed this plan until its last day")
    actions.close(over, by=over.manager, outcome="Done")

    assert (fresh(running).status, fresh(over).status) == ("agreed", "closed")


def test_a_draft_that_was_never_signed_is_given_up_by_either_side():
    plan = PlanFactory()

    actions.close(plan, by=plan.person, outcome="We begin again")

    assert (fresh(plan).status, fresh(plan).outcome) == ("closed", "We begin again")
    assert told(plan.manager) == ["plans.closed"]
    assert_refused(actions.add_goal, fresh(plan), by=plan.person, family="team", title="x", sentence="This plan is closed.")


def test_a_proposal_says_what_the_version_will_say():
    plan = PlanFactory(ready=True)
    proposal = propose(plan, plan.person)

    assert read(proposal) == json.loads(written(fresh(plan), effective_on=proposal.effective_on))
