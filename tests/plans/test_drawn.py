"""A page that was drawn a moment ago is shown again, until anything in it changes."""

import datetime
import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.models import ReportingLine
from plans import actions
from plans.models import Measure, Plan
from tests.factories import (
    CommentFactory,
    JudgementFactory,
    ObservationFactory,
    PersonFactory,
    PlanFactory,
    ReportingLineFactory,
    agree,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LAST_WEEK = TODAY - datetime.timedelta(days=7 + TODAY.weekday())
OWN = re.compile(r'csrfmiddlewaretoken" value="\w+"|csrftoken": "\w+|data-ticket="[^"]*"')  # of each answer


@pytest.fixture(autouse=True)
def pages_are_kept(settings):
    kept = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "drawn in this test"}
    settings.CACHES = settings.CACHES | {"drawn": kept}
    caches["drawn"].clear()


@pytest.fixture
def plan():
    return PlanFactory(ready=True, ready__goals=4)


def shown(client, plan, query=""):
    """The page as it is sent, without what differs from answer to answer."""
    answer = client.get(plan.get_absolute_url() + query)
    assert answer.status_code == 200
    return OWN.sub("", answer.content.decode())


def anew(client, plan, query=""):
    """The same, drawn from nothing."""
    caches["drawn"].clear()
    return shown(client, plan, query)


CHANGES = {
    "goal": lambda plan, goal: actions.edit_item(goal, by=plan.manager, seen_version=goal.version, title="Another title"),
    "added": lambda plan, goal: actions.add_goal(plan, by=plan.manager, family="team", title="One more"),
    "dropped": lambda plan, goal: actions.drop_item(goal, by=plan.manager, seen_version=goal.version, reason="Not now"),
    "moved": lambda plan, goal: actions.reorder(goal, by=plan.manager, places=2),
    "remark": lambda plan, goal: actions.comment(plan, by=plan.manager, item_id=goal.pk, text="Is it enough?"),
    "invited": lambda plan, goal: actions.invite(plan, by=plan.manager, person=PersonFactory()),
    "proposed": lambda plan, goal: actions.propose(
        plan, by=plan.manager, seen_revision=plan.revision, typed_name=plan.manager.name
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_one_does_the_other_sees_it(client, plan, change):
    client.force_login(plan.person)
    before = shown(client, plan)

    fresh = Plan.objects.get(pk=plan.pk)
    CHANGES[change](fresh, fresh.goals.first())

    after = shown(client, plan)
    assert after != before
    assert after == anew(client, plan)


def test_nobody_gets_the_page_that_was_drawn_for_another(client, plan):
    client.force_login(plan.person)
    seller = shown(client, plan)
    client.force_login(plan.manager)

    assert shown(client, plan) != seller
    assert shown(client, plan) == anew(client, plan)


def test_a_clean_view_is_not_the_other(client, plan):
    client.force_login(plan.person)
    assert shown(client, plan, "?view=clean") == anew(client, plan, "?view=clean")


def test_a_new_manager_finds_their_own_page(client, plan):
    client.force_login(plan.person)
    shown(client, plan)
    new = PersonFactory()
    ReportingLine.objects.filter(person=plan.person).update(ends_on="2026-11-01")
    ReportingLineFactory(person=plan.person, manager=new, starts_on="2026-11-01")

    assert shown(client, plan) == anew(client, plan)


def test_a_form_on_a_kept_page_can_be_sent(plan):
    client = Client(enforce_csrf_checks=True)
    client.force_login(plan.person)
    goal = plan.goals.first()
    for _time in range(2):
        page = client.get(plan.get_absolute_url()).content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
        answer = client.post(f"{plan.get_absolute_url()}items/{goal.pk}/move/", {"way": "down", "csrfmiddlewaretoken": token})
        assert answer.status_code == 302


def test_a_kept_page_asks_the_database_for_little(client, plan):
    CommentFactory.create_batch(5, item=plan.goals.first())
    client.force_login(plan.person)
    shown(client, plan)

    with CaptureQueriesContext(connection) as caught:
        shown(client, plan)

    assert len(caught) <= 4, "\n".join(query["sql"] for query in caught.captured_queries)


def more(plan, goal):
    measure = Measure.objects.filter(goal=goal).first()
    ObservationFactory(person=plan.person, metric=measure.metric, period_start=LAST_WEEK, value=3)


LIVED = {
    "progress": lambda plan, goal: actions.note_progress(goal, by=plan.manager, judgement="drifting", note="It slows"),
    "promise": lambda plan, goal: actions.promise(plan, by=plan.manager, side="manager", text="I ask them myself"),
    "kept": lambda plan, goal: actions.keep(plan.commitments.filter(side="manager").first(), by=plan.manager),
    "measured": more,
    "judged": lambda plan, goal: JudgementFactory(
        person=plan.person, metric=Measure.objects.filter(goal=goal).first().metric, state="off_course"
    ),
}


@pytest.mark.parametrize("change", LIVED)
def test_whatever_happens_to_a_plan_in_force_is_seen(client, plan, change):
    agree(plan)
    if change != "measured":
        more(plan, plan.goals.first())
    client.force_login(plan.person)
    before = shown(client, plan)
    assert before == shown(client, plan)

    fresh = Plan.objects.get(pk=plan.pk)
    LIVED[change](fresh, fresh.goals.first())

    after = shown(client, plan)
    assert after != before
    assert after == anew(client, plan)
