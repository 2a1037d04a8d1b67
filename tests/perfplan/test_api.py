"""The door of the API: who comes in, what is told to whoever does not, and its description."""

import datetime
import json
import re

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from openapi_spec_validator import OpenAPIV31SpecValidator

from people import actions
from people.models import Token, TokenPace
from tests.factories import PersonFactory
from tests.perfplan.calling import Program, description, secret_of

pytestmark = pytest.mark.django_db
LISTS = ["/people", "/plans", "/signals", "/commitments", "/reviews"]
SENDS = ["/observations", "/opportunities", "/activities"]


@pytest.fixture
def sam():
    return PersonFactory(name="Sam Okafor", email="sam@firm.example")


def problem(answer):
    assert answer["Content-Type"] == "application/problem+json"
    return json.loads(answer.content)


@pytest.mark.parametrize("path", LISTS)
def test_a_token_that_reads_opens_every_list(sam, path):
    answer = Program(sam, ["read"]).get(path)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", [*LISTS, *SENDS])
@pytest.mark.parametrize(
    "header",
    [None, "Bearer", "Bearer pp_short", "Basic c2FtOnNhbQ==", "Bearer " + "pp_" + "x" * 51, "Bearer pp_\xff" + "x" * 50],
)
def test_without_a_token_of_ours_nothing_is_open(path, header):
    client = Client(headers={"Authorization": header} if header else {})
    asked = {"content_type": "application/json"} if path in SENDS else {}
    answer = getattr(client, "post" if path in SENDS else "get")(f"/api/v1{path}", {}, **asked)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith('Bearer realm="perfplan"')
    assert problem(answer)["title"] == "Unauthorized"


def test_a_log_in_opens_nothing_for_programs(sam):
    """Otherwise the page of another site could act through it."""
    client = Client()
    client.force_login(sam)

    assert client.get("/api/v1/people").status_code == 401
    assert client.post("/api/v1/observations", {"observations": []}, content_type="application/json").status_code == 401


def test_a_token_acts_as_its_person_whoever_is_logged_in(sam):
    other = PersonFactory(name="Otto Other")
    client = Client(headers={"Authorization": f"Bearer {secret_of(sam)}"})
    client.force_login(other)

    assert [one["name"] for one in client.get("/api/v1/people").json()["items"]] == ["Sam Okafor"]


def test_a_token_that_has_ended_opens_nothing(sam):
    secret = secret_of(sam)
    program = Program(secret=secret)
    assert program.get("/people").status_code == 200
    token = Token.objects.get()
    actions.revoke_token(token, by=sam)

    answer = program.get("/people")

    assert answer.status_code == 401 and 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_a_token_that_is_over_opens_nothing(sam):
    program = Program(sam)
    Token.objects.update(expires_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))

    assert program.get("/people").status_code == 401


@pytest.mark.parametrize("change", [{"is_active": False}, {"left_on": datetime.date(2021, 1, 1)}])
def test_whoever_works_here_no_longer_sends_no_programs_either(sam, change):
    program = Program(sam)
    type(sam).objects.filter(pk=sam.pk).update(**change)

    assert program.get("/people").status_code == 401


@pytest.mark.parametrize("path", SENDS)
def test_a_token_opens_what_its_scopes_say(sam, path):
    answer = Program(sam, ["read"]).post(path, {path[1:]: [{}]})

    assert answer.status_code == 403
    assert re.search(r'error="insufficient_scope", scope="\w+:write"', answer["WWW-Authenticate"])


def test_a_token_that_sends_does_not_read(sam):
    assert {Program(sam, ["observations:write", "facts:write"]).get(path).status_code for path in LISTS} == {403}


def test_what_is_not_there_is_a_problem(sam):
    for path in ("/nothing", "/plans/none", "/plans/00000000-0000-4000-8000-000000000000", "/plans/x/versions/y"):
        answer = Program(sam).client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {secret_of(sam)}"})
        assert answer.status_code == 404 and problem(answer)["status"] == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete", "head", "options"])
def test_a_method_that_a_path_does_not_take_is_a_problem(sam, method):
    answer = getattr(Client(), method)("/api/v1/people")

    assert answer.status_code == 405 and answer["Allow"] == "GET"
    assert method == "head" or problem(answer)["title"] == "Method Not Allowed"


def test_a_database_that_is_away_is_a_problem_too(sam, monkeypatch):
    program = Program(sam)

    def away(*_arguments):
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(TokenPace, "count", away)
    answer = program.get("/people")

    assert answer.status_code == 503 and answer["Retry-After"] == "5"
    assert "connection" not in answer.content.decode()


def test_what_breaks_says_so_as_a_problem_and_no_more(sam, monkeypatch):
    program = Program(sam)

    def broken(*_arguments):
        raise RuntimeError("a secret of the machine room")

    monkeypatch.setattr(TokenPace, "count", broken)
    answer = program.client.get("/api/v1/people", headers=program.headers({}))

    assert answer.status_code == 500 and problem(answer)["status"] == 500
    assert "machine room" not in answer.content.decode()


def test_a_token_has_so_many_calls_in_a_minute(sam, settings):
    settings.API_CALLS_A_MINUTE = 3
    program, other = Program(sam), Program(PersonFactory())
    assert [program.get("/people").status_code for _n in range(4)] == [200, 200, 200, 429]

    answer = program.get("/people")

    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 60
    assert other.get("/people").status_code == 200


def test_a_new_minute_begins_a_new_count(sam, settings):
    settings.API_CALLS_A_MINUTE = 1
    program = Program(sam)
    assert [program.get("/people").status_code for _n in range(2)] == [200, 429]
    TokenPace.objects.update(minute=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))

    assert program.get("/people").status_code == 200


def test_that_a_token_was_used_is_noted_once_a_minute(sam):
    program = Program(sam)
    program.get("/people")
    first = Token.objects.get().last_used_at
    program.get("/people")

    assert first is not None and Token.objects.get().last_used_at == first


def test_the_days_of_whoever_a_token_acts_for_are_nobody_elses_afterwards():
    Program(PersonFactory(time_zone="Pacific/Auckland")).get("/people")

    assert timezone.get_current_timezone_name() == "UTC"


def test_the_description_is_openapi_3_1():
    said = description()

    assert said["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(said).iter_errors()) == []
    assert set(said["paths"]) == {
        *LISTS,
        *SENDS,
        "/plans/{plan_id}",
        "/plans/{plan_id}/versions/{number}",
    }
    for operations in said["paths"].values():
        for operation in operations.values():
            assert operation["security"] == [{"Bearer": []}] and operation["summary"] and operation["description"]


def test_the_description_is_for_whoever_is_logged_in_or_has_a_token(sam, client):
    assert client.get("/api/v1/openapi.json").status_code == 401
    assert problem(client.get("/api/v1/openapi.json"))["status"] == 401
    with_token = client.get("/api/v1/openapi.json", headers={"Authorization": f"Bearer {secret_of(sam, ['read'])}"})
    client.force_login(sam)

    assert with_token.json() == client.get("/api/v1/openapi.json").json() == description()


def test_people_read_the_same_as_a_page(sam, client):
    assert client.get("/api/v1/docs").status_code == 302
    client.force_login(sam)
    page = client.get("/api/v1/docs").content.decode()

    for path in description()["paths"]:
        assert f"<code>{path}</code>" in page
    for shape in description()["components"]["schemas"]:
        assert f'id="shape-{shape}"' in page
    assert {source for source in re.findall(r'(?:src|href)="([^"]+)"', page) if not source.startswith(("/", "#"))} == set()
