"""What programs read: the same as the pages of whoever their token acts for, in pages by cursor, at a known price."""

import base64
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from people.models import AccessEntry
from people.models.tokens import TokenQuerySet
from plans import actions as plan_actions
from plans.models import Plan
from tests.factories import (
    CommitmentFactory,
    GoalFactory,
    PersonFactory,
    PlanFactory,
    ReportingLineFactory,
    ReviewFactory,
    SignalFactory,
    agree,
)
from tests.perfplan.calling import Program

pytestmark = pytest.mark.django_db
MOST = 8  # of which one finds the token, one counts the call, two find roles and delegations


@pytest.fixture
def maya():
    return PersonFactory(name="Maya Lindqvist", email="maya@firm.example")


@pytest.fixture
def sam(maya):
    return PersonFactory(name="Sam Okafor", email="sam@firm.example", reports_to=maya)


@pytest.fixture
def program(sam):
    """Of Sam."""
    return Program(sam)


@pytest.fixture
def plan(sam, maya):
    """Signed by both."""
    plan = PlanFactory(person=sam, manager=maya, title="Half year")
    GoalFactory(plan=plan, ready=True)
    return agree(plan)


def items(program, path, **query):
    answer = program.get(path, **query)
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


class TestPeople:
    def test_are_those_whom_one_may_look_up(self, sam, maya):
        PersonFactory(name="Otto Other")

        assert [one["email"] for one in items(Program(sam), "/people")] == ["maya@firm.example", "sam@firm.example"]
        [first, *_rest] = items(Program(sam), "/people")
        assert first == {
            "id": str(maya.pk), "email": "maya@firm.example", "name": "Maya Lindqvist", "job_title": "", "team": None,
            "time_zone": "UTC", "starts_on": "2020-01-01", "left_on": None,
        }  # fmt: skip


class TestPlans:
    def test_are_listed_with_the_version_in_force(self, plan, sam, maya):
        [one] = items(Program(sam), "/plans")

        assert (one["id"], one["title"], one["status"], one["version"]) == (str(plan.pk), "Half year", "agreed", 1)
        assert (one["person"]["name"], one["manager"]["name"]) == ("Sam Okafor", "Maya Lindqvist")

    def test_how_far_a_text_has_come_is_told_to_those_who_may_read_it(self, plan, sam, maya):
        plan_actions.amend(plan, by=sam, reason="It changed")
        leader = PersonFactory()
        ReportingLineFactory(person=maya, manager=leader)
        told = {who: items(Program(person), "/plans")[0]["status"] for who, person in [("sam", sam), ("leader", leader)]}

        assert told == {"sam": "draft", "leader": "agreed"}

    def test_the_working_copy_is_read_by_those_who_write_it(self, plan, sam, maya):
        leader, hr = PersonFactory(), PersonFactory(hr=True)
        ReportingLineFactory(person=maya, manager=leader)
        read = {who: Program(person).get(f"/plans/{plan.pk}") for who, person in [("sam", sam), ("leader", leader), ("hr", hr)]}

        assert {who: answer.json()["draft"] is not None for who, answer in read.items()} == {
            "sam": True,
            "leader": False,
            "hr": False,
        }
        assert read["sam"].json()["draft"]["title"] == "Half year"
        assert [version["number"] for version in read["hr"].json()["versions"]] == [1]

    def test_what_both_signed_is_read_word_for_word(self, plan, sam):
        said = Program(sam).get(f"/plans/{plan.pk}/versions/1").json()
        version = plan.versions.get()

        assert said["text"] == version.text and said["digest"] == bytes(version.digest).hex()
        assert {one["side"] for one in said["attested"]["signatures"]} == {"seller", "manager"}

    def test_whoever_reads_it_and_is_no_party_is_on_the_access_log(self, plan, sam):
        hr = PersonFactory(hr=True)
        for person in (sam, hr):
            Program(person).get(f"/plans/{plan.pk}/versions/1")

        assert [(entry.by, entry.purpose) for entry in AccessEntry.objects.about(sam)] == [(hr, "viewed")]

    def test_what_is_not_visible_is_not_there(self, plan):
        stranger = Program(PersonFactory())
        nowhere = "00000000-0000-4000-8000-000000000000"
        there = [stranger.get(f"/plans/{pk}{more}") for pk in (plan.pk, nowhere) for more in ("", "/versions/1")]

        assert {answer.status_code for answer in there} == {404} and len({answer.content for answer in there}) == 1
        assert items(stranger, "/plans") == []

    @pytest.mark.parametrize("number", ["0", "2", "99999999999999999999"])
    def test_a_version_that_is_not_there(self, plan, sam, number):
        assert Program(sam).get(f"/plans/{plan.pk}/versions/{number}").status_code == 404

    def test_an_invited_coach_reads_what_a_party_does(self, plan, sam):
        coach = PersonFactory()
        plan_actions.invite(Plan.objects.get(pk=plan.pk), by=sam, person=coach)

        assert Program(coach).get(f"/plans/{plan.pk}").json()["draft"] is not None


class TestSignals:
    def test_their_numbers_are_for_the_two_parties(self, sam, maya):
        leader = PersonFactory()
        ReportingLineFactory(person=maya, manager=leader)
        signal = SignalFactory(person=sam)
        seen = {who: items(Program(person), "/signals")[0] for who, person in [("sam", sam), ("maya", maya), ("leader", leader)]}

        assert {who: one["detail"] is not None for who, one in seen.items()} == {"sam": True, "maya": True, "leader": False}
        assert seen["sam"]["detail"]["actual"] == 31.0 and seen["leader"]["metric"] == signal.metric.key

    def test_of_the_process_have_no_metric(self, sam):
        SignalFactory(person=sam, process=True)
        [one] = items(Program(sam), "/signals")

        assert one["metric"] is None and one["name"] and one["kind"] == "unopened_plan"

    @pytest.mark.parametrize(
        "state, found", [("open", 1), ("closed", 1), ("all", 2), ("raised", 1), ("worked", 1), ("seen", 0), (None, 2)]
    )
    def test_are_asked_for_by_state(self, sam, state, found):
        SignalFactory(person=sam)
        SignalFactory(person=sam, closed=True)

        assert len(items(Program(sam), "/signals", **({"state": state} if state else {}))) == found

    def test_hr_reads_none(self, sam):
        SignalFactory(person=sam)

        assert items(Program(PersonFactory(hr=True)), "/signals") == []


class TestCommitments:
    def test_are_those_of_both_sides_of_ones_plans(self, plan, sam, maya):
        CommitmentFactory(plan=plan, side="manager", by=maya, to=sam, text="Call with you")
        sides = {
            side: {one["by"]["name"] for one in items(Program(sam), "/commitments", side=side)} for side in ("seller", "manager")
        }

        assert sides == {"seller": {"Sam Okafor"}, "manager": {"Maya Lindqvist"}}
        assert "Call with you" in [one["text"] for one in items(Program(maya), "/commitments", state="open")]
        assert items(Program(maya), "/commitments", state="kept") == []

    def test_are_no_business_of_leaders_and_hr(self, plan, maya):
        leader = PersonFactory()
        ReportingLineFactory(person=maya, manager=leader)

        assert [items(Program(person), "/commitments") for person in (leader, PersonFactory(hr=True))] == [[], []]


class TestReviews:
    def test_say_how_far_they_have_come_and_nothing_that_was_written(self, sam):
        review = ReviewFactory(person=sam)
        [one] = items(Program(sam), "/reviews", round=review.round.key)

        assert (one["id"], one["state"], one["round"]["key"]) == (str(review.pk), "writing", review.round.key)
        assert set(one) == {
            "id", "round", "person", "manager", "plan_id", "state", "concluded_at", "acknowledged_at",
        }  # fmt: skip
        assert items(Program(sam), "/reviews", round="another") == []

    def test_of_others_are_not_there(self):
        ReviewFactory()

        assert items(Program(PersonFactory()), "/reviews") == []


class TestPaging:
    @pytest.mark.parametrize("limit", [1, 2, 7])
    def test_goes_through_everything_once_and_in_order(self, limit):
        ada = PersonFactory(admin=True)
        emails = sorted([person.email for person in PersonFactory.create_batch(6)] + [ada.email])
        program, found, cursor = Program(ada), [], None
        while cursor or not found:
            said = program.get("/people", limit=limit, **({"cursor": cursor} if cursor else {})).json()
            assert len(said["items"]) <= limit
            found += [one["email"] for one in said["items"]]
            cursor = said["next"]

        assert found == emails

    def test_goes_on_where_it_ended_whatever_comes_meanwhile(self, sam):
        signals = SignalFactory.create_batch(4, person=sam)
        program = Program(sam)
        first = program.get("/signals", limit=2).json()
        SignalFactory(person=sam)
        second = program.get("/signals", limit=2, cursor=first["next"]).json()

        assert {one["id"] for one in first["items"] + second["items"]} == {str(signal.pk) for signal in signals}
        assert second["next"] is None

    @pytest.mark.parametrize("path", ["/people", "/plans", "/signals", "/commitments", "/reviews"])
    @pytest.mark.parametrize(
        "query", [{"limit": 0}, {"limit": 201}, {"limit": "many"}, {"limit": 1.5}, {"cursor": ""}, {"cursor": "x" * 1001}]
    )
    def test_takes_what_the_description_says(self, sam, path, query):
        assert Program(sam).get(path, **query).status_code == 422

    @pytest.mark.parametrize("path", ["/people", "/plans", "/signals", "/commitments", "/reviews"])
    @pytest.mark.parametrize(
        "values",
        [None, {}, [], ["a"], ["a", "b", "c"], [1, 2], ["\x00", "\x00"], ["\ud800", "x"], ["2026-03-02T00:00:00", "x"],
         ["2026-03-02", "00000000-0000-4000-8000-00000000000"], ["99999-01-01", "x"]],
    )  # fmt: skip
    def test_a_cursor_of_anothers_making_is_a_problem(self, sam, path, values):
        cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()

        assert Program(sam).get(path, cursor=cursor).status_code == 422


@pytest.mark.parametrize(
    "path, query",
    [
        ("/signals", {"state": "perhaps"}),
        ("/commitments", {"side": "both"}),
        ("/commitments", {"state": "late"}),
        ("/reviews", {"round": "\x00"}),
        ("/reviews", {"round": "A B"}),
        ("/reviews", {"round": "x" * 41}),
    ],
)
def test_a_choice_that_there_is_not_is_a_problem_that_names_it(sam, path, query):
    answer = Program(sam).get(path, **query)

    assert answer.status_code == 422 and [one["where"] for one in answer.json()["errors"]] == list(query)


@pytest.mark.parametrize("path", ["/people", "/plans", "/signals", "/commitments", "/reviews"])
@trying(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.dictionaries(st.sampled_from(["limit", "cursor", "state", "side", "round"]), st.text(max_size=40), max_size=4))
def test_whatever_is_asked_is_answered_as_the_description_says(program, settings, path, query):
    settings.API_CALLS_A_MINUTE = 100_000

    assert program.get(path, **query).status_code in (200, 422)


def made(path, number, maya):
    """So many of what a list shows, for Maya to see."""
    for n in range(number):
        person = PersonFactory(reports_to=maya)
        if path == "/signals":
            SignalFactory(person=person)
        elif path == "/reviews":
            ReviewFactory(person=person, manager=maya)
        elif path in ("/plans", "/commitments"):
            plan = PlanFactory(person=person, manager=maya)
            CommitmentFactory(plan=plan, by=person, to=maya, text=f"Promise {n}")


@pytest.mark.parametrize("path", ["/people", "/plans", "/signals", "/commitments", "/reviews"])
def test_a_list_costs_the_same_for_one_and_for_thirty(maya, path, monkeypatch):
    monkeypatch.setattr(TokenQuerySet, "note_use", lambda self, token: None)  # the first call of a minute, whenever that begins
    program, counts, lengths = Program(maya), [], []
    for number in (1, 29):
        made(path, number, maya)
        program.get(path)
        with CaptureQueriesContext(connection) as caught:
            answer = program.get(path)
        counts.append(len(caught))
        lengths.append(len(answer.json()["items"]))

    assert lengths[1] == lengths[0] + 29
    assert counts[0] == counts[1] <= MOST, [query["sql"] for query in caught.captured_queries]
