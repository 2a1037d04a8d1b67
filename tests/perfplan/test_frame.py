"""What stands around every page: for whom which ways are there, how the team stands, and at what cost."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from perfplan.frame import PLACES, Frame
from perfplan.theme import COOKIE
from tests.factories import DelegationFactory, PersonFactory, ReminderFactory, SignalFactory

pytestmark = pytest.mark.django_db


def framed(person, path="/", **cookies):
    request = RequestFactory().get(path)
    request.user, request.resolver_match = person, None
    request.COOKIES.update(cookies)
    return Frame(request)


def ways(person):
    return [link.place.name for link in framed(person).nav]


@pytest.fixture
def maya():
    return PersonFactory(name="Maya Lindqvist")


@pytest.fixture
def sam(maya):
    return PersonFactory(name="Sam Okafor", reports_to=maya)


COMMON = [
    "home",
    "plans:plan_list",
    "coaching:session_list",
    "metrics:metric_list",
    "coaching:signal_list",
    "reviews:review_list",
]


def test_a_seller_finds_their_own_work(sam):
    assert ways(sam) == [*COMMON, "plans:strategy", "reminders:inbox"]


def test_a_manager_finds_their_week_and_people(maya, sam):
    assert ways(maya) == ["home", "coaching:week", *COMMON[1:], "plans:strategy", "people:person_list", "reminders:inbox"]


def test_hr_finds_records_and_no_coaching():
    assert ways(PersonFactory(hr=True)) == [
        "home", "plans:plan_list", "reviews:review_list", "plans:strategy", "people:person_list", "reviews:hr", "reminders:inbox",
    ]  # fmt: skip


def test_an_administrator_runs_it_and_reads_no_plan():
    assert ways(PersonFactory(admin=True)) == [
        "home",
        "metrics:metric_list",
        "people:person_list",
        "reminders:outbox",
        "installation",
        "reminders:inbox",
    ]


def test_a_leader_sees_the_same_screens_as_a_manager(maya):
    leader = PersonFactory(leader=True)
    maya.lines_up.create(manager=leader, starts_on=maya.starts_on)

    assert ways(leader) == ["home", "coaching:week", *COMMON[1:], "plans:strategy", "people:person_list", "reminders:inbox"]


def test_every_way_leads_somewhere():
    assert all(reverse(place.name).startswith("/") for place in PLACES)


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "home"),
        ("/plans/", "plans:plan_list"),
        ("/plans/1/versions/2/", "plans:plan_list"),
        ("/week/", "coaching:week"),
        ("/nowhere/", None),
    ],
)
def test_the_section_one_is_in_is_marked(maya, sam, path, current):
    marked = [link.place.name for link in framed(maya, path).nav if link.is_current]

    assert marked == ([current] if current else [])


def test_the_team_carries_its_worst_open_signal(maya, sam):
    PersonFactory(name="Aisha Khan", reports_to=maya)
    PersonFactory(name="Somebody Else")
    SignalFactory(person=sam, verdict="drifting")
    SignalFactory(person=sam, verdict="off_course")
    SignalFactory(person=sam, verdict="ahead")

    assert [(member.name, member.state) for member in framed(maya).team] == [("Aisha Khan", None), ("Sam Okafor", "off_course")]


def test_a_closed_signal_leaves_no_mark(maya, sam):
    signal = SignalFactory(person=sam, verdict="off_course")
    signal.closed_at = signal.raised_at
    signal.move_to("worked", closed_at=signal.raised_at)

    assert [member.state for member in framed(maya).team] == [None]


def test_a_stand_in_has_the_managers_team(maya, sam):
    stand_in = PersonFactory()
    DelegationFactory(delegator=maya, delegate=stand_in)

    assert [member.name for member in framed(stand_in).team] == ["Sam Okafor"]
    assert "coaching:week" in ways(stand_in)


def test_unread_reminders_are_counted_for_their_reader_only(sam, maya):
    ReminderFactory.create_batch(2, recipient=sam, in_app=True)
    ReminderFactory(recipient=sam, in_app=True, read_at=timezone.now())
    ReminderFactory(recipient=sam)
    ReminderFactory(recipient=maya, in_app=True)

    assert framed(sam).unread == 2
    assert [link.count for link in framed(sam).nav if link.place.name == "reminders:inbox"] == [2]


@pytest.mark.parametrize("size", [1, 20])
def test_the_frame_costs_one_query_however_large_the_team(maya, size, django_assert_num_queries):
    for rep in PersonFactory.create_batch(size, reports_to=maya):
        SignalFactory(person=rep)
    frame = framed(maya)

    with django_assert_num_queries(1):
        assert len(frame.team) == size and frame.nav and frame.tabs and frame.log and frame.unread == 0


def test_nothing_is_read_for_a_page_that_shows_no_frame(maya, django_assert_num_queries):
    with django_assert_num_queries(0):
        frame = framed(maya)
        assert frame.theme == "system" and frame.person == maya


def test_the_phone_has_four_tabs_with_the_log_in_the_middle(maya, sam):
    for person in (maya, sam):
        tabs = framed(person).tabs
        assert len(tabs) == 4 and [tab.is_log for tab in tabs] == [False, False, True, False]
    assert not any(tab.is_log for tab in framed(PersonFactory(hr=True)).tabs)


def test_a_stranger_has_no_frame():
    frame = framed(AnonymousUser())

    assert frame.person is None
    page = render_to_string("404.html", request=frame.request)
    assert "Nothing here" in page and 'id="nav"' not in page


def test_the_theme_is_kept_in_a_cookie_that_scripts_cannot_read(client):
    answer = client.post(reverse("theme"), {"theme": "dark", "next": "/plans/?page=2"})

    assert answer.status_code == 302 and answer["Location"] == "/plans/?page=2"
    assert (
        answer.cookies[COOKIE].value == "dark"
        and answer.cookies[COOKIE]["httponly"]
        and answer.cookies[COOKIE]["samesite"] == "Lax"
    )


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_the_theme_leads_nowhere_else(client, elsewhere):
    assert client.post(reverse("theme"), {"theme": "dark", "next": elsewhere})["Location"] == "/"


def test_an_unknown_theme_is_refused(client):
    assert client.post(reverse("theme"), {"theme": "<script>"}).status_code == 400
    assert client.get(reverse("theme")).status_code == 405


def test_the_server_draws_the_chosen_theme(client, sam):
    client.force_login(sam)
    client.cookies[COOKIE] = "dark"
    assert '<html lang="en-gb" data-theme="dark">' in client.get(reverse("styleguide")).content.decode()

    client.cookies[COOKIE] = '"><script>'
    assert '<html lang="en-gb">' in client.get(reverse("styleguide")).content.decode()


def test_pages_for_an_outage_ask_the_database_nothing(django_assert_num_queries, sam):
    request = framed(sam).request
    with django_assert_num_queries(0):
        for page in ("500.html", "503.html", "400.html"):
            assert "<h1>" in render_to_string(page, request=request)


def test_a_refusal_says_its_sentence(sam):
    page = render_to_string("403.html", {"sentence": "Only Maya can sign for Maya."}, request=framed(sam).request)

    assert "Only Maya can sign for Maya." in page
    assert re.search(r"<title>[^<]+ · perfplan</title>", page)
