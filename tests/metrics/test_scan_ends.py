"""The end of an episode: its case says that it is back, and closes by itself where nobody has answered."""

import datetime

import numpy as np
import pytest

from coaching.process.sentences import end_of
from metrics.actions import answer, reopen, scan
from metrics.models import Metric, Observation, Signal, SignalState
from reminders.models import Reminder
from tests.factories import PersonFactory
from tests.metrics.test_scan import AS_OF, fallen, lean_on, monday, steady, tell

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
FOUND = AS_OF - 6 * WEEK  # when the fall has been found; the weeks after it are as before the fall


@pytest.fixture
def sam():
    """Eight sellers of Maya's; the calls of Sam fall for five weeks and then come back."""
    maya = PersonFactory(name="Maya Lindqvist")
    sellers = [PersonFactory(reports_to=maya, email=f"seller{number}@firm.example") for number in range(8)]
    for number, seller in enumerate(sellers):
        values = steady(12, seed=number)
        if number == 0:
            values[:-6] = fallen(12, weeks=len(values) - 6, since=5)
            values[-6:] = 14
        tell(seller, "calls", values)
    lean_on(sellers[0])
    return sellers[0]


def scan_the_weeks_after():
    return sum(scan(as_of=FOUND + week * WEEK).ended for week in range(1, 7))


def test_a_case_that_nobody_answered_closes_by_itself_and_says_that_it_is_back(sam):
    scan(as_of=FOUND)
    raised = Signal.objects.get()
    told = Reminder.objects.count()

    assert scan_the_weeks_after() == 1

    signal = Signal.objects.get()
    assert (raised.state, signal.state, signal.facts["ended"]) == ("raised", "accepted", "back")
    day = datetime.date.fromisoformat(signal.facts["back_on"])
    assert FOUND <= day <= monday(1)
    assert end_of(signal) == (
        f"It is back at what could be expected, since the week of {day.day} {day:%B}. "
        "Nobody had answered, so the case closed by itself."
    )
    assert Reminder.objects.count() == told


def test_a_case_that_is_being_worked_on_stays_open_and_says_that_it_is_back(sam):
    scan(as_of=FOUND)
    answer(Signal.objects.get(), by=sam, recheck_on=datetime.date.today() + 2 * WEEK)

    assert scan_the_weeks_after() == 0

    signal = Signal.objects.get()
    assert signal.state == SignalState.ANSWERED
    assert end_of(signal).startswith("It is back at what could be expected, since the week of ")
    assert "by itself" not in end_of(signal)


def test_while_the_episode_goes_on_its_case_is_open(sam):
    Observation.objects.filter(person=sam, period_start__gte=monday(6)).update(value=4)
    scan(as_of=FOUND)

    assert scan_the_weeks_after() == 0
    assert (Signal.objects.get().state, Signal.objects.get().facts) == (SignalState.RAISED, {})


def test_one_that_crosses_again_is_taken_up_and_no_longer_said_to_be_over(sam):
    scan(as_of=FOUND)
    back = next(week for week in range(1, 7) if scan(as_of=FOUND + week * WEEK).ended)

    Observation.objects.filter(person=sam, period_start__gte=FOUND + back * WEEK).update(value=0)
    result = scan(as_of=FOUND + (back + 2) * WEEK)

    signal = Signal.objects.get()
    assert (result.reopened, result.ended, signal.state, signal.facts) == (1, 0, SignalState.RAISED, {})
    assert end_of(signal) == ""


def test_one_that_a_person_opens_again_stays_open(sam):
    scan(as_of=FOUND)
    scan_the_weeks_after()

    reopen(Signal.objects.get(), by=sam)

    tell(sam, "calls", np.array([13.0]), last=AS_OF)
    assert scan(as_of=AS_OF + WEEK).ended == 0
    assert (Signal.objects.get().state, end_of(Signal.objects.get())) == (SignalState.RAISED, "")


def test_a_number_that_was_wrong_ends_its_case_another_way(sam):
    scan(as_of=FOUND)
    Observation.objects.filter(person=sam, metric=Metric.objects.get(key="calls"), period_start__gte=monday(20)).update(value=12)

    assert scan(as_of=FOUND).ended == 1
    assert (Signal.objects.get().facts["ended"], "it no longer stands out" in end_of(Signal.objects.get())) == ("over", True)


def test_a_scan_of_an_earlier_week_ends_nothing(sam):
    Observation.objects.filter(person=sam, period_start__gte=monday(6)).update(value=4)
    scan(as_of=AS_OF)

    assert scan(as_of=AS_OF - 12 * WEEK).ended == 0
    assert Signal.objects.get().state == SignalState.RAISED


def test_a_fall_of_the_whole_team_that_is_over_closes_for_its_manager(sam):
    Observation.objects.filter(period_start__range=(monday(10), monday(6))).update(value=4)
    Observation.objects.filter(period_start__gte=monday(5)).update(value=13)
    scan(as_of=FOUND)
    assert Signal.objects.get().kind == "team"

    assert scan_the_weeks_after() == 1
    assert (Signal.objects.get().state, Signal.objects.get().facts["ended"]) == (SignalState.ACCEPTED, "back")
