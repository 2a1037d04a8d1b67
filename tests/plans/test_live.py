"""Two who have one plan open: the ticket, the quick question without the database, and the answer with what changed."""

import json

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from plans import actions, presence, tickets
from plans.models import Plan
from plans.presence import Reader
from tests.factories import CommentFactory, GoalFactory, PersonFactory, PlanFactory, ReportingLineFactory

pytestmark = pytest.mark.django_db
AWAY = "redis://127.0.0.1:9/0"


@pytest.fixture
def plan():
    return PlanFactory(ready=True)


@pytest.fixture
def redis_away(settings):
    settings.REDIS_URL = AWAY
    presence.wire.cache_clear()
    yield
    presence.wire.cache_clear()


def newest(plan):
    return Plan.objects.for_page().get(pk=plan.pk).newest


def ask(client, plan, ticket, **more):
    path = reverse("plans:plan_live", args=[plan.pk])
    return client.post(path, json.dumps({"ticket": ticket, **more}), content_type="application/json")


def changes(client, plan, since, page="draft"):
    return client.get(reverse("plans:plan_rev", args=[plan.pk]), {"since": since, "page": page})


def edit(goal, by, **fields):
    goal.refresh_from_db()
    return actions.edit_item(goal, by=by, seen_version=goal.version, **fields)


# -- the quick question -------------------------------------------------------------------------------------------------


def test_each_sees_that_the_other_is_here_and_where_they_write(client, plan):
    sam, maya = tickets.issue(plan, plan.person), tickets.issue(plan, plan.manager)
    ask(client, plan, sam, on="goal-1")

    assert ask(client, plan, maya).json()["here"] == [{"name": "Sam", "side": "seller", "on": "goal-1"}]
    assert ask(client, plan, sam).json()["here"] == [{"name": "Maya", "side": "manager", "on": ""}]


def test_the_quick_question_touches_no_database_and_no_session(client, plan, django_assert_num_queries):
    ticket = tickets.issue(plan, plan.person)
    with django_assert_num_queries(0):
        answer = ask(client, plan, ticket)

    assert answer.status_code == 200
    assert answer.cookies == {}


@pytest.mark.parametrize("body", ["", "[]", "nonsense", "{}", '{"ticket": null}', '{"ticket": {"a": 1}}', '{"ticket": "a:b:c"}'])
def test_whoever_has_no_ticket_is_told_nothing(client, plan, body):
    answer = client.post(reverse("plans:plan_live", args=[plan.pk]), body, content_type="application/json")

    assert (answer.status_code, answer.content) == (403, b"{}")


def test_a_ticket_is_good_for_one_plan_and_ten_minutes(client, plan, monkeypatch):
    other, ticket = PlanFactory(person=PersonFactory(), manager=PersonFactory()), tickets.issue(plan, plan.person)
    assert ask(client, plan, ticket).status_code == 200
    assert ask(client, other, ticket).status_code == 403

    later = timezone.now().timestamp() + tickets.LIFE + 1
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert ask(client, plan, ticket).status_code == 403


@pytest.mark.parametrize("on", ["<b>", "x" * 49, "goal 1", {"a": 1}])
def test_what_is_no_block_is_not_passed_on(client, plan, on):
    ask(client, plan, tickets.issue(plan, plan.person), on=on)

    assert ask(client, plan, tickets.issue(plan, plan.manager)).json()["here"] == [{"name": "Sam", "side": "seller", "on": ""}]


def test_whoever_leaves_or_says_nothing_for_a_while_is_gone(client, plan):
    sam, maya = tickets.issue(plan, plan.person), tickets.issue(plan, plan.manager)
    ask(client, plan, sam)
    assert ask(client, plan, sam, leaves=True).status_code == 204
    assert ask(client, plan, maya).json()["here"] == []

    now = timezone.now().timestamp()
    presence.look(plan.pk, Reader(str(plan.person_id), "Sam", "seller"), now=now)
    watcher = Reader(str(plan.manager_id), "Maya", "manager")
    assert [one.name for one in presence.look(plan.pk, watcher, now=now + presence.LIFE - 1)[1]] == ["Sam"]
    assert presence.look(plan.pk, watcher, now=now + presence.LIFE + 1)[1] == []
