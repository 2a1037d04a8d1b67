"""Readiness: one row for each thing that can be said about a text."""

import datetime

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from plans import actions
from plans.models import Goal, Measure, Offer
from plans.readiness import STEPS, blocking, findings, ids_of
from plans.working import Working
from tests.factories import CycleFactory, GoalFactory, MeasureFactory, PlanFactory, PriorityFactory, TopicFactory
from tests.plans.people_here import assert_refused, fresh, propose
from tests.plans.texts import METRIC, THREE, body, goal, measure, offer

CLOSED_DEALS = METRIC | {"name": "Days to close", "direction": "lower"}
RESULT = {"is_leading": False, "low": None, "high": None}
PRIORITIES = [{"id": "p1", "title": "Win hospitals"}, {"id": "p2", "title": "Stop discounts"}]
SERVING = goal(id="1", priority=PRIORITIES[0]), goal(id="2", family="growth"), goal(id="3", family="team", priority=PRIORITIES[1])


def with_weights(*weights):
    return body(*[one | {"weight": weight} for one, weight in zip(THREE, weights, strict=True)])


def three_and(**fields):
    return body(*THREE, goal(**fields))


TABLE = {  # what is written: the text, what keeps it from being signed, what would make it better
    "a clean plan": (body(*THREE), [], []),
    "no goal": (body(), ["no_goal"], []),
    "a goal that nobody can judge": (three_and(measures=[]), ["no_measure"], []),
    "a goal without a date": (three_and(due_on=None), ["no_date"], []),
    "a goal whose measure has the date": (three_and(due_on=None, measures=[measure(due_on="2026-10-01")]), [], []),
    "a goal due after the plan": (three_and(due_on="2027-02-01"), ["outside_period"], []),
    "a goal that begins before the plan": (three_and(starts_on="2026-06-30"), ["outside_period"], []),
    "a measure after the plan": (three_and(measures=[measure(due_on="2027-01-01")]), ["outside_period"], []),
    "a promise after the plan": (
        three_and(offers=[offer("seller", due_on="2027-01-01"), offer("manager")]),
        ["outside_period"],
        [],
    ),
    "a promise beside the goals, before the plan": (
        body(*THREE, offers=[offer("seller", due_on="2026-01-01")]),
        ["outside_period"],
        [],
    ),
    "a milestone without a date": (
        three_and(measures=[measure(kind="milestone", metric=None, low=None, high=None, text="Certified")]),
        ["milestone_no_date"],
        [],
    ),
    "a milestone with its date": (three_and(measures=[measure(kind="milestone", metric=None, due_on="2026-10-01")]), [], []),
    "a target below where it stands": (three_and(measures=[measure(baseline="10", target="9")]), ["target_backwards"], []),
    "a target at where it stands": (three_and(measures=[measure(baseline="10", target="10")]), [], []),
    "a target above, where less is better": (
        three_and(measures=[measure(metric=CLOSED_DEALS, baseline="10", target="11")]),
        ["target_backwards"],
        [],
    ),
    "a target below, where less is better": (
        three_and(measures=[measure(metric=CLOSED_DEALS, baseline="10", target="9")]),
        [],
        [],
    ),
    "nothing from the manager": (three_and(offers=[offer("seller")]), ["no_manager_offer"], []),
    "nothing from the seller": (three_and(offers=[offer("manager")]), ["no_seller_offer"], []),
    "nothing from either": (three_and(offers=[]), ["no_seller_offer", "no_manager_offer"], []),
    "weights below 100": (with_weights(30, 30, 30), ["weights"], []),
    "weights above 100": (with_weights(50, 50, 1), ["weights"], []),
    "weights that make 100": (with_weights(50, 30, 20), [], []),
    "one goal with a weight": (with_weights(100, None, None), ["weights"], []),
    "results alone": (body(goal()), [], ["no_growth", "no_customer_or_team"]),
    "results and growth": (body(goal(id="1"), goal(id="2", family="growth")), [], ["no_customer_or_team"]),
    "nothing to grow by": (body(goal(id="1"), goal(id="2", family="customer"), goal(id="3", family="team")), [], ["no_growth"]),
    "only results to judge by": (three_and(measures=[measure(**RESULT)]), [], ["only_lagging"]),
    "a result beside an early sign": (three_and(measures=[measure(), measure(id="n", **RESULT)]), [], []),
    "no reason": (three_and(why="  "), [], ["no_why"]),
    "nothing exact": (three_and(specific="\n"), [], ["not_specific"]),
    "a promise without a date": (three_and(offers=[offer("seller", due_on=None), offer("manager")]), [], ["no_promise_date"]),
    "a promise beside the goals without a date": (body(*THREE, offers=[offer("seller", due_on=None)]), [], ["no_promise_date"]),
    "a promise that comes back": (three_and(offers=[offer("seller", due_on=None, rule="weekly"), offer("manager")]), [], []),
    "a field day a month that nothing keeps": (
        three_and(offers=[offer("seller"), offer("manager", rule="monthly", text="One field day with you")]),
        [],
        ["no_evidence"],
    ),
    "a field day a month that field days keep": (
        three_and(offers=[offer("seller"), offer("manager", rule="monthly", text="One Field Day", evidence="field_day")]),
        [],
        [],
    ),
    "more than seven goals": (body(*THREE, *[goal(id=str(n)) for n in range(4, 9)]), [], ["many_goals"]),
    "seven goals": (body(*THREE, *[goal(id=str(n)) for n in range(4, 8)]), [], []),
}


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_what_is_said_about_a_text(row):
    text, blocks, advice = TABLE[row]

    found = findings(text)

    assert [finding.code for finding in found if finding.blocks] == blocks
    assert [finding.code for finding in found if not finding.blocks] == advice
    assert [finding.code for finding in blocking(text)] == blocks
    assert all(finding.sentence and str(finding.step) for finding in found)


OURS = TABLE["a clean plan"][0]
UNTOUCHED = {
    "nothing from a template": (OURS, set(), []),
    "all of it": (OURS, ids_of(OURS), ["still_template"]),
    "all but one topic": (
        OURS | {"topics": [{"id": "t", "text": "Pipeline", "written_by": "seller"}]},
        ids_of(OURS),
        ["untouched"] * 3,
    ),
    "all but one goal": (OURS, ids_of(OURS) - {"1"}, ["untouched"] * 2),
    "one promise is ours": (OURS, ids_of(OURS) - {"o-manager"}, ["untouched"] * 3),
}


@pytest.mark.parametrize("row", UNTOUCHED, ids=str)
def test_a_plan_still_equal_to_its_template_is_not_signed(row):
    text, untouched, codes = UNTOUCHED[row]

    assert [finding.code for finding in findings(text, untouched=untouched)] == codes


@pytest.mark.parametrize(
    ("goals", "titles"), [(SERVING, []), (SERVING[:2], ["Stop discounts"]), (THREE, ["Win hospitals", "Stop discounts"])]
)
def test_priorities_that_no_goal_serves_are_named(goals, titles):
    found = [finding for finding in findings(body(*goals), priorities=PRIORITIES) if finding.code == "priority_without_goal"]

    assert [finding.sentence for finding in found] == [f"No goal serves the priority “{title}”." for title in titles]
    assert all(not finding.blocks and set(finding.begins_with) == {"priority"} for finding in found)


def test_the_sentence_names_the_goal_and_the_side():
    assert [finding.sentence for finding in blocking(three_and(offers=[offer("seller")]))] == [
        "On “Grow”, Maya has not promised anything yet."
    ]


def test_every_code_has_a_row():
    said = {code for _text, blocks, advice in TABLE.values() for code in (*blocks, *advice)}
    said |= {code for _text, _ids, codes in UNTOUCHED.values() for code in codes} | {"priority_without_goal"}

    assert said == set(STEPS)


text = st.text(max_size=8)
days = st.one_of(st.none(), st.sampled_from(["2026-06-30", "2026-07-01", "2026-12-31", "2027-01-01"]))
numbers = st.one_of(st.none(), st.integers(-5, 5).map(str))
measures = st.builds(
    measure, id=text, kind=st.sampled_from(["metric", "milestone"]), baseline=numbers, target=numbers, due_on=days
)
offers = st.builds(
    offer, st.sampled_from(["seller", "manager"]), id=text, text=text, rule=st.sampled_from(["once", "weekly"]), due_on=days
)
goals = st.builds(
    goal,
    id=text,
    title=text,
    why=text,
    specific=text,
    due_on=days,
    starts_on=days,
    family=st.sampled_from(["results", "growth", "team"]),
    weight=st.one_of(st.none(), st.integers(0, 100)),
    measures=st.lists(measures, max_size=2),
    offers=st.lists(offers, max_size=2),
)


@settings(max_examples=60)
@given(st.lists(goals, max_size=4), st.lists(offers, max_size=2))
def test_what_blocks_comes_first_and_is_the_same_whoever_asks(written, general):
    text = body(*written, offers=general)

    found = findings(text)

    assert [finding.blocks for finding in found] == sorted((finding.blocks for finding in found), reverse=True)
    assert [finding for finding in found if finding.blocks] == blocking(text)
    assert {finding.goal_id for finding in found} <= {None, *(one["id"] for one in written)}


# -- on the page and at the signature ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_text_is_proposed_only_when_nothing_blocks_and_the_refusal_says_what_does():
    plan = PlanFactory(ready=True)
    measure_ = Measure.objects.filter(goal__plan=plan).first()
    Measure.objects.filter(pk=measure_.pk).update(baseline=20, target=10)

    assert_refused(propose, plan, plan.person, sentence="lies on the worse side of where it stands now")
    assert fresh(plan).status == "draft"


@pytest.mark.django_db
def test_a_plan_as_its_template_left_it_is_not_proposed_and_one_changed_word_is_enough():
    plan = PlanFactory(ready=True)
    for model in (Goal, Offer):
        model.objects.filter(plan=plan).update(came_from="template")
    Measure.objects.filter(goal__plan=plan).update(came_from="template")
    TopicFactory(plan=plan, came_from="template")

    assert_refused(propose, plan, plan.manager, sentence="still says what its template says")
    first = plan.goals.first()
    actions.edit_item(first, by=plan.person, seen_version=1, title="Win the hospitals of the north")

    assert str(first.pk) not in Working(fresh(plan)).untouched
    assert propose(plan, plan.manager).state == "open"


@pytest.mark.django_db
def test_each_next_step_leads_to_a_form_that_is_there(client):
    cycle = CycleFactory()
    plan = PlanFactory(cycle=cycle)
    bare = GoalFactory(plan=plan, due_on=None, why="", weight=30)
    GoalFactory(plan=plan, ready=True, due_on=datetime.date(2027, 3, 1))
    MeasureFactory(goal=bare, milestone=True, due_on=None)
    PriorityFactory(cycle=cycle, title="Win hospitals")
    client.force_login(plan.person)

    page = client.get(plan.get_absolute_url()).content.decode()

    steps = {line.split('"')[0] for line in page.split('data-step href="')[1:]}
    assert len(steps) >= 8
    for step in steps:
        path, _hash, anchor = step.replace("&amp;", "&").partition("#")
        assert client.get(path).status_code == 200 if path else f'id="{anchor}"' in page, step
    assert any(step.startswith(reverse("plans:goal_add", args=[plan.pk]) + "?priority=") for step in steps)


@pytest.mark.django_db
def test_a_goal_card_says_what_is_still_open_in_it(client):
    plan = PlanFactory(ready=True)
    bare = GoalFactory(plan=plan, title="Bare", position=5)
    client.force_login(plan.manager)

    page = client.get(plan.get_absolute_url()).content.decode()

    block = page.split(f'id="goal-{bare.pk}"')[1].split("</section>")[0]
    assert "Still open" in block
    assert "“Bare” does not say how it is judged." in block
    assert page.count("“Bare” does not say how it is judged.") == 2


@pytest.mark.django_db
def test_only_priorities_of_the_sellers_team_and_period_are_asked_about(client):
    cycle = CycleFactory()
    plan = PlanFactory(cycle=cycle, ready=True)
    names = ("Ours", "Draft of a leader", "Another period", "No more of this")
    PriorityFactory(cycle=cycle, title="Ours")
    PriorityFactory(cycle=cycle, title="Draft of a leader", unpublished=True)
    PriorityFactory(title="Another period")
    PriorityFactory(cycle=cycle, title="No more of this", kind="stop")
    client.force_login(plan.person)

    page = client.get(plan.get_absolute_url()).content.decode()

    assert [name for name in names if f"No goal serves the priority “{name}”" in page] == ["Ours"]
