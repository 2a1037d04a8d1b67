"""Two people write a plan, item by item."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from people.verdict import Refused, Stale
from plans import actions
from plans.models import Agreed
from plans.working import Working, find, stamp
from tests.factories import (
    DelegationFactory,
    GoalFactory,
    MeasureFactory,
    MetricFactory,
    OfferFactory,
    PersonFactory,
    PlanFactory,
    PortraitFactory,
    PriorityFactory,
    ProposalFactory,
)
from tests.plans.people_here import assert_refused, fresh, kinds, told

pytestmark = pytest.mark.django_db
HALF = {"starts_on": datetime.date(2026, 7, 1), "ends_on": datetime.date(2026, 12, 31), "title": "Second half"}


def test_a_manager_starts_a_plan_with_their_seller_who_is_told():
    maya = PersonFactory()
    sam = PersonFactory(reports_to=maya)
    priority = PriorityFactory(title="Win hospitals")

    plan = actions.start(by=maya, person=sam, priorities=[priority], **HALF)

    assert (plan.person, plan.manager, plan.status, plan.started_by) == (sam, maya, "draft", maya)
    assert [(goal.title, goal.priority) for goal in plan.goals.all()] == [("Win hospitals", priority)]
    assert kinds(plan) == ["plans.started"]
    assert (told(sam), told(maya)) == (["plans.started"], [])


def test_a_seller_starts_a_plan_with_their_manager():
    maya = PersonFactory()
    sam = PersonFactory(reports_to=maya)

    plan = actions.start(by=sam, person=sam, **HALF)

    assert plan.manager == maya
    assert told(maya) == ["plans.started"]


def test_nobody_else_starts_a_plan_for_a_seller():
    maya, hr, leader = PersonFactory(), PersonFactory(hr=True), PersonFactory(leader=True)
    sam = PersonFactory(reports_to=maya)

    for stranger in (PersonFactory(), hr, leader, PersonFactory(admin=True)):
        assert_refused(actions.start, by=stranger, person=sam, sentence="started by the person it is for", **HALF)


def test_somebody_without_a_manager_cannot_have_a_plan_yet():
    alone = PersonFactory(name="Ida Alone")

    assert_refused(actions.start, by=alone, person=alone, sentence="Ida Alone reports to nobody yet", **HALF)


def test_a_second_open_plan_of_a_kind_from_the_same_day_is_refused_with_a_sentence():
    plan = PlanFactory(**HALF)

    with pytest.raises(ValidationError, match="already is an open plan of this kind"):
        actions.start(by=plan.manager, person=plan.person, **HALF)


@pytest.mark.parametrize("who", ["person", "manager"])
def test_both_sides_add_goals_measures_and_offers(who):
    plan = PlanFactory()
    me, revision = getattr(plan, who), plan.revision

    goal = actions.add_goal(plan, by=me, family="growth", title="Negotiate on value")
    actions.add_measure(goal, by=me, kind="metric", metric=MetricFactory(), is_leading=True, low=2, high=4)
    offer = actions.add_offer(plan, by=me, goal=goal, side="manager", text="Practise with you on Fridays")

    working = Working(fresh(plan))
    assert [(g.title, len(g.its_measures), [o.text for o in g.its_offers]) for g in working.goals] == [
        ("Negotiate on value", 1, ["Practise with you on Fridays"])
    ]
    assert offer.changed_by == me
    assert fresh(plan).revision == revision + 3
    assert kinds(plan) == ["plans.goal_added", "plans.measure_added", "plans.offer_added"]


def test_an_edit_is_kept_with_who_made_it_and_a_higher_version():
    goal = GoalFactory(title="Grow")

    actions.edit_item(goal, by=goal.plan.person, seen_version=1, title="Grow in hospitals")

    goal.refresh_from_db()
    assert (goal.title, goal.version, goal.changed_by) == ("Grow in hospitals", 2, goal.plan.person)


def test_writing_the_same_again_changes_nothing():
    goal = GoalFactory(title="Grow")

    actions.edit_item(goal, by=goal.plan.person, seen_version=1, title="Grow")

    goal.refresh_from_db()
    assert (goal.version, goal.plan.revision, kinds(goal.plan)) == (1, 1, [])


def test_the_second_of_two_edits_of_one_item_gets_both_texts_and_overwrites_nothing():
    goal = GoalFactory(title="Grow")
    mine = find(goal.plan, goal.pk)
    actions.edit_item(goal, by=goal.plan.person, seen_version=1, title="Grow in hospitals")

    with pytest.raises(Stale) as stale:
        actions.edit_item(mine, by=goal.plan.manager, seen_version=1, title="Grow in schools")

    assert stale.value.current.title == "Grow in hospitals"
    assert "Sam changed this meanwhile" in str(stale.value)
    goal.refresh_from_db()
    assert (goal.title, goal.version) == ("Grow in hospitals", 2)


def test_an_edit_leaves_the_agreement_of_both_sides_behind():
    goal = GoalFactory(ready=True)
    plan, block = goal.plan, Working(goal.plan).block(Working(goal.plan).goals[0])
    for person in (plan.person, plan.manager):
        actions.agree_item(goal, by=person, seen_stamp=stamp(block))
    measure = goal.measures.get()

    actions.edit_item(measure, by=plan.manager, seen_version=1, high=30)

    working = Working(fresh(plan))
    block = working.block(working.goals[0])
    assert [working.agrees(side, block) for side in ("seller", "manager")] == [False, False]


def test_portraits_are_written_in_ones_own_words():
    plan = PlanFactory()

    actions.write_portrait(plan, by=plan.person, topic="strengths", text="Customers trust me.")
    row = actions.write_portrait(plan, by=plan.manager, topic="strengths", text="Calm under pressure.")

    assert [(r.side, r.text) for r in Working(plan).portrait] == [
        ("seller", "Customers trust me."),
        ("manager", "Calm under pressure."),
    ]
    assert_refused(actions.edit_item, row, by=plan.person, seen_version=1, text="Brilliant.", sentence="Maya’s own words")


def test_a_paragraph_that_was_written_in_another_window_is_not_overwritten():
    plan = PlanFactory()
    actions.write_portrait(plan, by=plan.person, topic="growth", text="First window")

    with pytest.raises(Stale):
        actions.write_portrait(plan, by=plan.person, topic="growth", text="Second window", seen_version=0)

    assert plan.portrait.get().text == "First window"


def test_items_are_dropped_with_a_reason_brought_back_and_moved():
    plan = PlanFactory()
    first, second = GoalFactory(plan=plan, position=0), GoalFactory(plan=plan, position=1)

    actions.drop_item(first, by=plan.person, seen_version=1, reason="Not ours to do")
    assert [goal.pk for goal in Working(plan).goals] == [second.pk]
    actions.restore_item(first, by=plan.manager)
    actions.reorder(first, by=plan.manager, places=1)

    assert [goal.pk for goal in Working(plan).goals] == [second.pk, first.pk]
    assert kinds(plan) == ["plans.goal_dropped", "plans.goal_restored", "plans.goal_moved"]


@pytest.mark.parametrize("who", ["hr", "leader", "admin", "stranger", "former", "coach"])
def test_only_the_two_write(who):
    plan = PlanFactory()
    goal = GoalFactory(plan=plan)
    others = {
        "hr": lambda: PersonFactory(hr=True),
        "leader": lambda: PersonFactory(leader=True),
        "admin": lambda: PersonFactory(admin=True),
        "stranger": PersonFactory,
        "former": PersonFactory,
        "coach": PersonFactory,
    }
    other = others[who]()

    for action, arguments in [
        (actions.add_goal, {"family": "team", "title": "x"}),
        (actions.write_portrait, {"topic": "growth", "text": "x"}),
        (actions.add_offer, {"side": "seller", "text": "x"}),
    ]:
        assert_refused(action, plan, by=other, sentence="Only the two who make this plan", **arguments)
    assert_refused(actions.edit_item, goal, by=other, seen_version=1, title="x", sentence="Only the two")
    assert_refused(actions.drop_item, goal, by=other, seen_version=1, sentence="Only the two")
    goal.refresh_from_db()
    assert goal.version == 1


def test_whoever_stands_in_for_the_manager_writes_but_does_not_agree():
    goal = GoalFactory()
    stand_in = DelegationFactory(delegator=goal.plan.manager).delegate

    actions.edit_item(goal, by=stand_in, seen_version=1, title="Written by a stand-in")

    assert_refused(actions.agree_item, goal, by=stand_in, seen_stamp="x", sentence="A signature is personal")


def test_nothing_is_edited_while_it_waits_for_a_signature():
    proposal = ProposalFactory()
    goal = proposal.plan.goals.first()

    for person in (proposal.plan.person, proposal.plan.manager):
        assert_refused(actions.edit_item, goal, by=person, seen_version=goal.version, title="x", sentence="Counter it")
        assert_refused(actions.add_goal, proposal.plan, by=person, family="team", title="x", sentence="Counter it")


def test_agreeing_says_which_side_and_needs_what_was_on_screen():
    goal = GoalFactory(ready=True)
    seen = stamp([goal])  # without its measure and offers: an older screen

    with pytest.raises(Stale):
        actions.agree_item(goal, by=goal.plan.person, seen_stamp=seen)
    assert Agreed.objects.count() == 0

    working = Working(goal.plan)
    actions.agree_item(goal, by=goal.plan.person, seen_stamp=stamp(working.block(working.goals[0])))
    assert set(Agreed.objects.values_list("side", flat=True)) == {"seller"}
    actions.unagree_item(goal, by=goal.plan.person)
    assert Agreed.objects.count() == 0


def test_a_goal_of_another_plan_cannot_be_offered_for():
    plan, other = PlanFactory(), GoalFactory(plan=PlanFactory(person__email="other@firm.example"))

    with pytest.raises(Refused, match="another plan"):
        actions.add_offer(plan, by=plan.person, goal=other, side="seller", text="x")


def test_a_goal_cannot_name_a_priority_that_is_not_published():
    plan = PlanFactory()

    with pytest.raises(Refused, match="not published"):
        actions.add_goal(plan, by=plan.person, family="team", title="x", priority=PriorityFactory(unpublished=True))


def test_a_range_that_begins_above_its_end_is_refused_with_its_sentence():
    measure = MeasureFactory()

    with pytest.raises(ValidationError, match="begins above its end"):
        actions.edit_item(measure, by=measure.plan.person, seen_version=1, low=30)


def test_what_an_item_is_called_and_which_plan_it_belongs_to():
    measure, offer, row = MeasureFactory(), OfferFactory(), PortraitFactory()

    assert find(measure.plan, measure.pk).plan == measure.plan
    assert find(offer.plan, offer.pk) == offer
    assert find(row.plan, row.pk) == row
