"""Every path, asked by ten people who stand differently to one seller: the answer is the one in the table, and nothing leaks."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access import world as worlds
from tests.access.table import ROWS, UNLISTED
from tests.access.world import CANARY, VIEWERS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The ten people and the things of one seller, made once for all rows (each row's writes are taken back)."""
    with django_db_blocker.unblock(), worlds.taken_back():
        yield worlds.build()


def clients(world):
    for viewer in VIEWERS:
        client = Client(raise_request_exception=True)
        if person := world.people[viewer]:
            client.force_login(person)
        yield viewer, client


def names(resolver=None, namespace=""):
    """The name of every path of ours."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}" if entry.name else str(entry.pattern)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name} {row.query}".strip())
def test_everybody_gets_the_answer_of_the_table(row, world):
    path = reverse(row.name, args=world.args(row.args)) + row.query.format(
        person=world["person"].pk, signal=world["signal"].pk, rose=world["rose"].pk, session=world["session_to_come"].pk
    )
    found = {}
    for viewer, client in clients(world):
        with worlds.taken_back():
            answer = client.get(path) if row.method == "GET" else client.post(path, row.data)
        found[viewer] = "login" if answer.status_code == 302 and answer["Location"].startswith("/login/") else answer.status_code
        if answer.status_code in (403, 404) or found[viewer] == "login":
            assert CANARY not in answer.content.decode(errors="replace"), f"{viewer} reads of it at {path}"

    assert found == dict(zip(VIEWERS, row.expected, strict=True))


def test_every_path_is_in_the_table():
    listed = {row.name for row in ROWS} | set(UNLISTED)

    assert {name for name in names() if name not in listed} == set()


def bare(answer, asked_for):
    """A page without what was asked for, and without the tokens that differ each time."""
    return re.sub(r'"[0-9A-Za-z]{64}"|&quot;[0-9A-Za-z]{64}&quot;', "", answer.content.decode().replace(str(asked_for), ""))


@pytest.mark.parametrize("viewer", ["other_seller", "other_manager", "admin"])
def test_what_is_not_visible_looks_like_what_is_not_there(viewer, world):
    client = Client()
    client.force_login(world.people[viewer])
    nowhere = "00000000-0000-4000-8000-000000000000"
    for name, thing in (
        ("plans:plan_detail", "plan"),
        ("reviews:review_detail", "running_review"),
        ("coaching:session_detail", "session"),
    ):
        there, not_there = client.get(reverse(name, args=[world[thing].pk])), client.get(reverse(name, args=[nowhere]))

        assert there.status_code == not_there.status_code == 404
        assert bare(there, world[thing].pk) == bare(not_there, nowhere)


@pytest.mark.parametrize("viewer", ["other_seller", "other_manager", "admin"])
def test_lists_home_and_search_show_strangers_nothing_of_the_seller(viewer, world):
    client = Client()
    client.force_login(world.people[viewer])
    paths = ["/", "/plans/", "/coaching/", "/signals/", "/reviews/", "/metrics/", "/inbox/", "/week/", "/plans/commitments/"]

    assert [path for path in paths if CANARY in client.get(path, follow=True).content.decode()] == []
