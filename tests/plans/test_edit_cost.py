"""An edit of one item: what it asks the database, and that what it no longer asks is still said, and still held."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.verdict import Stale
from plans import actions
from plans.models import Goal, Measure, Offer, Portrait, Topic
from plans.working import find
from tests.factories import GoalFactory, MeasureFactory, MetricFactory, OfferFactory, PlanFactory, TeamFactory, TopicFactory
from tests.plans.people_here import fresh
from tests.races import race

pytestmark = pytest.mark.django_db
READS = 3  # the session, whoever asks, the item with its plan
WRITES = 6  # the transaction's two ends, the item with its plan locked, both of them saved, one line of the history


def edit(client, item, **fields):
    """Post the form of an item as the page does, and answer what the database was asked."""
    address = reverse("plans:item_edit", args=[item.plan.pk, item.pk])
    with CaptureQueriesContext(connection) as caught:
        answer = client.post(address, {**fields, "seen_version": item.version}, headers={"HX-Request": "true"})
    assert answer.status_code == 204, answer.content.decode()[:2000]
    item.refresh_from_db()
    return [query["sql"] for query in caught.captured_queries]


def edits(client, item, **fields):
    """The second of two edits: what a process finds out once, it knows by then."""
    edit(client, item, **{name: f"{value} first" if name in ("title", "text") else value for name, value in fields.items()})
    return edit(client, item, **fields)


def goal_of(plan, **fields):
    plan.person.team = TeamFactory()
    plan.person.save()
    return GoalFactory(plan=plan, **fields)


def test_a_goal_is_edited_in_nine_statements_by_whom_it_is_for(client):
    goal = goal_of(PlanFactory())
    client.force_login(goal.plan.person)

    asked = edits(client, goal, title="Win hospitals", family="results", why="They stay")

    assert len(asked) == READS + WRITES, "\n".join(asked)
    assert (goal.title, goal.version, fresh(goal.plan).revision) == ("Win hospitals", 3, 3)
    assert goal.plan.history.filter(kind="plans.goal_changed").count() == 2


def test_the_manager_is_asked_for_once_more(client):
    goal = goal_of(PlanFactory())
    client.force_login(goal.plan.manager)

    asked = edits(client, goal, title="Win hospitals", family="results")

    assert len(asked) == READS + WRITES + 2, "\n".join(asked)  # to whom the seller reports, before and under the lock


@pytest.mark.parametrize(
    ("make", "fields", "more"),
    [
        (lambda: OfferFactory(goal=GoalFactory()), {"text": "Call Mondays", "rule": "once", "side": "seller"}, 1),
        (lambda: TopicFactory(), {"text": "Key accounts"}, 0),
        (
            lambda: MeasureFactory(goal=GoalFactory(), kind="criteria", metric=None),
            {"kind": "criteria", "text": "Both see it"},
            0,
        ),
    ],
    ids=["offer", "topic", "measure"],
)
def test_every_kind_of_item_is_edited_in_as_many_or_one_more(client, make, fields, more):
    item = make()
    client.force_login(item.plan.person)

    asked = edits(client, item, **fields)

    assert len(asked) == READS + WRITES + more, "\n".join(asked)


WRONG = {
    "goal_weight_at_most_100": (GoalFactory, {"weight": 101}, "weight"),
    "goal_due_after_start": (GoalFactory, {"starts_on": "2026-12-01", "due_on": "2026-11-01"}, "due_on"),
    "measure_range_in_order": (MeasureFactory, {"low": 9, "high": 3}, "low"),
    "measure_metric_when_metric": (MeasureFactory, {"metric": None, "kind": "metric"}, "metric"),
}


def test_each_constraint_of_an_item_is_known_here():
    there = {one.name for model in (Goal, Measure, Offer, Topic, Portrait) for one in model._meta.constraints}

    assert there == {*WRONG, "portrait_one_voice_a_topic"}


@pytest.mark.parametrize("name", WRONG)
def test_each_constraint_is_said_beside_its_field_and_held_by_the_database(name):
    factory, fields, field = WRONG[name]
    item = factory()
    item.refresh_from_db()
    values = {key: item._meta.get_field(key).to_python(value) for key, value in fields.items() if key != "metric"}
    values |= {"metric": None} if "metric" in fields else {}

    with pytest.raises(ValidationError) as refused:
        actions.edit_item(find(item.plan, item.pk), by=item.plan.person, seen_version=1, **values)

    assert field in refused.value.message_dict
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        type(item).objects.filter(pk=item.pk).update(**values)


def test_a_paragraph_has_one_voice_a_topic_even_past_the_actions():
    plan = PlanFactory()
    actions.write_portrait(plan, by=plan.person, topic="strengths", text="Calm")

    with pytest.raises(IntegrityError, match="portrait_one_voice_a_topic"), transaction.atomic():
        Portrait.objects.create(plan=plan, topic="strengths", side="seller", text="Loud", changed_by=plan.person)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["goal", "measure", "offer"])
def test_of_edits_that_come_at_once_one_is_kept_and_the_others_get_it(kind):
    goal = GoalFactory()
    metrics = [MetricFactory() for _number in range(4)]
    item = {
        "goal": lambda: goal,
        "measure": lambda: MeasureFactory(goal=goal, metric=metrics[0]),
        "offer": lambda: OfferFactory(plan=goal.plan, goal=goal),
    }[kind]()
    words = [{"metric": one} if kind == "measure" else {"title" if kind == "goal" else "text": one.name} for one in metrics[1:]]
    people = [goal.plan.person, goal.plan.manager, goal.plan.person]

    outcomes = race(
        *[
            lambda me=me, fields=fields: actions.edit_item(find(fresh(goal.plan), item.pk), by=me, seen_version=1, **fields)
            for me, fields in zip(people, words, strict=True)
        ]
    )

    kept = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    assert len(kept) == 1 and [type(one) for one in outcomes if one is not kept[0]] == [Stale, Stale]
    name = next(iter(words[0]))
    now = find(fresh(goal.plan), item.pk)
    assert (now.version, getattr(now, name)) == (2, getattr(kept[0], name))
    for stale in (one for one in outcomes if isinstance(one, Stale)):
        assert getattr(stale.current, name) == getattr(now, name)
        assert stale.current.changed_by == now.changed_by
    assert fresh(goal.plan).revision == 2
    assert fresh(goal.plan).history.filter(kind=f"plans.{kind}_changed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_edits_of_different_items_that_come_at_once_are_all_kept():
    plan = PlanFactory()
    goals = [GoalFactory(plan=plan, position=number) for number in range(3)]

    race(
        *[
            lambda goal=goal: actions.edit_item(find(fresh(plan), goal.pk), by=plan.person, seen_version=1, title=f"{goal.pk}")
            for goal in goals
        ]
    )

    assert [goal.title for goal in plan.goals.in_order()] == [f"{goal.pk}" for goal in goals]
    assert fresh(plan).revision == 4
    assert sorted(plan.history.values_list("facts__revision", flat=True)) == [2, 3, 4]
