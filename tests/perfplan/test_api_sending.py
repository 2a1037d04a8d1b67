"""Sending numbers and CRM facts: row by row as files are judged, once for each key, and never a 500."""

import datetime
import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from metrics.actions import undo
from metrics.models import Activity, Import, Observation, Opportunity
from people.actions import forget_answers
from people.models import Answered
from people.models.tokens import TokenQuerySet
from tests.factories import ImportMappingFactory, PersonFactory
from tests.perfplan.calling import MONDAY, Program, secret_of
from tests.races import race

pytestmark = pytest.mark.django_db
PATHS = ["/observations", "/opportunities", "/activities"]


@pytest.fixture
def maya():
    return PersonFactory(name="Maya Lindqvist", email="maya@firm.example")


@pytest.fixture
def sam(maya):
    return PersonFactory(name="Sam Okafor", email="sam@firm.example", reports_to=maya)


@pytest.fixture
def program(maya, sam):
    """Of Sam's manager, who brings in the numbers of those who report to her."""
    return Program(maya)


def row(value=12, **more):
    return {"email": "sam@firm.example", "metric": "calls", "period_start": MONDAY, "value": value} | more


def send(program, *rows, **options):
    return program.post("/observations", {"observations": list(rows)}, **options)


def values():
    return [observation.value for observation in Observation.objects.order_by("period_start")]


class TestObservations:
    def test_are_taken_in_and_found_unchanged_the_second_time(self, program, sam):
        first, second, third = send(program, row(12)), send(program, row(12)), send(program, row(13))

        assert first.json() == {"accepted": 1, "unchanged": 0, "refused": []}
        assert second.json() == {"accepted": 0, "unchanged": 1, "refused": []}
        assert third.json() == {"accepted": 1, "unchanged": 0, "refused": []}
        assert [(one.person, one.value) for one in Observation.objects.all()] == [(sam, 13)]

    def test_are_one_import_by_the_person_of_the_token(self, program, maya):
        send(program, row(12), row("?", period_start="2026-03-09"))
        [batch] = Import.objects.all()

        assert (batch.by, batch.accepted, batch.refused, batch.state) == (maya, 1, 1, "done")
        assert batch.file_name == "API: Night job"
        assert [refused.line for refused in batch.refused_rows.all()] == [2]

    def test_can_be_taken_back_as_those_of_a_file(self, program, maya):
        send(program, row(12))
        send(program, row(13), row(5, period_start="2026-03-09"))
        undo(Import.objects.get(accepted=2), by=maya)

        assert values() == [12]

    @pytest.mark.parametrize(
        "wrong, field",
        [
            (row(email="nobody@firm.example"), "email"),
            (row(email=None), "email"),
            (row(metric="no_such"), "metric"),
            (row(period_start="2026-03-03"), "period_start"),
            (row(period_start="2199-01-07"), "period_start"),
            (row(period_start="3/2/2026"), "period_start"),
            (row(period_start=20260302), "period_start"),
            (row(-1), "value"),
            (row(1.5), "value"),
            (row("twelve"), "value"),
            (row("1,234"), "value"),
            (row(None), "value"),
            (row(True), "value"),
            (row([12]), "value"),
            (row({}), "value"),
            (row(10**40), "value"),
            (row(12, denominator=3), "denominator"),
            (row(email="sam\x00@firm.example"), "email"),
            (row(email="sam\ud800@firm.example"), "email"),
            (row(12, note="x"), "note"),
            ({"email": "sam@firm.example"}, "metric"),
            ({}, "email"),
            ([], ""),
            ("text", ""),
            (None, ""),
            (7, ""),
        ],
    )
    def test_that_cannot_be_taken_are_refused_one_by_one(self, program, wrong, field):
        answer = send(program, row(11), wrong, row(12, period_start="2026-03-09"))

        assert answer.status_code == 200
        said = answer.json()
        assert said["accepted"] == 2
        assert [(one["index"], one["field"]) for one in said["refused"]] == [(1, field)]
        assert len(said["refused"][0]["reason"]) > 10
        assert values() == [11, 12]

    def test_that_contradict_each_other_are_refused_but_the_first(self, program):
        said = send(program, row(11), row(12), row(11)).json()

        assert (said["accepted"], [one["index"] for one in said["refused"]]) == (1, [1])
        assert said["refused"][0]["reason"].startswith("The row with index 0 says otherwise")

    @pytest.mark.parametrize(
        "sent, stored", [(b"0.12345", None), (b"1.234", "1.234"), (b"1e1", "10"), (b'"0.5"', "0.5"), (b"1e400", None)]
    )
    def test_are_as_exact_as_they_were_written(self, program, sam, sent, stored):
        """A number is never a group of thousands, as the text "1.234" can be; and it never goes through a float."""
        body = json.dumps({"observations": [row("HERE", metric="won_value")]}).encode().replace(b'"HERE"', sent)
        answer = program.post("/observations", body)

        assert [one["field"] for one in answer.json()["refused"]] == ([] if stored else ["value"])
        assert values() == ([Decimal(stored)] if stored else [])

    def test_of_people_whom_one_does_not_lead_are_refused_row_by_row(self, program, maya):
        PersonFactory(email="olga@firm.example")
        said = send(program, row(11), row(12, email="olga@firm.example"), row(13, email=maya.email)).json()

        assert (said["accepted"], [one["index"] for one in said["refused"]]) == (1, [1, 2])

    def test_of_everybody_are_for_an_administrator(self, sam):
        assert send(Program(PersonFactory(admin=True)), row(11)).json()["accepted"] == 1

    def test_are_refused_whole_from_whoever_leads_nobody(self, sam):
        answer = send(Program(sam), row(11))

        assert answer.status_code == 403 and "Managers" in answer.json()["detail"]
        assert not Observation.objects.exists() and not Import.objects.exists()

    def test_come_in_up_to_ten_thousand(self, program):
        assert send(program, *[row()] * 10_001).status_code == 422
        assert send(program, *[row()] * 10_000).json()["accepted"] == 1
        assert send(program).status_code == 422

    def test_cost_the_same_questions_however_many_they_are(self, program, monkeypatch):
        monkeypatch.setattr(
            TokenQuerySet, "note_use", lambda self, token: None
        )  # the first call of a minute, whenever that begins
        weeks = [(datetime.date(2026, 3, 2) - datetime.timedelta(weeks=number)).isoformat() for number in range(500)]
        counts = []
        send(program, row())
        for metric, number in (("demos", 1), ("proposals", 500)):
            with CaptureQueriesContext(connection) as caught:
                said = send(program, *[row(metric=metric, period_start=week) for week in weeks[:number]]).json()
            counts.append(len(caught))
            assert said["accepted"] == number

        assert counts[0] == counts[1] <= 30


class TestOnce:
    def test_the_same_call_again_is_answered_the_same_and_done_once(self, program):
        first = send(program, row(12), row("?"), key="night-1")
        Observation.objects.update(value=99)
        again = send(program, row(12), row("?"), key="night-1")

        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert "Idempotency-Replayed" not in first and again["Idempotency-Replayed"] == "true"
        assert values() == [99] and Import.objects.count() == 1

    def test_a_key_is_for_one_call(self, program):
        send(program, row(12), key="night-1")
        other = send(program, row(13), key="night-1")

        assert other.status_code == 422 and values() == [12]

    def test_a_key_is_the_tokens_own(self, program):
        send(program, row(12), key="night-1")

        assert send(Program(PersonFactory(admin=True)), row(13), key="night-1").json()["accepted"] == 1

    def test_what_failed_may_be_sent_again_with_its_key(self, program):
        assert program.post("/observations", b"{", key="night-1").status_code == 400
        assert send(program, row(12), key="night-1").json()["accepted"] == 1

    @pytest.mark.parametrize("key", ["", " ", "x" * 256, "two words", "schlüssel"])
    def test_a_key_is_readable(self, program, key):
        assert send(program, row(12), key=key).status_code == 422
        assert not Observation.objects.exists()

    def test_answers_are_kept_for_more_than_a_day_and_less_than_two(self, program):
        send(program, row(12), key="young")
        send(program, row(13), key="old")
        Answered.objects.filter(key="young").update(at=timezone.now() - datetime.timedelta(hours=25))
        Answered.objects.filter(key="old").update(at=timezone.now() - datetime.timedelta(hours=47))

        assert forget_answers() == 1
        assert [one.key for one in Answered.objects.all()] == ["young"]


@pytest.mark.django_db(transaction=True)
def test_two_calls_with_one_key_at_once_are_done_once():
    maya = PersonFactory()
    PersonFactory(email="sam@firm.example", reports_to=maya)
    secret = secret_of(maya)

    answers = race(*[lambda: send(Program(secret=secret), row(12), key="night-1")] * 4)

    assert {answer.status_code for answer in answers} <= {200, 409}
    assert Import.objects.count() == 1 and Answered.objects.count() == 1
    assert send(Program(secret=secret), row(12), key="night-1")["Idempotency-Replayed"] == "true"


class TestFacts:
    def test_opportunities_become_weekly_metrics(self, program, sam):
        won = {"id": "O1", "owner": sam.email, "stage": "won", "created": MONDAY, "closed": "2026-03-20", "value": 1200.5}
        opened = {"id": 7, "owner": sam.email, "stage": "open", "created": "2026-03-09T08:00:00Z"}
        said = program.post("/opportunities", {"opportunities": [won, opened]}).json()

        assert said == {"accepted": 2, "unchanged": 0, "refused": []}
        assert [(one.external_id, one.stage, one.value) for one in Opportunity.objects.order_by("external_id")] == [
            ("7", "open", None),
            ("O1", "won", Decimal("1200.50")),
        ]
        told = Observation.objects.filter(person=sam, metric__key="won_value", value__gt=0)
        assert [(one.period_start.isoformat(), one.value) for one in told] == [("2026-03-16", Decimal("1200.5"))]

    def test_an_opportunity_sent_again_replaces_what_was_known(self, program, sam):
        fact = {"id": "O1", "owner": sam.email, "stage": "open", "created": MONDAY}
        sent = [fact, fact | {"stage": "lost", "closed": "2026-03-20"}]
        answers = [program.post("/opportunities", {"opportunities": [one]}).json() for one in (*sent, sent[1])]

        assert [(said["accepted"], said["unchanged"]) for said in answers] == [(1, 0), (1, 0), (0, 1)]
        assert Opportunity.objects.get().stage == "lost"

    def test_activities_become_weekly_metrics_by_type(self, program, sam):
        calls = [{"id": f"A{n}", "owner": sam.email, "type": "Call", "date": MONDAY} for n in range(3)]
        assert program.post("/activities", {"activities": calls}).json()["accepted"] == 3

        told = Observation.objects.filter(person=sam, metric__key="activities_call")
        assert [(one.period_start.isoformat(), one.value) for one in told] == [(MONDAY, 3)]

    @pytest.mark.parametrize(
        "wrong, field",
        [
            ({"stage": "Perhaps"}, "stage"),
            ({"owner": "nobody@firm.example"}, "owner"),
            ({"id": ""}, "id"),
            ({"id": None}, "id"),
            ({"id": "x" * 121}, "id"),
            ({"created": "yesterday"}, "created"),
            ({"created": "0001-01-01T00:00:00+14:00"}, "created"),
            ({"stage": "won", "closed": "9999-12-31T23:59:59-14:00"}, "closed"),
            ({"stage": "won", "closed": None}, "closed"),
            ({"stage": "won", "closed": "2026-03-20", "value": -1}, "value"),
            ({"product": "\x00"}, "product"),
            ({"account": "\udfff"}, "account"),
            ({"account": 7}, "account"),
            ({"probability": 0.3}, "probability"),
        ],
    )
    def test_a_fact_that_cannot_be_taken_is_refused_by_itself(self, program, sam, wrong, field):
        fact = {"id": "O1", "owner": sam.email, "stage": "open", "created": MONDAY}
        said = program.post("/opportunities", {"opportunities": [fact | wrong, fact | {"id": "O2"}]}).json()

        assert said["accepted"] == 1
        assert [(one["index"], one["field"]) for one in said["refused"]] == [(0, field)]
        assert [one.external_id for one in Opportunity.objects.all()] == ["O2"]

    def test_an_id_that_comes_twice_is_refused_by_the_place_of_the_first(self, program, sam):
        one = {"id": "T1", "owner": sam.email, "type": "call", "date": MONDAY}
        said = program.post("/activities", {"activities": [one, one | {"type": "visit"}]}).json()

        assert said["refused"] == [{"index": 1, "field": "id", "reason": "The row with index 0 has the same id."}]
        assert Activity.objects.get().type == "call"

    def test_names_of_the_crm_mean_what_a_remembered_mapping_says(self, program, maya, sam):
        mapping = ImportMappingFactory(
            name="Salesforce", kind="opportunities", made_by=maya,
            stages={"closed won": "won", "prospecting": "open"}, owners={"s. okafor": sam.email},
        )  # fmt: skip
        fact = {"id": "O1", "owner": "S. Okafor", "stage": "Closed Won", "created": MONDAY, "closed": "2026-03-20", "value": 5}
        plain = program.post("/opportunities", {"opportunities": [fact]}).json()
        said = program.post("/opportunities", {"mapping": "Salesforce", "opportunities": [fact]}).json()

        assert (plain["accepted"], [one["field"] for one in plain["refused"]]) == (0, ["owner"])
        assert said == {"accepted": 1, "unchanged": 0, "refused": []}
        assert Opportunity.objects.get().stage == "won" and Import.objects.get(accepted=1).mapping == mapping

    @pytest.mark.parametrize("name", ["HubSpot", "Somebody else's", "\x00", "", 7])
    def test_a_mapping_that_one_may_not_use_is_none(self, program, sam, name):
        ImportMappingFactory(name="Somebody else's", kind="opportunities", made_by=sam)
        answer = program.post("/opportunities", {"mapping": name, "opportunities": [{"id": "1"}]})

        assert answer.status_code == 422 and [one["where"] for one in answer.json()["errors"]] == ["/mapping"]

    def test_nobody_takes_the_facts_of_another_team(self, program, sam):
        """Neither by naming another owner, nor by sending an id that belongs to somebody else."""
        olga = PersonFactory(email="olga@firm.example", reports_to=PersonFactory())
        theirs = {"id": "O1", "owner": olga.email, "stage": "open", "created": MONDAY}
        assert Program(PersonFactory(admin=True)).post("/opportunities", {"opportunities": [theirs]}).json()["accepted"] == 1

        said = program.post("/opportunities", {"opportunities": [theirs | {"id": "O2"}, theirs | {"owner": sam.email}]}).json()

        assert (said["accepted"], [one["index"] for one in said["refused"]]) == (0, [0, 1])
        assert [(one.external_id, one.owner) for one in Opportunity.objects.all()] == [("O1", olga)]

    @pytest.mark.parametrize("path", ["/opportunities", "/activities"])
    def test_are_refused_whole_from_whoever_leads_nobody(self, sam, path):
        assert Program(sam).post(path, {path[1:]: [{"id": "1"}]}).status_code == 403
        assert not Opportunity.objects.exists() and not Activity.objects.exists()


class TestBodies:
    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize(
        "body, status",
        [
            (b" ", 400),
            (b"{", 400),
            (b"\xff\xfe", 400),
            (b"\xef\xbb\xbf{}", 400),
            (b"NaN", 400),
            (b'{"observations": [{"value": NaN}]}', 400),
            (b'{"observations": [{"value": Infinity}]}', 400),
            (b'{"observations": [{"value": -Infinity}]}', 400),
            (b'{"a": 1, "a": 2}', 400),
            (b"[" * 100_000, 400),
            (b'{"a":' * 100_000, 400),
            (b"1" * 5_000, 400),
            (b"1e99999999999999999999", 400),
            (b"null", 422),
            (b"[]", 422),
            (b'"text"', 422),
            (b"{}", 422),
            (b'{"observations": {}, "opportunities": {}, "activities": {}}', 422),
            (b'{"observations": null, "opportunities": null, "activities": null}', 422),
            (b'{"\\ud800": 1}', 422),
            (b" " * 8_000_001, 413),
        ],
        ids=lambda value: str(value)[:30],
    )
    def test_that_cannot_be_read_are_problems(self, program, path, body, status):
        assert program.post(path, body).status_code == status

    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", ""])
    def test_are_json(self, program, path, kind):
        assert program.post(path, {path[1:]: [{}]}, content_type=kind).status_code == 415

    def test_may_name_their_charset(self, program):
        assert send(program, row(), content_type='Application/JSON; charset="UTF-8"').status_code == 200

    def test_say_where_they_differ_from_the_description(self, program):
        said = program.post("/observations", {"observations": 7, "more": 1}).json()

        assert {one["where"] for one in said["errors"]} == {"/observations", "/more"}


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(), max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ["email", "metric", "period_start", "value", "denominator", "id", "owner", "stage", "created", "closed", "type", "date"]
LIKELY = st.sampled_from(["sam@firm.example", "calls", "won_value", MONDAY, "2026-W10", "open", "won", "12", "\x00", "\ud83d"])
ROW = st.dictionaries(st.sampled_from(FIELDS), ANYTHING | LIKELY, max_size=9) | ANYTHING


@pytest.mark.parametrize("path", PATHS)
@trying(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, max_size=5), around=st.booleans(), other=ANYTHING)
def test_whatever_comes_is_answered_as_the_description_says(program, settings, path, rows, around, other):
    """`Program.post` holds status, media type and shape of each answer against the description, which knows no 500."""
    settings.API_CALLS_A_MINUTE = 100_000
    answer = program.post(path, {path[1:]: rows} if around else other)

    assert answer.status_code in (200, 422)
    if answer.status_code == 200:
        said = answer.json()
        assert said["accepted"] + said["unchanged"] + len(said["refused"]) >= len({one["index"] for one in said["refused"]})
