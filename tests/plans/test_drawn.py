"""A page that was drawn a moment ago is shown again, until anything in it changes."""

import datetime
import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import Grant, Person, ReportingLine
from perfplan.shown import Drawn
from perfplan.templatetags.remembering import TOKEN
from perfplan.theme import COOKIE
from plans import actions, tickets
from plans.models import Measure, Plan
from plans.working import Working, stamp
from tests.factories import (
    CommentFactory,
    DelegationFactory,
    GrantFactory,
    JudgementFactory,
    ObservationFactory,
    PersonFactory,
    PlanFactory,
    ReminderFactory,
    ReportingLineFactory,
    SignalFactory,
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


def said(goal):
    return goal.plan.comments.filter(item_id=goal.pk).first()


def whole(plan):
    return Working(plan).goals[0]


CHANGES = {
    "goal": lambda plan, goal: actions.edit_item(goal, by=plan.manager, seen_version=goal.version, title="Another title"),
    "added": lambda plan, goal: actions.add_goal(plan, by=plan.manager, family="team", title="One more"),
    "dropped": lambda plan, goal: actions.drop_item(goal, by=plan.manager, seen_version=goal.version, reason="Not now"),
    "moved": lambda plan, goal: actions.reorder(goal, by=plan.manager, places=2),
    "portrait": lambda plan, goal: actions.write_portrait(plan, by=plan.manager, topic="growth", text="Larger accounts"),
    "offered": lambda plan, goal: actions.add_offer(plan, by=plan.manager, side="seller", text="Call ten people", goal=goal),
    "offered beside": lambda plan, goal: actions.add_offer(plan, by=plan.manager, side="manager", text="Be there"),
    "reworded": lambda plan, goal: actions.edit_item(
        goal.offers.first(), by=plan.manager, seen_version=1, text="Something else", rule="once", due_on=None, evidence=""
    ),
    "measured": lambda plan, goal: actions.add_measure(goal, by=plan.manager, kind="criteria", text="Both say so"),
    "topic": lambda plan, goal: actions.add_topic(plan, by=plan.manager, text="The pipeline"),
    "terms": lambda plan, goal: actions.edit_terms(
        plan, by=plan.manager, seen_version=1, title="Another name", starts_on=plan.starts_on, ends_on=plan.ends_on
    ),
    "agreed": lambda plan, goal: actions.agree_item(goal, by=plan.manager, seen_stamp=stamp(Working(plan).block(whole(plan)))),
    "answered": lambda plan, goal: actions.answer(said(goal), by=plan.manager, text="It is"),
    "corrected": lambda plan, goal: actions.correct(said(goal), by=goal.plan.manager, text="Or this?"),
    "settled": lambda plan, goal: actions.settle(said(goal), by=plan.manager),
    "remark": lambda plan, goal: actions.comment(plan, by=plan.manager, item_id=goal.pk, text="Is it enough?"),
    "invited": lambda plan, goal: actions.invite(plan, by=plan.manager, person=PersonFactory()),
    "proposed": lambda plan, goal: actions.propose(
        plan, by=plan.manager, seen_revision=plan.revision, typed_name=plan.manager.name
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_one_does_the_other_sees_it(client, plan, change):
    CommentFactory(item=plan.goals.first(), by=plan.manager)
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


AROUND = {
    "a reminder": lambda me, other: ReminderFactory(recipient=me, in_app=True),
    "a role": lambda me, other: GrantFactory(person=me),
    "a report": lambda me, other: PersonFactory(name="Rita Report", reports_to=me),
    "a name": lambda me, other: Person.objects.filter(pk=other.pk).update(name="Xenia Other"),
    "a zone": lambda me, other: Person.objects.filter(pk=me.pk).update(time_zone="Pacific/Auckland"),
}


@pytest.mark.parametrize("change", AROUND)
def test_whatever_stands_around_the_page_is_seen_at_once(client, plan, change):
    client.force_login(plan.manager)
    before = shown(client, plan)

    AROUND[change](plan.manager, plan.person)

    after = shown(client, plan)
    assert change == "a zone" or after != before
    assert after == anew(client, plan)


def test_a_case_of_a_report_is_marked_at_once(client, plan):
    client.force_login(plan.manager)
    before = shown(client, plan)
    case = SignalFactory(person=plan.person)
    marked = shown(client, plan)
    assert marked != before
    assert marked == anew(client, plan)

    type(case).objects.filter(pk=case.pk).update(state="worked", closed_at=timezone.now())

    assert shown(client, plan) == before


def test_a_theme_is_chosen_for_one_browser(client, plan):
    client.force_login(plan.person)
    shown(client, plan)
    client.cookies[COOKIE] = "dark"

    assert 'data-theme="dark"' in shown(client, plan)


def test_what_was_just_said_is_shown_once(client, plan):
    agree(plan)
    client.force_login(plan.person)
    shown(client, plan)
    client.post(reverse("plans:commitment_keep", args=[plan.commitments.filter(side="seller").first().pk]))

    once = shown(client, plan)
    assert "data-toast" in once and tickets.MARK not in once  # not kept, and whole all the same
    assert "data-toast" not in shown(client, plan)


def test_who_no_longer_stands_in_is_shown_nothing(client, plan):
    stand_in = DelegationFactory(delegator=plan.manager)
    client.force_login(stand_in.delegate)
    shown(client, plan)

    stand_in.delete()

    assert client.get(plan.get_absolute_url()).status_code == 404


def test_a_coach_who_is_no_longer_asked_in_is_shown_nothing(client, plan):
    coach = PersonFactory()
    invitation = actions.invite(plan, by=plan.manager, person=coach)
    client.force_login(coach)
    shown(client, plan)

    actions.end_invitation(invitation, by=plan.manager)

    assert client.get(plan.get_absolute_url()).status_code == 404


def test_a_manager_of_yesterday_is_not_shown_the_page_of_yesterday(client, plan):
    client.force_login(plan.manager)
    shown(client, plan)

    ReportingLine.objects.filter(person=plan.person).update(ends_on=TODAY)

    assert client.get(plan.get_absolute_url()).status_code == 404


def test_hr_reads_a_draft_for_improvement_which_is_never_kept(client):
    plan, hr = PlanFactory(ready=True, kind="improvement"), PersonFactory(hr=True)
    client.force_login(hr)
    shown(client, plan)
    Grant.objects.filter(person=hr).update(ends_on=TODAY)

    assert client.get(plan.get_absolute_url()).status_code == 404
    assert not any(isinstance(kept, Drawn) for kept in everything_kept())


def everything_kept():
    return [caches["drawn"].get(key.removeprefix(":1:")) for key in list(caches["drawn"]._cache)]


def test_each_browser_has_a_token_and_a_ticket_of_its_own(plan):
    tokens, passes = set(), set()
    for _browser in range(2):
        client = Client()
        client.force_login(plan.person)
        for _time in range(2):
            page = client.get(plan.get_absolute_url()).content.decode()
            assert TOKEN not in page
            assert tickets.MARK not in page
            tokens.add(re.search(r'csrftoken": "(\w+)"', page).group(1))
            passes.add(re.search(r'data-ticket="([^"]*)"', page).group(1))
    assert len(tokens) == 4
    assert all(tickets.holder(ticket, plan.pk).person == str(plan.person_id) for ticket in passes)
    kept = [page for page in everything_kept() if isinstance(page, Drawn)]
    assert kept
    assert not any(word.encode() in piece for word in tokens | passes for page in kept for piece in page.pieces)


def test_a_page_of_a_mistake_has_a_token_too(client, plan):
    client.force_login(PersonFactory())
    answer = client.get(plan.get_absolute_url())

    assert answer.status_code == 404
    assert TOKEN not in answer.content.decode()


def test_after_one_change_only_its_block_is_drawn_anew(client, plan, monkeypatch):
    client.force_login(plan.person)
    shown(client, plan)
    fresh = Plan.objects.get(pk=plan.pk)
    CHANGES["goal"](fresh, fresh.goals.first())
    kept = dict(caches["drawn"]._cache)

    shown(client, plan)

    new = [caches["drawn"].get(key.removeprefix(":1:")) for key in list(caches["drawn"]._cache) if key not in kept]
    blocks = [re.search(r'<section class="block" id="(\S+)"', part) for part in new if isinstance(part, str)]
    assert [block.group(1) for block in blocks if block] == [f"goal-{fresh.goals.first().pk}"]


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

    assert len(caught) == 4, "\n".join(query["sql"] for query in caught.captured_queries)


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
