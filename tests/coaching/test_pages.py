"""Pages of conversations: what they keep, what they refuse, what they cost, and for whom they don't exist."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.models import Recognition, Session
from plans.models import Commitment
from tests.coaching.conftest import plan_in_force
from tests.factories import (
    DelegationFactory,
    PersonFactory,
    RecognitionFactory,
    ReportingLineFactory,
    SessionFactory,
    SignalFactory,
)

pytestmark = pytest.mark.django_db
LOG = "/coaching/log/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def held(maya, sam):
    return SessionFactory(led_by=maya, rep=sam)


# -- the quick entry ----------------------------------------------------------------------------------------------------


def test_a_talk_is_logged_with_three_fields(maya, sam, plan, goal, today, pages):
    form = pages.get(maya, f"{LOG}?rep={sam.pk}")
    key = form.context["form"]["key"].value()
    fields = {"rep": sam.pk, "key": key, "kind": "impromptu", "notes": "She asked first", "goals": [goal.pk]}
    fields |= {"promise": "Ask Finance", "promise_due": today}

    answers = [pages.post(maya, LOG, fields) for _click in range(2)]

    session = Session.objects.get()
    assert [answer.url for answer in answers] == [session.get_absolute_url()] * 2
    assert Commitment.objects.get(origin="session").goal == goal
    assert b"Sam will read this" in form.content
    assert form.context["form"]["kind"].value() == "impromptu"


def test_the_kind_and_the_goal_can_come_with_the_link(maya, sam, plan, goal, pages):
    form = pages.get(maya, f"{LOG}?goal={goal.pk}&kind=field_day").context["form"]

    assert form["kind"].value() == "field_day"
    assert form["goals"].value() == [goal.pk]
    assert pages.get(maya, f"{LOG}?rep={sam.pk}&kind=party").context["form"]["kind"].value() == "impromptu"


def test_a_manager_chooses_with_whom_and_a_seller_need_not(maya, sam, pages):
    jon = PersonFactory(name="Jon Bell", reports_to=maya)

    chooses = pages.get(maya, LOG).content.decode()
    assert f"?rep={sam.pk}" in chooses and f"?rep={jon.pk}" in chooses and f"?rep={maya.pk}" in chooses
    assert b"Maya will read this" in pages.get(sam, LOG).content
    assert b"Nobody to talk with" in pages.get(PersonFactory(), LOG).content


@pytest.mark.parametrize("wrong", ["", "nonsense", str(uuid.UUID(int=7))])
def test_nobody_else_can_be_chosen(maya, sam, lena, pages, wrong):
    stranger = PersonFactory()
    for person in (stranger, lena):
        assert pages.get(person, f"{LOG}?rep={sam.pk}").status_code == 404
        assert pages.post(person, LOG, {"rep": sam.pk, "kind": "impromptu", "notes": "x"}).status_code == 404
    if wrong:
        assert pages.get(maya, f"{LOG}?rep={wrong}").status_code == 404
        assert pages.get(maya, f"{LOG}?goal={wrong}").status_code == 404
        assert pages.get(maya, f"{LOG}?rep={sam.pk}&signal={wrong}").status_code == 404
    assert not Session.objects.exists()


def test_what_was_typed_stays_when_the_time_is_wrong(maya, sam, plan, goal, pages):
    fields = {"rep": sam.pk, "kind": "field_day", "notes": "A long story", "goals": [goal.pk], "promise": "Ask Finance"}

    answer = pages.post(maya, LOG, fields | {"starts_at": "2099-01-01T09:00", "promise_due": "2099-01-02"})
    text = answer.content.decode()

    assert answer.status_code == 422
    assert "A long story" in text and "Ask Finance" in text and "still to come" in text
    assert pages.post(maya, LOG, fields).status_code == 422, "a promise has a day"
    assert pages.post(maya, LOG, {"rep": sam.pk, "kind": "impromptu", "notes": "nul \x00"}).status_code == 422
    assert not Session.objects.exists()


def test_a_coach_is_offered_no_promise_and_no_goal(sam, plan, pages):
    coach = ReportingLineFactory(person=sam, dotted=True).manager

    form = pages.get(coach, f"{LOG}?rep={sam.pk}").context["form"]

    assert not {"promise", "promise_due", "goals"} & set(form.fields)


def test_a_talk_about_a_signal_leads_back_to_it(maya, sam, plan, goal, today, pages):
    signal = SignalFactory(person=sam, plan_id=plan.pk, goal_id=goal.pk)
    link = f"{LOG}?rep={sam.pk}&amp;goal={goal.pk}&amp;signal={signal.pk}"
    assert link in pages.get(maya, signal.get_absolute_url()).content.decode()
    assert pages.get(maya, link.replace("&amp;", "&")).status_code == 200

    fields = {"rep": sam.pk, "signal": signal.pk, "kind": "impromptu", "notes": "Mornings", "goals": [goal.pk]}
    answer = pages.post(maya, LOG, fields | {"promise": "Clear mornings", "promise_due": today})

    assert answer.url == signal.get_absolute_url()
    assert signal.commitments.get().text == "Clear mornings"


# -- a session's page ---------------------------------------------------------------------------------------------------


def test_a_session_does_not_exist_for_others(held, lena, pages):
    tails = ["", "hold/", "notes/", "promise/", "move/", "cancel/", "note/"]
    for person in (lena, PersonFactory(), PersonFactory(hr=True), PersonFactory(admin=True)):
        for tail in tails:
            assert pages.get(person, held.get_absolute_url() + tail).status_code == 404
            assert pages.post(person, held.get_absolute_url() + tail).status_code == 404


def test_every_form_of_a_session_leads_back_when_it_is_only_looked_at(held, maya, pages):
    for tail in ["hold/", "notes/", "promise/", "move/", "cancel/", "note/"]:
        assert pages.get(maya, held.get_absolute_url() + tail).url == held.get_absolute_url()


def test_whoever_has_no_reps_plans_with_their_manager(maya, sam, pages):
    form = pages.get(sam, reverse("coaching:session_plan")).context["form"]

    assert [str(label) for _key, label in form.fields["reps"].choices] == ["Maya Lindqvist, about my own work"]
    assert form["reps"].value() == [sam.pk]
    assert form["kind"].label == "What will it be?"


def test_a_session_is_planned_prepared_held_and_promised_in(maya, sam, plan, goal, today, pages):
    assert pages.get(maya, reverse("coaching:session_plan") + f"?rep={sam.pk}&kind=field_day").status_code == 200
    start = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    fields = {"reps": [sam.pk], "kind": "field_day", "starts_at": start, "minutes": 60, "topic": "Northgate"}
    refused = pages.post(maya, reverse("coaching:session_plan"), fields | {"starts_at": "2020-01-01T09:00"})
    assert refused.status_code == 422 and b"Northgate" in refused.content
    path = pages.post(maya, reverse("coaching:session_plan"), fields).url

    assert b"To prepare" in pages.get(sam, path).content
    assert pages.post(sam, f"{path}notes/", {"notes": "The price question", "seen_version": 1}).status_code == 302
    assert b"The price question" in pages.get(maya, path).content
    assert pages.post(maya, f"{path}hold/", {"notes": "Went well", "goals": [goal.pk]}).status_code == 302
    assert pages.post(maya, f"{path}hold/", {"notes": "Again"}).status_code == 409
    assert pages.post(sam, f"{path}promise/", {"promise": "Call ten"}).status_code == 422
    assert pages.post(sam, f"{path}promise/", {"promise": "Call ten", "promise_due": today}).status_code == 302
    assert b"Call ten" in pages.get(maya, path).content
    assert goal.title.encode() in pages.get(sam, path).content


def test_a_session_is_moved_and_cancelled_with_a_reason(maya, sam, pages):
    session = SessionFactory(planned=True, led_by=maya, rep=sam)
    path, start = session.get_absolute_url(), (timezone.localtime() + 5 * DAY).strftime("%Y-%m-%dT%H:%M")

    assert pages.post(maya, f"{path}move/", {"starts_at": start}).status_code == 422
    assert pages.post(maya, f"{path}move/", {"starts_at": start, "reason": "Travel"}).status_code == 302
    assert b"Travel" in pages.get(sam, path).content
    assert pages.post(sam, f"{path}cancel/", {}).status_code == 422
    assert pages.post(sam, f"{path}cancel/", {"reason": "Ill"}).status_code == 302
    session.refresh_from_db()
    assert (session.state, session.reason) == ("cancelled", "Ill")


def test_two_windows_on_the_same_notes_lose_nobodys_words(held, maya, sam, pages):
    path = f"{held.get_absolute_url()}notes/"
    pages.post(sam, path, {"notes": "What Sam saw", "seen_version": 1})

    late = pages.post(maya, path, {"notes": "What Maya saw", "seen_version": 1})

    text = late.content.decode()
    assert late.status_code == 409
    assert "What Sam saw" in text and "What Maya saw" in text
    assert 'name="seen_version" value="2"' in text
    held.refresh_from_db()
    assert held.notes == "What Sam saw"
    pages.post(maya, path, {"notes": "What both saw", "seen_version": 2})
    held.refresh_from_db()
    assert held.notes == "What both saw"


def test_a_private_note_is_kept_and_taken_away(held, maya, sam, pages):
    path = f"{held.get_absolute_url()}note/"

    pages.post(maya, path, {"text": "Tired"})
    assert b"Tired" in pages.get(maya, held.get_absolute_url()).content
    assert b"Tired" not in pages.get(sam, held.get_absolute_url()).content
    pages.post(maya, path, {"text": ""})
    assert not held.private_notes.exists()


def test_a_stand_in_works_on_the_managers_sessions(held, maya, pages):
    stand_in = DelegationFactory(delegator=maya).delegate

    assert pages.get(stand_in, held.get_absolute_url()).status_code == 200
    assert pages.post(stand_in, f"{held.get_absolute_url()}notes/", {"notes": "Also", "seen_version": 1}).status_code == 302


# -- the list -----------------------------------------------------------------------------------------------------------


def test_the_list_costs_the_same_for_thirty(maya, sam, plan, goal, pages, capture):
    path = reverse("coaching:session_list")

    def one_more():
        SessionFactory(led_by=maya, rep=sam).goals.set([goal])
        SessionFactory(planned=True, led_by=maya, rep=sam)
        RecognitionFactory(person=sam, by=maya, goal=goal, plan=plan)

    one_more()
    pages.get(maya, path)
    with capture() as few:
        pages.client.get(path)
    for _number in range(29):
        one_more()
    with capture() as many:
        answer = pages.client.get(path)

    assert len(answer.context["page"].object_list) == 30
    assert len(few) == len(many)


def test_a_sessions_page_costs_the_same_for_many_people(maya, sam, plan, pages, capture):
    few_people = SessionFactory(led_by=maya, rep=[sam], kind="team_meeting")
    many_people = SessionFactory(
        led_by=maya, rep=[sam, *(PersonFactory(reports_to=maya) for _number in range(20))], kind="team_meeting"
    )
    pages.get(maya, few_people.get_absolute_url())
    with capture() as few:
        pages.client.get(few_people.get_absolute_url())
    with capture() as many:
        pages.client.get(many_people.get_absolute_url())

    assert len(few) == len(many)


def test_the_list_names_goals_nobody_talks_about_and_talks_without_a_goal(maya, sam, plan, held, pages):
    text = pages.get(maya, reverse("coaching:session_list")).content.decode()

    assert text.count("nobody has talked about it yet") == 3
    assert "touches no goal" in text
    assert pages.get(maya, reverse("coaching:session_list") + "?kind=nonsense&page=x").status_code == 200


def test_goals_are_named_only_to_the_sides_of_their_plan(maya, sam, plan, goal, pages):
    coach = ReportingLineFactory(person=sam, dotted=True).manager
    session = SessionFactory(led_by=coach, rep=sam)
    session.goals.set([goal])

    for path in (reverse("coaching:session_list"), session.get_absolute_url()):
        assert goal.title in pages.get(maya, path).content.decode()
        assert goal.title not in pages.get(coach, path).content.decode()


# -- praise -------------------------------------------------------------------------------------------------------------


def test_praise_is_written_and_read(maya, sam, plan, goal, pages):
    path = reverse("coaching:recognise", args=[sam.pk])

    assert pages.get(maya, path).status_code == 200
    assert pages.post(maya, path, {"text": ""}).status_code == 422
    assert pages.post(maya, path, {"text": "You let her finish", "goal": goal.pk}).status_code == 302
    praise = Recognition.objects.get()
    assert (praise.person, praise.by, praise.goal, praise.plan, praise.is_public) == (sam, maya, goal, plan, False)
    assert b"You let her finish" in pages.get(sam, reverse("coaching:session_list")).content


def test_praise_does_not_reach_for_goals_of_plans_one_is_no_party_to(maya, sam, lena, plan, goal, pages):
    other = plan_in_force(PersonFactory(reports_to=maya), maya).goals.first()
    path = reverse("coaching:recognise", args=[sam.pk])

    assert pages.post(maya, path, {"text": "Good", "goal": other.pk}).status_code == 422
    assert goal.title not in pages.get(lena, path).content.decode()
    assert pages.get(maya, reverse("coaching:recognise", args=[maya.pk])).status_code == 404
    assert pages.get(PersonFactory(), path).status_code == 404
    assert not Recognition.objects.exists()
