"""Signals as cases: the two who may answer, and how far each step goes."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from metrics import rules
from metrics.actions import answer, close, give_cause, mark_seen, reopen
from metrics.models import Cause, Signal, SignalState
from people.verdict import Refused
from tests.factories import DelegationFactory, PersonFactory, ReportingLineFactory, SignalFactory
from tests.races import race


@pytest.fixture
def world(db):
    """Lena leads Maya, Maya manages Sam, whose metric has fallen; Otto is a peer of Sam."""
    lena = PersonFactory(leader=True)
    maya = PersonFactory(reports_to=lena)
    sam, otto = PersonFactory(reports_to=maya, name="Sam Okafor"), PersonFactory(reports_to=maya)
    return {"lena": lena, "maya": maya, "sam": sam, "otto": otto, "signal": SignalFactory(person=sam)}


def soon():
    return timezone.localdate() + datetime.timedelta(days=14)


STEPS = {
    "mark_seen": lambda signal, by: mark_seen(signal, by=by),
    "give_cause": lambda signal, by: give_cause(signal, by=by, side="seller", kind="time", words=""),
    "answer": lambda signal, by: answer(signal, by=by, recheck_on=soon()),
    "close": lambda signal, by: close(signal, by=by, outcome="worked"),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("who", ["lena", "otto"])
def test_only_the_seller_and_their_manager_take_part_in_a_case(world, step, who):
    with pytest.raises(Refused, match="between Sam Okafor and their manager"):
        STEPS[step](world["signal"], world[who])

    signal = Signal.objects.get()
    assert signal.state == SignalState.RAISED
    assert not Cause.objects.exists()


@pytest.mark.parametrize("who", ["sam", "maya"])
def test_either_party_sees_explains_answers_and_closes(world, who):
    me, signal = world[who], world["signal"]

    mark_seen(signal, by=me)
    assert Signal.objects.get().state == SignalState.SEEN
    side = "seller" if who == "sam" else "manager"
    cause = give_cause(signal, by=me, side=side, kind="territory", words="Hartwell left for a rival")
    assert (cause.side, cause.by, cause.words) == (side, me, "Hartwell left for a rival")
    answer(signal, by=me, recheck_on=soon())
    stored = Signal.objects.get()
    assert (stored.state, stored.recheck_on) == (SignalState.ANSWERED, soon())
    assert stored.answered_at is not None
    close(signal, by=me, outcome="worked")
    stored = Signal.objects.get()
    assert stored.state == SignalState.WORKED
    assert stored.closed_at is not None


def test_a_delegate_acts_for_the_manager_and_a_former_manager_no_more(world):
    former, stand_in = PersonFactory(), PersonFactory()
    long_ago = datetime.date(2018, 1, 1)
    ReportingLineFactory(person=world["sam"], manager=former, starts_on=long_ago, ends_on=datetime.date(2019, 1, 1))
    DelegationFactory(delegator=world["maya"], delegate=stand_in)

    mark_seen(world["signal"], by=stand_in)
    with pytest.raises(Refused):
        mark_seen(world["signal"], by=former)


def test_seen_twice_or_after_an_answer_changes_nothing(world):
    answer(world["signal"], by=world["sam"], recheck_on=None)

    mark_seen(world["signal"], by=world["maya"])

    assert Signal.objects.get().state == SignalState.ANSWERED


def test_a_second_answer_moves_the_day_and_keeps_the_time_of_the_first(world):
    answer(world["signal"], by=world["sam"], recheck_on=soon())
    first = Signal.objects.get().answered_at

    answer(world["signal"], by=world["maya"], recheck_on=soon() + datetime.timedelta(days=7))

    stored = Signal.objects.get()
    assert (stored.answered_at, stored.recheck_on) == (first, soon() + datetime.timedelta(days=7))


def test_the_day_to_look_again_is_to_come(world):
    with pytest.raises(Refused, match="to come"):
        answer(world["signal"], by=world["sam"], recheck_on=timezone.localdate())

    assert Signal.objects.get().state == SignalState.RAISED


def test_nobody_gives_a_cause_for_the_other_side(world):
    with pytest.raises(Refused, match="each side for itself"):
        give_cause(world["signal"], by=world["maya"], side="seller", kind="skill", words="")

    assert not Cause.objects.exists()


def test_a_cause_has_one_of_the_known_kinds_and_clean_words(world):
    for bad in ({"kind": "weather", "words": ""}, {"kind": "skill", "words": "a\x00b"}):
        with pytest.raises(ValidationError):
            give_cause(world["signal"], by=world["sam"], side="seller", **bad)

    assert not Cause.objects.exists()


def test_a_closed_case_takes_no_answer_until_it_is_taken_up_again(world):
    sam, signal = world["sam"], world["signal"]
    close(signal, by=sam, outcome="false_alarm")

    for step in ("give_cause", "answer", "close"):
        with pytest.raises(Refused, match="closed"):
            STEPS[step](signal, sam)
    reopen(signal, by=world["maya"])

    stored = Signal.objects.get()
    assert (stored.state, stored.closed_at) == (SignalState.RAISED, None)
    with pytest.raises(Refused, match="still open"):
        reopen(signal, by=sam)


def test_a_case_ends_in_one_of_the_known_ways(world):
    with pytest.raises(Refused, match="how it ended"):
        close(world["signal"], by=world["sam"], outcome="seen")


@pytest.mark.django_db(transaction=True)
def test_two_who_close_a_case_at_once_close_it_once():
    maya = PersonFactory()
    sam = PersonFactory(reports_to=maya)
    pk = SignalFactory(person=sam).pk

    def end(person, outcome):
        return lambda: close(Signal.objects.get(pk=pk), by=person, outcome=outcome)

    outcomes = race(end(sam, "worked"), end(maya, "false_alarm"))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]
    assert Signal.objects.get().state in ("worked", "false_alarm")


def test_leaders_above_see_that_there_is_a_signal_and_no_more(world):
    assert list(Signal.objects.visible_to(world["lena"])) == [world["signal"]]
    assert not rules.can_see_detail(world["lena"], world["signal"])
    assert rules.can_see_metrics(world["lena"], world["sam"])
    assert not rules.can_see_metrics(world["otto"], world["sam"])
    assert list(Signal.objects.visible_to(world["otto"])) == []
