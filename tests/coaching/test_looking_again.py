"""The day to look again: both are asked, once, with the numbers since."""

import datetime

import pytest
from django.utils import timezone

from coaching import actions
from metrics.models import Signal
from people.verdict import Refused
from reminders import kinds
from reminders.messages import headline, inbox_line, letter
from reminders.models import Reminder
from tests.factories import ObservationFactory, PersonFactory, SignalFactory
from tests.races import race

pytestmark = pytest.mark.django_db
DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(days=7)


@pytest.fixture
def signal(sam, plan, today):
    monday = today - today.weekday() * DAY
    signal = SignalFactory(
        person=sam,
        state="answered",
        answered_at=timezone.now() - 21 * DAY,
        recheck_on=today,
        onset_on=monday - 6 * WEEK,
        detected_on=monday - 4 * WEEK,
    )
    for number in range(1, 12):
        ObservationFactory(person=sam, metric=signal.metric, period_start=monday - number * WEEK, value=5 + number % 2)
    return signal


def asked():
    return Reminder.objects.filter(kind="coaching.recheck", channel="app")


def test_both_are_asked_on_the_day_with_the_numbers_since(signal, sam, maya, today):
    assert actions.ask_to_look_again(today=today - DAY) == 0
    assert actions.ask_to_look_again(today=today) == 1

    rows = {row.recipient: row for row in asked()}
    assert set(rows) == {sam, maya}
    assert (rows[sam].facts["own"], rows[maya].facts["own"]) == (True, False)
    for row in rows.values():
        assert row.facts["what"] == signal.metric.name and "a week in the" in row.facts["since"]
        assert (row.path, row.period) == (signal.get_absolute_url(), today.isoformat())


def test_the_numbers_stand_in_the_application_and_not_in_letters(signal, maya, today):
    actions.ask_to_look_again(today=today)
    reminder = asked().get(recipient=maya)

    assert reminder.facts["since"] in inbox_line(reminder)
    mail = letter(reminder).content.decode()
    assert "a week" not in mail and "of Sam. Did it help?" in headline(reminder)


def test_nobody_is_asked_twice_for_the_same_day_and_again_for_another(signal, today):
    actions.ask_to_look_again(today=today)
    assert actions.ask_to_look_again(today=today) == 0
    assert actions.ask_to_look_again(today=today + WEEK) == 0
    assert asked().count() == 2
    Signal.objects.update(recheck_on=today + 2 * DAY)

    assert actions.ask_to_look_again(today=today + 2 * DAY) == 1
    assert asked().count() == 4


@pytest.mark.parametrize("state", ["raised", "seen", "worked", "accepted"])
def test_only_what_is_worked_on_is_asked_about(signal, today, state):
    closed = timezone.now() if state in ("worked", "accepted") else None
    Signal.objects.update(state=state, closed_at=closed)

    assert actions.ask_to_look_again(today=today) == 0


def test_the_question_lapses_once_it_is_answered_or_put_off(signal, sam, maya, today):
    actions.ask_to_look_again(today=today)
    reminder = asked().get(recipient=maya)
    owed = kinds.get(reminder.kind).still_owed
    assert owed(reminder)

    actions.look_later(signal, by=sam, recheck_on=today + WEEK)
    assert not owed(reminder)
    Signal.objects.update(recheck_on=today)
    assert owed(reminder)
    reminder.recipient = PersonFactory()
    assert not owed(reminder)
    reminder.recipient = maya
    actions.close_signal(signal, by=sam, outcome="worked")
    assert not owed(reminder)


def test_a_process_case_is_asked_about_without_numbers(sam, plan, today):
    case = SignalFactory(process=True, person=sam, state="answered", answered_at=timezone.now(), recheck_on=today)

    assert actions.ask_to_look_again(today=today) == 1
    assert set(asked().values_list("subject_id", "facts__since")) == {(case.pk, "")}


@pytest.mark.parametrize("who", ["lena", "stranger"])
def test_only_the_two_choose_another_day(signal, lena, today, who):
    other = lena if who == "lena" else PersonFactory()

    with pytest.raises(Refused):
        actions.look_later(signal, by=other, recheck_on=today + WEEK)

    signal.refresh_from_db()
    assert signal.recheck_on == today


def test_another_day_is_for_what_is_worked_on_and_lies_ahead(signal, sam, today):
    with pytest.raises(Refused):
        actions.look_later(signal, by=sam, recheck_on=today)
    Signal.objects.update(state="raised")
    with pytest.raises(Refused, match="Say first what is behind it"):
        actions.look_later(signal, by=sam, recheck_on=today + WEEK)


@pytest.mark.django_db(transaction=True)
def test_two_who_close_and_put_off_at_once_do_one_thing(signal, sam, maya, today):
    outcomes = race(
        lambda: actions.close_signal(Signal.objects.get(pk=signal.pk), by=sam, outcome="worked"),
        lambda: actions.look_later(Signal.objects.get(pk=signal.pk), by=maya, recheck_on=today + WEEK),
    )

    stored = Signal.objects.get()
    if isinstance(outcomes[1], Refused):
        assert (stored.state, stored.recheck_on) == ("worked", today)
    else:
        assert (stored.state, stored.recheck_on) == ("worked", today + WEEK)


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_ask_once(signal, today):
    race(*[lambda: actions.ask_to_look_again(today=today)] * 2)

    assert asked().count() == 2
