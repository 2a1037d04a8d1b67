"""The page of what an administrator looks after: every way leads somewhere, and an empty installation says what to do first."""

import re

import pytest
from django.urls import reverse

from perfplan.installation import PARTS
from tests.factories import ObservationFactory, PersonFactory, PlanFactory

pytestmark = pytest.mark.django_db
PAGE = "/settings/"


@pytest.fixture
def ada(client):
    person = PersonFactory(name="Ada Nowak", admin=True)
    client.force_login(person)
    return person


def steps_of(client):
    return [(str(step.label), step.is_done) for step in client.get(PAGE).context["steps"]]


def test_every_way_can_be_gone(client, ada):
    names = [way.name for _title, ways in PARTS for way in ways]

    assert {name: client.get(reverse(name)).status_code for name in names} == dict.fromkeys(names, 200)


def test_an_empty_installation_says_what_to_do_first(client, ada):
    assert steps_of(client) == [("Bring people in", False), ("Write the first plan", False), ("Bring numbers in", False)]
    assert "bin/manage import_people people.csv" in client.get(PAGE).content.decode()


def test_the_first_page_and_the_list_of_people_lead_a_newcomer_there(client, ada):
    for path in ("/", "/people/"):
        main = re.search(r"<main.*</main>", client.get(path).content.decode(), re.DOTALL).group()
        assert f'href="{PAGE}"' in main, path


def test_what_is_done_is_said_so_and_goes_with_the_last(client, ada):
    plan = PlanFactory()

    assert steps_of(client) == [("Bring people in", True), ("Write the first plan", True), ("Bring numbers in", False)]

    ObservationFactory(person=plan.person)

    assert steps_of(client) == []


def test_nobody_else_is_let_in(client):
    client.force_login(PersonFactory(hr=True))

    assert client.get(PAGE).status_code == 403


def test_whoever_is_shown_nobodys_numbers_is_told_why(client, ada):
    page = client.get("/metrics/").content.decode()

    assert "No numbers yet" not in page
    assert f'href="{reverse("metrics:setting_edit")}"' in page


def test_ones_own_page_leads_to_the_account(client, ada):
    assert f'href="{reverse("people:me")}"' in client.get(ada.get_absolute_url()).content.decode()
