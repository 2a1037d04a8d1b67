"""Every route of the API, called with a token of each of the ten: the same answers as their pages give, and no leak.

The table is written from "Who sees what" of the product, as that of the pages is (`tests.access.table`).
"""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from metrics.models import Signal
from people import minting
from people.models import Scope
from tests import factories
from tests.access import world as worlds
from tests.access.table import rows
from tests.access.world import CANARY, VIEWERS

pytestmark = pytest.mark.django_db
EMPTY = {"observations": [{}], "opportunities": [{}], "activities": [{}]}
ROWS = list(
    rows("""
                                                                    |  anon seller other  mngr other leadr    hr admin formr deleg
GET  people -                                                       |   401   200   200   200   200   200   200   200   200   200
GET  plans -                                                        |   401   200   200   200   200   200   200   200   200   200
GET  signals - ?state=open                                          |   401   200   200   200   200   200   200   200   200   200
GET  commitments - ?side=manager&state=open                         |   401   200   200   200   200   200   200   200   200   200
GET  reviews -                                                      |   401   200   200   200   200   200   200   200   200   200
GET  plan plan                                                      |   401   200   404   200   404   200   200   404   404   200
GET  plan draft                                                     |   401   200   404   200   404   404   404   404   404   200
GET  plan handed                                                    |   401   200   404   200   404   200   200   404   200   200
GET  version plan,one                                               |   401   200   404   200   404   200   200   404   404   200
GET  version draft,one                                              |   401   404   404   404   404   404   404   404   404   404
GET  version handed,one                                             |   401   200   404   200   404   200   200   404   200   200
GET  version handed,two                                             |   401   200   404   200   404   200   200   404   404   200
POST observations -                                                 |   401   403   403   200   200   200   403   200   403   200
POST opportunities -                                                |   401   403   403   200   200   200   403   200   403   200
POST activities -                                                   |   401   403   403   200   200   200   403   200   403   200
""")
)
SEES = {  # how many of the lists' items are of the seller, for each of the ten (of signals: whether all or none)
    "people": (0, 1, 0, 1, 0, 1, 1, 1, 0, 1),
    "signals": (0, 1, 0, 1, 0, 1, 0, 0, 0, 1),
    "reviews": (0, 2, 0, 2, 0, 1, 1, 0, 0, 2),
}
TAKEN = (0, 0, 0, 1, 0, 0, 0, 1, 0, 1)  # of one number of the seller


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The ten people with a token each, and the things of one seller, made once for all rows."""
    with django_db_blocker.unblock(), worlds.taken_back():
        yield worlds.build()


def programs(world):
    """A client for each of the ten, with a token that opens everything; nobody's has none."""
    for viewer in VIEWERS:
        person, text = world.people[viewer], minting.mint()
        if person is not None:
            factories.TokenFactory(
                person=person, scopes=list(Scope), prefix=minting.prefix_of(text), digest=minting.digest_of(text)
            )
        yield viewer, Client(headers={"Authorization": f"Bearer {text}"} if person else {})


def call(client, row, world):
    path = reverse(f"api:{row.name}", args=world.args(row.args)) + row.query
    if row.method == "GET":
        return client.get(path)
    return client.post(path, {row.name: EMPTY[row.name]}, content_type="application/json")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name} {','.join(row.args)}".strip())
def test_a_program_gets_what_its_person_would(row, world):
    found = {}
    with worlds.taken_back():
        for viewer, client in programs(world):
            answer = call(client, row, world)
            found[viewer] = answer.status_code
            if answer.status_code != 200:
                assert CANARY not in answer.content.decode(), f"{viewer} reads of it at {row.name}"

    assert found == dict(zip(VIEWERS, row.expected, strict=True))


@pytest.mark.parametrize("name", SEES)
def test_a_list_holds_what_the_page_would(name, world):
    seller, found = str(world.people["seller"].pk), {}
    all_or_none = Signal.objects.filter(person=seller).count() if name == "signals" else 1
    with worlds.taken_back():
        for viewer, client in programs(world):
            items = client.get(reverse(f"api:{name}"), {"limit": 200}).json().get("items", [])
            people = [one if name == "people" else one["person"] for one in items]
            found[viewer] = sum(person["id"] == seller for person in people)

    assert found == dict(zip(VIEWERS, [number * all_or_none for number in SEES[name]], strict=True))


@pytest.mark.parametrize("viewer", ["other_seller", "other_manager", "admin"])
def test_lists_show_strangers_nothing_of_the_seller(viewer, world):
    with worlds.taken_back():
        client = dict(programs(world))[viewer]
        answers = [client.get(f"/api/v1/{name}").content.decode() for name in ("plans", "signals", "commitments", "reviews")]

    assert [answer for answer in answers if CANARY in answer or "Sam Seller" in answer] == []


def test_numbers_of_the_seller_come_in_from_whoever_leads_them(world):
    week = (timezone.localdate() - datetime.timedelta(days=timezone.localdate().weekday())).isoformat()
    row = {"email": world.people["seller"].email, "metric": "calls", "period_start": week, "value": 3}
    found = {}
    for viewer in VIEWERS:
        with worlds.taken_back():
            client = dict(programs(world))[viewer]
            answer = client.post("/api/v1/observations", {"observations": [row]}, content_type="application/json")
            found[viewer] = answer.json().get("accepted", 0)

    assert found == dict(zip(VIEWERS, TAKEN, strict=True))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name} {','.join(row.args)}".strip())
@pytest.mark.parametrize("end", ["expires_at", "revoked_at"])
def test_a_token_that_has_ended_opens_nothing_to_anybody(row, end, world):
    with worlds.taken_back():
        for viewer, client in programs(world):
            if person := world.people[viewer]:
                person.tokens.update(**{end: timezone.now() - datetime.timedelta(seconds=1)})
            assert call(client, row, world).status_code == 401
