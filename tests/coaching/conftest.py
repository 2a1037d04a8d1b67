import datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import GoalFactory, PersonFactory, PlanFactory, agree


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def maya(db):
    return PersonFactory(name="Maya Lindqvist", reports_to=PersonFactory(name="Lena Hofer"))


@pytest.fixture
def sam(maya):
    return PersonFactory(name="Sam Okafor", reports_to=maya)


@pytest.fixture
def lena(maya):
    return maya.manager()


@pytest.fixture
def plan(maya, sam):
    """Sam's plan, in force today."""
    return plan_in_force(sam, maya)


@pytest.fixture
def goal(plan):
    return plan.goals.order_by("position").first()


def plan_in_force(person, manager, **fields):
    day = timezone.localdate()
    period = {"starts_on": day - datetime.timedelta(days=90), "ends_on": day + datetime.timedelta(days=90)}
    plan = PlanFactory(person=person, manager=manager, **period | fields)
    for number, family in enumerate(["results", "customer", "growth"]):
        GoalFactory(plan=plan, family=family, position=number, ready=True, due_on=period["ends_on"])
    plan.offers.update(due_on=period["ends_on"])
    return agree(plan)


@pytest.fixture
def pages(client):
    """Ask for pages as somebody: pages.get(maya, path), pages.post(maya, path, fields)."""

    def get(person, path):
        client.force_login(person)
        return client.get(path)

    def post(person, path, fields=None):
        client.force_login(person)
        return client.post(path, fields or {})

    return SimpleNamespace(get=get, post=post, client=client)


@pytest.fixture
def capture(db):
    """Count queries: with capture() as queries: ..."""
    return lambda: CaptureQueriesContext(connection)
