"""Signals as cases: each state and what it refuses, who answers, and who sees how much."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from coaching import actions
from coaching.case import marks_of
from metrics.models import CLOSED, Signal
from metrics.series import weekly
from people.verdict import Refused
from plans.models import Commitment
from reminders import kinds
from reminders.messages import inbox_line, letter
from reminders.models import Reminder
from tests.factories import CauseFactory, DelegationFactory, PersonFactory, SessionFactory, SignalFactory
from tests.races import race

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LATER = 21 * DAY


@pytest.fixture
def signal(sam, plan, goal):
    return SignalFactory(person=sam, plan_id=plan.pk, goal_id=goal.pk)


def answer(signal, by, today, **fields):
    given = {
        "cause": "time",
        "words": "Two mornings went",
        "action": "Clear mornings",
        "due_on": today,
        "recheck_on": today + LATER,
    }
    return actions.answer_signal(signal, by=by, **given | fields)


def told(kind):
    return set(Reminder.objects.filter(kind=kind, channel="app").values_list("recipient", flat=True))


# -- answering ----------------------------------------------------------------------------------------------------------


def test_a_manager_answers_with_a_cause_a_promise_and_a_day_to_look_again(signal, maya, sam, plan, goal, today):
    answer(signal, maya, today)

    signal.refresh_from_db()
    assert (signal.state, signal.recheck_on, signal.answered_at is not None) == ("answered", today + LATER, True)
    cause = signal.causes.get()
    assert (cause.by, cause.side, cause.kind, cause.words) == (maya, "manager", "time", "Two mornings went")
    promise = signal.commitments.get()
    assert (promise.side, promise.plan, promise.goal, promise.origin) == ("manager", plan, goal, "signal")
    assert told("coaching.signal_answered") == {sam.pk}
    assert plan.history.filter(kind="coaching.signal_answered", by=maya).count() == 1


def test_the_seller_answers_first_and_the_manager_adds(signal, maya, sam, today):
    answer(signal, sam, today)
    answer(signal, maya, today, action="", due_on=None)

    assert list(signal.causes.values_list("side", flat=True)) == ["seller", "manager"]
    assert signal.commitments.get().side == "seller"
    assert told("coaching.signal_answered") == {maya.pk, sam.pk}


def test_a_stand_in_answers_for_the_managers_side(signal, maya, today):
    answer(signal, DelegationFactory(delegator=maya).delegate, today)

    assert signal.causes.get().side == "manager"


def test_to_know_the_cause_is_not_yet_to_do_something(signal, maya, today):
    with pytest.raises(ValidationError) as refused:
        answer(signal, maya, today, action="", due_on=None)

    assert list(refused.value.message_dict) == ["action"]
    signal.refresh_from_db()
    assert (signal.state, signal.causes.count(), Reminder.objects.filter(kind__startswith="coaching").count()) == ("raised", 0, 0)


def test_without_a_plan_in_force_nothing_can_be_promised_but_all_can_be_said(maya, sam, today):
    signal = SignalFactory(person=sam)

    with pytest.raises(ValidationError):
        answer(signal, maya, today)
    answer(signal, maya, today, action="", due_on=None)

    signal.refresh_from_db()
    assert (signal.state, signal.commitments.count()) == ("answered", 0)


@pytest.mark.parametrize("recheck", [0, -1])
def test_one_looks_again_on_a_day_to_come(signal, maya, today, recheck):
    with pytest.raises(Refused):
        answer(signal, maya, today, recheck_on=today + datetime.timedelta(days=recheck))

    assert not signal.causes.exists() and not signal.commitments.exists()


def test_only_the_two_act_on_a_case(signal, maya, lena, today):
    for other in (lena, PersonFactory(), PersonFactory(hr=True), PersonFactory(admin=True)):
        for act in (
            lambda by: actions.open_signal(signal, by=by),
            lambda by: answer(signal, by, today),
            lambda by: actions.close_signal(signal, by=by, outcome="worked"),
        ):
            with pytest.raises(Refused):
                act(other)

    signal.refresh_from_db()
    assert (signal.state, signal.causes.count(), Commitment.objects.filter(origin="signal").count()) == ("raised", 0, 0)


# -- ending -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", CLOSED)
def test_a_case_ends_once_and_can_be_opened_again(signal, maya, sam, plan, today, outcome):
    actions.close_signal(signal, by=sam, outcome=outcome)

    signal.refresh_from_db()
    assert (signal.state, signal.closed_at is not None) == (outcome, True)
    assert told("coaching.signal_closed") == {maya.pk}
    assert plan.history.filter(kind="coaching.signal_closed").count() == 1
    other = next(one for one in CLOSED if one != outcome)
    for act in (lambda: actions.close_signal(signal, by=maya, outcome=other), lambda: answer(signal, maya, today)):
        with pytest.raises(Refused):
            act()
    actions.close_signal(signal, by=maya, outcome=outcome)
    assert plan.history.filter(kind="coaching.signal_closed").count() == 1
    assert told("coaching.signal_closed") == {maya.pk}

    actions.reopen_signal(signal, by=maya)
    signal.refresh_from_db()
    assert (signal.state, signal.closed_at) == ("raised", None)
    with pytest.raises(Refused):
        actions.reopen_signal(signal, by=maya)


def test_an_outcome_is_one_of_four(signal, maya):
    with pytest.raises(Refused):
        actions.close_signal(signal, by=maya, outcome="seen")


@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_once_close_it_once(signal, maya, sam):
    windows = [(maya, "worked"), (sam, "did_not_work")]

    outcomes = race(
        *[lambda by=by, o=o: actions.close_signal(Signal.objects.get(pk=signal.pk), by=by, outcome=o) for by, o in windows]
    )

    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert Reminder.objects.filter(kind="coaching.signal_closed", channel="app").count() == 1


def test_news_of_a_case_is_owed_to_its_two_parties_only(signal, maya, sam, today):
    answer(signal, maya, today)
    reminder = Reminder.objects.filter(kind="coaching.signal_answered").first()
    still_owed = kinds.get(reminder.kind).still_owed
    assert still_owed(reminder)

    reminder.recipient = PersonFactory()
    assert not still_owed(reminder)


def test_in_the_application_news_of_a_case_names_it_and_no_letter_does(signal, maya, sam, pages, today):
    answer(signal, maya, today)
    actions.close_signal(signal, by=maya, outcome="worked")

    text = pages.get(sam, reverse("reminders:inbox")).content.decode()
    assert text.count(f"<q>{signal.metric.name}</q>") == 2
    for reminder in Reminder.objects.filter(kind__startswith="coaching.signal", recipient=sam):
        assert signal.metric.name not in inbox_line(reminder) + letter(reminder).content.decode()


def test_whoever_is_no_party_any_more_reads_of_what_no_case_was(signal, maya, sam, pages, today):
    answer(signal, sam, today)
    sam.lines_up.update(starts_on=today - 50 * DAY, ends_on=today)

    text = pages.get(maya, reverse("reminders:inbox")).content.decode()

    assert "answered a signal" in text and "<q>" not in text


# -- the pages ----------------------------------------------------------------------------------------------------------


def test_looking_changes_nothing_and_the_button_does(signal, maya, pages):
    path = signal.get_absolute_url()

    assert pages.get(maya, path).status_code == 200
    assert pages.get(maya, f"{path}seen/").status_code == 405
    signal.refresh_from_db()
    assert signal.state == "raised"

    assert pages.post(maya, f"{path}seen/").status_code == 302
    signal.refresh_from_db()
    assert signal.state == "seen"


def test_the_two_see_everything_the_sellers_words_first(signal, maya, sam, pages):
    CauseFactory(signal=signal, by=maya, side="manager", words="Territory, I think")
    CauseFactory(signal=signal, words="The Hartwell bid took my mornings")

    for person in (maya, sam, DelegationFactory(delegator=maya).delegate):
        text = pages.get(person, signal.get_absolute_url()).content.decode()
        assert "31 in the 4 weeks" in text
        assert text.index("Hartwell bid") < text.index("Territory, I think")


def test_a_leader_above_sees_the_state_only(signal, lena, pages):
    CauseFactory(signal=signal, words="The Hartwell bid took my mornings")

    text = pages.get(lena, signal.get_absolute_url()).content.decode()

    assert "Off course" in text and "raised" in text
    assert "Hartwell" not in text and "31" not in text.split("<main")[1] and '<svg class="chart' not in text
    for action in ("seen", "reopen"):
        assert pages.post(lena, f"{signal.get_absolute_url()}{action}/").status_code == 403
    for action in ("answer", "close"):
        assert pages.get(lena, f"{signal.get_absolute_url()}{action}/").status_code == 403
    listed = pages.get(lena, reverse("coaching:signal_list")).content.decode()
    assert signal.metric.name in listed and "31 in the 4 weeks" not in listed


def test_a_case_of_somebody_else_does_not_exist(signal, pages):
    for other in (PersonFactory(), PersonFactory(hr=True), PersonFactory(admin=True)):
        for tail in ("", "answer/", "close/"):
            assert pages.get(other, f"{signal.get_absolute_url()}{tail}").status_code == 404
        for tail in ("seen/", "answer/", "close/", "reopen/"):
            assert pages.post(other, f"{signal.get_absolute_url()}{tail}").status_code == 404


def test_a_case_is_answered_and_closed_on_its_page(signal, maya, today, pages):
    path = signal.get_absolute_url()
    fields = {"cause": "time", "words": "Two mornings went", "action": "Clear mornings", "due_on": today, "recheck_on": today}

    refused = pages.post(maya, f"{path}answer/", fields)
    assert refused.status_code == 422
    assert b"Two mornings went" in refused.content and b"Choose a day to come" in refused.content
    assert not signal.causes.exists()

    assert pages.post(maya, f"{path}answer/", fields | {"recheck_on": today + LATER}).status_code == 302
    assert signal.causes.get().words == "Two mornings went"
    assert pages.post(maya, f"{path}close/", {"outcome": "answered"}).status_code == 422
    assert pages.post(maya, f"{path}close/", {"outcome": "worked"}).status_code == 302
    assert pages.post(maya, f"{path}close/", {"outcome": "worked"}).status_code == 302
    assert pages.post(maya, f"{path}close/", {"outcome": "false_alarm"}).status_code == 409
    assert pages.post(maya, f"{path}reopen/").status_code == 302
    signal.refresh_from_db()
    assert signal.state == "raised"


def test_a_promise_without_a_day_is_asked_for_one(signal, maya, today, pages):
    fields = {"cause": "time", "action": "Clear mornings", "recheck_on": today + LATER}

    answer = pages.post(maya, f"{signal.get_absolute_url()}answer/", fields)

    assert answer.status_code == 422 and b"By when?" in answer.content


def test_talks_and_promises_stand_as_marks_on_the_chart(signal, maya, sam, today):
    SessionFactory(led_by=maya, rep=sam, kind="field_day")
    SessionFactory(led_by=maya, rep=PersonFactory(reports_to=maya))
    answer(signal, maya, today)
    signal.refresh_from_db()
    series = weekly(sam, signal.metric, until=today + datetime.timedelta(days=8), weeks=60)

    marks = marks_of(signal, series)

    assert [mark["kind"] for mark in marks] == ["signal", "action", "session"] or [mark["kind"] for mark in marks] == [
        "signal",
        "session",
        "action",
    ]
    assert all(0 <= mark["index"] < 60 for mark in marks)
