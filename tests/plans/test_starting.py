"""How a plan begins: from a template, from priorities, from the plan before; never from an empty page unless that is chosen."""

import datetime
import html
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from plans import actions, starting
from plans.filling import plan_before
from plans.models import Goal, Origin, Plan
from plans.working import Working
from tests.factories import (
    CycleFactory,
    MetricFactory,
    PersonFactory,
    PlanFactory,
    PlanTemplateFactory,
    PriorityFactory,
    TeamFactory,
    agreed_plan,
)
from tests.plans.people_here import assert_refused, fresh, kinds, propose, told

pytestmark = pytest.mark.django_db
HALF = {"starts_on": datetime.date(2027, 1, 1), "ends_on": datetime.date(2027, 6, 30), "title": "First half"}


@pytest.fixture
def maya():
    return PersonFactory(name="Maya Lindqvist", team=TeamFactory())


@pytest.fixture
def sam(maya):
    return PersonFactory(name="Sam Okafor", job_title="Account executive", reports_to=maya, team=maya.team)


def words_of(answer):
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def items_of(plan):
    working = Working(fresh(plan))
    return [*working.goals, *working.measures, *working.offers, *working.topics]


# -- from a template --------------------------------------------------------------------------------------------------


def test_a_plan_from_a_template_has_all_its_parts_and_says_where_they_came_from(maya, sam):
    template = PlanTemplateFactory()

    plan = actions.start(by=maya, person=sam, template=template, **HALF)

    working = Working(fresh(plan))
    assert plan.template == template
    assert [(goal.title, goal.family, goal.due_on) for goal in working.goals] == [("Win new business", "results", plan.ends_on)]
    assert [measure.text for measure in working.measures] == ["Both see it in the pipeline"]
    assert sorted((offer.side, offer.rule, offer.text) for offer in working.offers) == [
        ("manager", "weekly", "Keep those mornings clear"),
        ("seller", "weekly", "Hold two mornings for outreach"),
    ]
    assert [topic.text for topic in working.topics] == ["Key accounts", "Pipeline"]
    assert {item.came_from for item in items_of(plan)} == {Origin.TEMPLATE}
    assert starting.parts(working) == (6, 6)
    assert kinds(plan) == ["plans.started_from"]
    assert told(sam) == ["plans.started"]


def test_a_metric_of_a_template_comes_with_its_range_and_one_that_is_gone_stays_away(maya, sam):
    MetricFactory(key="visits")
    measures = [{"kind": "metric", "metric": key, "is_leading": True, "low": "4", "high": "6.5"} for key in ("visits", "gone")]
    goal = {"family": "growth", "title": "See more customers", "measures": measures}

    plan = actions.start(by=sam, person=sam, template=PlanTemplateFactory(body={"goals": [goal]}), **HALF)

    [measure] = Working(fresh(plan)).measures
    assert (measure.metric.key, measure.is_leading, str(measure.low), str(measure.high)) == ("visits", True, "4.0000", "6.5000")


def test_what_is_changed_or_added_is_no_longer_as_the_template_has_it(maya, sam):
    plan = actions.start(by=maya, person=sam, template=PlanTemplateFactory(), **HALF)
    goal = plan.goals.get()

    actions.edit_item(goal, by=sam, seen_version=1, title="Win two hospitals")
    actions.add_offer(fresh(plan), by=sam, side="seller", text="Call St Luke’s", goal=goal)

    assert starting.parts(Working(fresh(plan))) == (5, 6)
    assert not Goal.objects.get().is_untouched


def test_a_plan_that_says_only_what_its_template_says_cannot_be_signed(maya, sam):
    plan = actions.start(by=maya, person=sam, template=PlanTemplateFactory(), **HALF)

    assert_refused(propose, plan, maya, sentence="template")

    actions.edit_item(plan.goals.get(), by=sam, seen_version=1, why="Two hospital groups decide this half.")
    assert propose(plan, maya).by == maya


@pytest.mark.parametrize(
    "template",
    [{"published_at": None}, {"retired_at": datetime.datetime(2026, 7, 1, tzinfo=datetime.UTC)}, {"elsewhere": True}],
    ids=["a draft", "one that was taken away", "one of another team"],
)
def test_a_plan_does_not_begin_from_what_is_not_on_offer(maya, sam, template):
    team = {"team": TeamFactory()} if template.pop("elsewhere", False) else {}
    template = PlanTemplateFactory(**template, **team)

    assert_refused(actions.start, by=maya, person=sam, template=template, sentence="is not on offer for Sam Okafor", **HALF)
    assert not Plan.objects.exists()


def test_a_ramp_plan_does_not_begin_from_a_template_for_a_performance_plan(maya, sam):
    template = PlanTemplateFactory()

    assert_refused(actions.start, by=maya, person=sam, template=template, kind="ramp", sentence="another kind of plan", **HALF)


def test_a_template_of_the_team_above_is_on_offer(maya):
    nora = PersonFactory(reports_to=maya, team=TeamFactory(parent=maya.team))

    plan = actions.start(by=maya, person=nora, template=PlanTemplateFactory(team=maya.team), **HALF)

    assert plan.goals.count() == 1


# -- from the plan before ---------------------------------------------------------------------------------------------


def test_goals_of_the_plan_before_are_taken_along_as_both_signed_them():
    before = agreed_plan()
    first, second, _third = before.goals.all()
    actions.keep(before.commitments.get(goal=first, side="seller"), by=before.person)

    plan = actions.start(by=before.manager, person=before.person, earlier=[first.pk, second.pk], **HALF)

    goals = list(plan.goals.all())
    assert [(goal.title, goal.family, goal.due_on, goal.came_from) for goal in goals] == [
        (first.title, first.family, plan.ends_on, "earlier"),
        (second.title, second.family, plan.ends_on, "earlier"),
    ]
    assert [measure.low for goal in goals for measure in goal.measures.all()] == [14, 14]
    assert [offer.side for offer in goals[0].offers.all()] == ["manager"]  # the seller's is kept, once and for all
    assert sorted(offer.side for offer in goals[1].offers.all()) == ["manager", "seller"]
    assert {offer.due_on for offer in plan.offers.all()} == {None}


def test_what_was_dropped_or_is_somebody_elses_is_not_taken_along():
    before, other = agreed_plan(), agreed_plan(person=PersonFactory(name="Ida Other"))
    people = {"by": before.manager, "person": before.person}

    for goal in other.goals.all()[:1]:
        assert_refused(actions.start, earlier=[goal.pk], sentence="not in the plan before", **people, **HALF)
    assert Plan.objects.count() == 2


def test_the_plan_before_is_the_last_one_that_both_signed():
    before = agreed_plan()
    PlanFactory(person=before.person, manager=before.manager, starts_on=HALF["starts_on"], ends_on=HALF["ends_on"])

    assert plan_before(before.person) == before
    assert plan_before(before.manager) is None


# -- from priorities --------------------------------------------------------------------------------------------------


def test_a_goal_for_what_we_stop_says_so(maya, sam):
    stop = PriorityFactory(kind="stop", title="Discounting to close the quarter")

    plan = actions.start(by=maya, person=sam, priorities=[stop], **HALF)

    assert [(goal.title, goal.came_from) for goal in plan.goals.all()] == [("Stop: Discounting to close the quarter", "priority")]


def test_all_three_stand_in_one_plan_in_that_order():
    before = agreed_plan()
    priority, template = PriorityFactory(title="Hospitals first"), PlanTemplateFactory()
    goal = before.goals.first()

    plan = actions.start(
        by=before.person, person=before.person, template=template, earlier=[goal.pk], priorities=[priority], **HALF
    )

    assert [one.came_from for one in plan.goals.order_by("position")] == ["template", "earlier", "priority"]


# -- the page ---------------------------------------------------------------------------------------------------------


def start_page(client, me, **query):
    client.force_login(me)
    return client.get(reverse("plans:plan_start", query=query))


def test_a_manager_first_chooses_with_whom(client, maya, sam):
    PersonFactory(name="Nora Lund", reports_to=maya)
    PersonFactory(name="Olga Other", reports_to=PersonFactory())
    PlanFactory(person=sam, manager=maya, title="Second half 2026")

    answer = start_page(client, maya)

    assert [person.name for person in answer.context["people"]] == ["Nora Lund", "Sam Okafor"]
    assert "“Second half 2026”, until 31 December" in words_of(answer)
    assert "No plan now" in words_of(answer)


def test_the_template_of_the_persons_job_stands_first_and_is_chosen(client, maya, sam):
    PlanTemplateFactory(name="A manager’s", role="Account manager")
    theirs = PlanTemplateFactory(name="The executive’s", role="account executive")
    PlanTemplateFactory(name="A draft", unpublished=True)
    PlanTemplateFactory(name="For ramping", kind="ramp")

    answer = start_page(client, sam)

    assert [template.name for template in answer.context["begin"].templates] == ["The executive’s", "A manager’s"]
    assert answer.context["form"].initial["template"] == str(theirs.pk)
    assert f'value="{theirs.pk}" checked' in answer.content.decode()
    ramp = start_page(client, sam, person=sam.pk, kind="ramp")
    assert [template.name for template in ramp.context["begin"].templates] == ["For ramping"]


def test_somebody_else_cannot_be_asked_for(client, maya, sam):
    stranger = PersonFactory(reports_to=PersonFactory())

    for asked in (stranger.pk, "not-an-id", "00000000-0000-4000-8000-000000000000"):
        assert start_page(client, maya, person=asked).status_code == 404


def test_an_empty_page_is_chosen_and_not_come_upon(client, maya, sam):
    PlanTemplateFactory()
    typed = {"person": sam.pk, "kind": "performance", "title": "My half", "cycle": CycleFactory().pk}
    client.force_login(sam)

    refused = client.post(reverse("plans:plan_start"), typed)

    assert refused.status_code == 422
    assert "Choose what to begin from" in words_of(refused)
    assert 'value="My half"' in refused.content.decode()
    assert not Plan.objects.exists()
    assert client.post(reverse("plans:plan_start"), typed | {"template": "none"}).status_code == 302
    assert not Plan.objects.get().goals.exists()


def test_a_plan_is_begun_from_all_that_was_ticked(client):
    before = agreed_plan(title="Second half")
    template, priority, cycle = (
        PlanTemplateFactory(),
        PriorityFactory(),
        CycleFactory(**{k: HALF[k] for k in ("starts_on", "ends_on")}),
    )
    priority.cycle = cycle
    priority.save()
    goal = before.goals.first()
    page = start_page(client, before.manager, person=before.person.pk)
    assert "From “Second half”" in words_of(page)

    answer = client.post(
        page.request["PATH_INFO"],
        {
            "person": before.person.pk, "kind": "performance", "title": "Next", "cycle": cycle.pk,
            "template": template.pk, "earlier": [goal.pk], "priorities": [priority.pk],
        },
    )  # fmt: skip

    plan = Plan.objects.get(title="Next")
    assert answer.url == plan.get_absolute_url()
    assert (plan.template, plan.starts_on, plan.goals.count()) == (template, cycle.starts_on, 3)


@pytest.mark.parametrize("field", ["template", "priorities"])
def test_what_is_not_there_to_choose_is_refused_in_words(client, maya, sam, field):
    PriorityFactory()
    hidden = {"template": PlanTemplateFactory(unpublished=True), "priorities": PriorityFactory(unpublished=True)}[field]
    typed = {"person": sam.pk, "kind": "performance", "title": "My half", "cycle": CycleFactory().pk, "template": "none"}
    client.force_login(sam)

    answer = client.post(reverse("plans:plan_start"), typed | {field: hidden.pk})

    assert answer.status_code == 422
    assert "is not one of the available choices" in words_of(answer)
    assert not Plan.objects.exists()


def test_a_second_plan_of_the_kind_from_that_day_is_refused_on_the_page(client, maya, sam):
    cycle = CycleFactory()
    PlanFactory(person=sam, manager=maya, starts_on=cycle.starts_on, ends_on=cycle.ends_on)
    client.force_login(maya)

    answer = client.post(
        reverse("plans:plan_start"),
        {"person": sam.pk, "kind": "performance", "title": "Again", "cycle": cycle.pk, "template": "none"},
    )

    assert answer.status_code == 422
    assert "There already is an open plan of this kind from that day." in words_of(answer)


def test_the_draft_says_how_much_is_still_as_the_template_has_it(client, maya, sam):
    plan = actions.start(by=maya, person=sam, template=PlanTemplateFactory(), **HALF)
    actions.edit_item(plan.goals.get(), by=sam, seen_version=1, title="Win two hospitals")
    client.force_login(sam)

    page = words_of(client.get(plan.get_absolute_url()))

    assert "5 of 6 parts are still as the template has them" in page
    assert page.count("as in the template") == 5


def test_an_own_plan_says_nothing_of_templates(client):
    plan = PlanFactory(ready=True)
    client.force_login(plan.person)

    assert "template" not in words_of(client.get(plan.get_absolute_url()))


def test_the_days_of_a_plan_are_checked_by_its_own_truths(maya, sam):
    with pytest.raises(ValidationError):
        actions.start(by=maya, person=sam, title="Backwards", starts_on=HALF["ends_on"], ends_on=HALF["starts_on"])
