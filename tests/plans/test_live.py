"""Two who have one plan open: the ticket, the quick question without the database, and the answer with what changed."""

import contextlib
import datetime
import json
import re
import socket
import time

import pytest
from django.core import signing
from django.db import connection
from django.test.html import parse_html
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from plans import actions, presence, tickets
from plans.models import Plan
from plans.presence import PATIENCE, Reader
from tests.factories import CommentFactory, GoalFactory, PersonFactory, PlanFactory, ReportingLineFactory, agreed_plan
from tests.plans.people_here import propose, sign

pytestmark = pytest.mark.django_db
AWAY = "redis://127.0.0.1:9/0"


@pytest.fixture
def plan():
    return PlanFactory(ready=True)


@pytest.fixture(autouse=True)
def a_redis_that_is_there_is_waited_for(monkeypatch):
    """A busy machine is no Redis that is away."""
    monkeypatch.setattr(presence, "PATIENCE", 60)
    presence.wire.cache_clear()
    yield
    presence.wire.cache_clear()


@pytest.fixture
def redis_away(settings):
    settings.REDIS_URL = AWAY


@pytest.fixture
def redis_silent(settings, monkeypatch):
    """One that takes every call and answers none; gives how many calls came."""
    monkeypatch.setattr(presence, "PATIENCE", 0.05)
    monkeypatch.setattr(presence, "PAUSE", 3600)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        settings.REDIS_URL = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        yield lambda: sum(1 for _call in _calls(server))


def _calls(server):
    with contextlib.suppress(BlockingIOError):
        while True:
            yield server.accept()[0].close()


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
    client.force_login(plan.person)  # a cookie that comes along is not looked at
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


# -- how far it has come ------------------------------------------------------------------------------------------------


def test_an_action_announces_its_line_once_it_is_committed(client, plan, django_capture_on_commit_callbacks):
    ticket, goal = tickets.issue(plan, plan.manager), plan.goals.first()
    with django_capture_on_commit_callbacks() as waiting:
        edit(goal, plan.person, title="Two hospitals")
    assert ask(client, plan, ticket).json()["newest"] is None

    for announce in waiting:
        announce()
    assert ask(client, plan, ticket).json()["newest"] == newest(plan) > 0


def test_it_never_goes_back_in_whatever_order_it_is_said(plan):
    for line in (5, 7, 6):
        presence.announce(plan.pk, line)

    assert presence.look(plan.pk, Reader("1", "Sam", "seller"))[0] == 7


def test_the_full_answer_says_it_again_where_redis_forgot_it(client, plan):
    edit(plan.goals.first(), plan.person, title="Two hospitals")
    client.force_login(plan.manager)
    changes(client, plan, newest(plan))

    assert presence.look(plan.pk, Reader("1", "Sam", "seller"))[0] == newest(plan)


def test_with_redis_away_writing_goes_on_and_the_page_is_told_to_ask_the_slow_way(
    client, plan, redis_away, django_capture_on_commit_callbacks
):
    ticket, before = tickets.issue(plan, plan.manager), newest(plan)
    with django_capture_on_commit_callbacks(execute=True):
        edit(plan.goals.first(), plan.person, title="Two hospitals")
    assert ask(client, plan, ticket).json() == {"away": True}

    client.force_login(plan.manager)
    assert "Two hospitals" in changes(client, plan, before).content.decode()


def test_what_could_not_be_told_is_told_when_redis_is_back(plan, settings):
    line = presence.wire(settings.REDIS_URL)
    line.silent_until = time.monotonic() + 60
    presence.announce(plan.pk, 9)
    assert presence.look(plan.pk, Reader("1", "Sam", "seller")) is None

    line.silent_until = 0
    assert presence.look(plan.pk, Reader("1", "Sam", "seller")) == (9, [])
    assert line.untold == {}


def test_a_silent_redis_is_waited_for_once_and_then_left_alone_for_a_while(redis_silent, settings):
    line = presence.wire(settings.REDIS_URL)
    assert [line.ask(("PING",)) for _time in range(100)] == [None] * 100
    assert 1 <= redis_silent() <= 2  # a call that was cut off is made once more

    line.silent_until = 0
    assert line.ask(("PING",)) is None
    assert 1 <= redis_silent() <= 2


def test_no_answer_of_redis_is_waited_for_longer_than_it_takes_to_notice(settings):
    assert PATIENCE <= 0.25
    waits = presence.Wire(settings.REDIS_URL).redis.get_connection_kwargs()
    assert waits["socket_timeout"] == waits["socket_connect_timeout"] == presence.PATIENCE


# -- what changed -------------------------------------------------------------------------------------------------------


def part(html, name):
    """The element with that id, without the tokens that differ each time."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
    return next((found for found in _elements(parse_html(html)) if ("id", name) in found.attributes), None)


def _elements(element):
    if not isinstance(element, str):
        yield element
        for child in element.children:
            yield from _elements(child)


def blocks_of(answer):
    return re.findall(r'class="block" id="([^"]+)"', answer.content.decode())


def test_nothing_new_is_no_content_and_a_ticket_for_the_next_ten_minutes(client, plan):
    client.force_login(plan.person)
    answer = changes(client, plan, newest(plan))

    assert (answer.status_code, answer.content) == (204, b"")
    assert tickets.holder(answer["X-Ticket"], plan.pk) == Reader(str(plan.person_id), "Sam", "seller")


@pytest.mark.parametrize("since", ["", "-1", "x", "9" * 40])
def test_a_since_that_is_no_line_changes_nothing(client, plan, since):
    client.force_login(plan.person)

    assert changes(client, plan, since).status_code == 204


def test_each_block_that_changed_is_drawn_as_a_reload_would_draw_it(client, plan):
    before = newest(plan)
    goal, other = plan.goals.order_by("position")[:2]
    edit(goal, plan.person, why="Two **hospitals** decide")
    actions.write_portrait(plan, by=plan.person, topic="growth", text="Lead a team")
    actions.add_offer(plan, by=plan.manager, side="manager", text="Free the mornings", goal=other)
    client.force_login(plan.manager)
    answer, page = changes(client, plan, before).content.decode(), client.get(plan.get_absolute_url()).content.decode()

    for name in ("planhead", "outline", "open", "portrait", f"goal-{goal.pk}", f"goal-{other.pk}", "history", "agreebar"):
        assert part(answer, name) is not None, name
        assert part(answer, name) == part(page, name), name


def test_only_what_changed_is_drawn_and_says_who_changed_it(client, plan):
    goal, before = plan.goals.order_by("position").first(), newest(plan)
    edit(goal, plan.person, title="Two hospitals")
    client.force_login(plan.manager)
    answer = changes(client, plan, before)

    assert blocks_of(answer) == [f"goal-{goal.pk}", "history"]
    assert re.search(rf'data-in="goal-{goal.pk}" data-item="{goal.pk}">Sam, <time', answer.content.decode())
    assert "Sam changed this" in answer.content.decode()


def test_ones_own_change_in_another_window_is_drawn_without_a_mark(client, plan):
    goal, before = plan.goals.order_by("position").first(), newest(plan)
    edit(goal, plan.person, title="Two hospitals")
    client.force_login(plan.person)
    answer = changes(client, plan, before)

    assert f"goal-{goal.pk}" in blocks_of(answer)
    assert "data-in=" not in answer.content.decode()


def test_a_remark_about_a_measure_draws_the_goal_it_hangs_on(client, plan):
    goal, before = plan.goals.order_by("position").first(), newest(plan)
    actions.comment(plan, by=plan.person, item_id=goal.measures.first().pk, text="Is 14 not a lot?")
    client.force_login(plan.manager)
    answer = changes(client, plan, before)

    assert blocks_of(answer) == [f"goal-{goal.pk}", "history"]
    assert "Is 14 not a lot?" in answer.content.decode()


def test_a_new_goal_comes_in_its_place_and_all_are_numbered_again(client, plan):
    before = newest(plan)
    added = actions.add_goal(plan, by=plan.person, family="team", title="Help a new colleague")
    client.force_login(plan.manager)
    answer = changes(client, plan, before)
    order = re.search(r'data-order="([^"]*)"', answer.content.decode()).group(1).split()

    goals = [f"goal-{goal.pk}" for goal in plan.goals.kept()]
    assert [block for block in order if block.startswith("goal-")] == goals == [*goals[:-1], f"goal-{added.pk}"]
    assert set(goals) <= set(blocks_of(answer))


def test_what_was_taken_out_may_have_stood_anywhere(client, plan):
    goal = plan.goals.order_by("position").first()
    offer, before = goal.offers.first(), newest(plan)
    actions.drop_item(offer, by=plan.person, seen_version=1)
    client.force_login(plan.manager)

    assert {"portrait", f"goal-{goal.pk}", "general"} <= set(blocks_of(changes(client, plan, before)))


def test_a_proposal_comes_with_a_notice_and_without_the_tools(client, plan):
    before = newest(plan)
    propose(plan, plan.manager)
    client.force_login(plan.person)
    answer = changes(client, plan, before).content.decode()

    assert part(answer, "news") is not None
    assert "signed the text and proposed it" in answer
    assert "/edit/" not in answer


def test_a_plan_that_is_in_force_by_now_is_another_page(client, plan):
    proposal = propose(plan, plan.manager)
    before = newest(plan)
    sign(proposal, plan.person)
    client.force_login(plan.manager)
    answer = changes(client, plan, before)

    assert "version 1 is in force" in answer.content.decode()
    assert (blocks_of(answer), part(answer.content.decode(), "agreebar")) == ([], None)


def test_whoever_lost_their_rights_is_told_nothing(client, plan):
    client.force_login(plan.manager)
    assert changes(client, plan, newest(plan)).status_code == 204
    plan.person.lines_up.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    ReportingLineFactory(person=plan.person, manager=PersonFactory(), starts_on=timezone.localdate())

    assert changes(client, plan, 0).status_code == 404


def test_the_answer_asks_the_database_as_often_for_one_goal_as_for_twelve(client):
    counts = []
    for n, goals in enumerate([1, 12]):
        maya = PersonFactory(name=f"Maya {n}")
        plan = PlanFactory(person=PersonFactory(name=f"Sam {n}", reports_to=maya), manager=maya)
        for position in range(goals):
            CommentFactory(item=GoalFactory(plan=plan, position=position, ready=True))
        before = newest(plan)
        for goal in plan.goals.all():
            edit(goal, maya, title=f"Other {goal.pk}")
        client.force_login(plan.person)
        changes(client, plan, before)
        with CaptureQueriesContext(connection) as caught:
            assert changes(client, plan, before).status_code == 200
        counts.append(len(caught))

    assert counts[0] == counts[1] <= 20


# -- two edits of one item ----------------------------------------------------------------------------------------------


def save_over(client, goal, by, **data):
    """Send the form of a goal with the version that was on screen before the other saved."""
    client.force_login(by)
    fields = {"title": goal.title, "family": goal.family, "why": goal.why, "due_on": "2026-12-31", "seen_version": 1}
    return client.post(reverse("plans:item_edit", args=[goal.plan_id, goal.pk]), fields | data)


def test_the_second_gets_both_texts_as_they_read_and_three_ways_on(client, plan):
    goal = plan.goals.order_by("position").first()
    edit(goal, plan.person, why="Two hospitals decide", family="team")
    answer = save_over(client, goal, plan.manager, why="It is what the half hangs on", family="growth")
    found = {one.name: (one.theirs, one.mine) for one in answer.context["conflict"].differences}

    assert answer.status_code == 409
    assert found == {"family": ("Team", "Growth"), "why": ("Two hospitals decide", "It is what the half hangs on")}
    for way in ("Keep Sam’s", "Edit both", "Use mine"):
        assert way in answer.content.decode()


def test_both_texts_can_be_made_one(client, plan):
    goal = plan.goals.order_by("position").first()
    edit(goal, plan.person, why="Two hospitals decide")
    answer = save_over(client, goal, plan.manager, why="It is what the half hangs on", seen_version=2, both="1")
    goal.refresh_from_db()

    assert (answer.status_code, goal.why, goal.version) == (409, "Two hospitals decide", 2)
    assert answer.context["form"]["why"].value() == "Two hospitals decide\n\nIt is what the half hangs on"
    assert answer.context["form"]["title"].value() == goal.title

    saved = save_over(client, goal, plan.manager, why="Two hospitals decide the half", seen_version=2)
    goal.refresh_from_db()
    assert (saved.status_code, goal.why) == (302, "Two hospitals decide the half")


def test_the_same_number_typed_another_way_is_no_difference(client, plan):
    measure = plan.goals.order_by("position").first().measures.first()
    actions.edit_item(measure, by=plan.person, seen_version=1, high=21)
    client.force_login(plan.manager)
    fields = {"kind": "metric", "metric": measure.metric_id, "is_leading": "on", "low": "14", "high": "22", "seen_version": 1}
    answer = client.post(reverse("plans:item_edit", args=[plan.pk, measure.pk]), fields)

    assert [(one.theirs, one.mine) for one in answer.context["conflict"].differences] == [("21", "22")]


def test_a_form_in_the_open_page_is_told_that_it_was_saved_and_no_more(client, plan):
    goal = plan.goals.order_by("position").first()
    client.force_login(plan.manager)
    form = client.get(reverse("plans:item_edit", args=[plan.pk, goal.pk]), headers={"HX-Request": "true"}).content.decode()
    fields = {"title": "Two hospitals", "family": goal.family, "due_on": "2026-12-31", "seen_version": 1}
    answer = client.post(reverse("plans:item_edit", args=[plan.pk, goal.pk]), fields, headers={"HX-Request": "true"})
    goal.refresh_from_db()

    assert "hx-post=" in form
    assert (answer.status_code, answer["HX-Trigger"], goal.title) == (204, "plan:saved", "Two hospitals")


# -- the plan in force --------------------------------------------------------------------------------------------------


def test_a_plan_in_force_follows_too(client):
    plan = agreed_plan()
    promise, before = plan.commitments.filter(side="seller").first(), newest(plan)
    actions.keep(promise, by=plan.person)
    client.force_login(plan.manager)
    answer = changes(client, plan, before, page="living").content.decode()
    page, place = client.get(plan.get_absolute_url()).content.decode(), f"goal-{promise.goal_id}"

    assert f'data-in="{place}"' in answer
    for name in ("planhead", "outline", "since", "glance", place, "history", "agreebar"):
        assert part(answer, name) is not None, name
        assert part(answer, name) == part(page, name), name


def test_an_amendment_is_another_page_for_whoever_reads_the_plan_in_force(client):
    plan = agreed_plan()
    before = newest(plan)
    actions.amend(plan, by=plan.person, reason="Two clinics moved here")
    client.force_login(plan.manager)
    answer = changes(client, plan, before, page="living").content.decode()

    assert "Two clinics moved here" in answer
    assert part(answer, "news") is not None
    assert part(answer, "agreebar") is None
