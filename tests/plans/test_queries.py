"""However much there is, a page asks the database as often."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans import actions
from plans.models import Commitment
from tests.factories import (
    CommentFactory,
    CommitmentFactory,
    GoalFactory,
    PersonFactory,
    PlanFactory,
    PortraitFactory,
    PriorityFactory,
    ProgressFactory,
    RoadblockFactory,
    SignalFactory,
    agree,
)

pytestmark = pytest.mark.django_db
MOST = 12


def queries(client, path):
    client.get(path)  # what is looked up once in a process is looked up now
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(path)
    assert answer.status_code == 200
    return [query["sql"] for query in caught.captured_queries]


def plan_with(goals, n):
    maya = PersonFactory(name=f"Maya {n}")
    plan = PlanFactory(manager=maya, person=PersonFactory(name=f"Sam {n}", reports_to=maya))
    for number in range(goals):
        goal = GoalFactory(plan=plan, position=number, ready=True, priority=PriorityFactory())
        for _number in range(3):
            CommentFactory(item=goal)
    PortraitFactory(plan=plan)
    return plan


@pytest.mark.parametrize("who", ["person", "manager"])
def test_the_page_of_a_draft(client, who):
    counts = []
    for n, goals in enumerate([1, 12]):
        plan = plan_with(goals, n)
        client.force_login(getattr(plan, who))
        counts.append(queries(client, plan.get_absolute_url()))

    assert len(counts[0]) == len(counts[1]) <= MOST, "\n".join(counts[1])


@pytest.mark.parametrize("who", ["person", "manager"])
def test_the_page_of_a_plan_in_force(client, who):
    counts = []
    for n, goals in enumerate([1, 12]):
        plan = agree(plan_with(goals, n))
        for goal in plan.goals.all():
            measure = goal.measures.first()
            ProgressFactory(goal=goal)
            ProgressFactory(goal=goal, measure=measure, value=3, judgement="")
            CommitmentFactory(plan=plan, goal=goal, rule="weekly", due_on=None)
            SignalFactory(person=plan.person, metric=measure.metric)
            RoadblockFactory(person=plan.person, goal=goal)
        client.force_login(getattr(plan, who))
        counts.append(queries(client, plan.get_absolute_url()))

    assert len(counts[0]) == len(counts[1]) <= MOST, "\n".join(counts[1])


def test_the_page_of_an_amendment(client):
    counts = []
    for n, goals in enumerate([1, 12]):
        plan = agree(plan_with(goals, n))
        actions.amend(plan, by=plan.person, reason="It changed")
        for goal in plan.goals.all():
            actions.edit_item(goal, by=plan.person, seen_version=1, title=f"Other {goal.pk}")
        client.force_login(plan.manager)
        counts.append(queries(client, plan.get_absolute_url()))

    assert len(counts[0]) == len(counts[1]) <= MOST, "\n".join(counts[1])


def test_the_list_of_plans(client):
    manager, counts = PersonFactory(), []
    for more in (1, 29):
        for _number in range(more):
            PlanFactory(person=PersonFactory(reports_to=manager), manager=manager)
        client.force_login(manager)
        counts.append(len(queries(client, reverse("plans:plan_list"))))

    assert counts[0] == counts[1] <= 12


def test_the_ledger_of_commitments(client):
    plan, counts = PlanFactory(), []
    for more in (1, 29):
        CommitmentFactory.create_batch(more, plan=plan)
        CommitmentFactory.create_batch(more, plan=plan, side="manager")
        client.force_login(plan.person)
        counts.append(len(queries(client, reverse("plans:commitment_list"))))

    assert counts[0] == counts[1] <= 12
    assert Commitment.objects.count() == 60


def test_the_strategy(client):
    priority, counts, reader = PriorityFactory(), [], PersonFactory()
    for more in (0, 29):
        for _number in range(more):
            GoalFactory(priority=PriorityFactory(cycle=priority.cycle), plan=PlanFactory(person=PersonFactory()))
        client.force_login(reader)
        counts.append(len(queries(client, reverse("plans:strategy"))))

    assert counts[0] == counts[1] <= 12
