"""When the process rests, and what becomes of its cases: pure."""

import datetime
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from coaching.process.judging import Known, Step, Thing, rests, silent_days, steps

DAY = datetime.timedelta(days=1)
START = datetime.date(2026, 3, 2)
NOW = START + 30 * DAY
THING = Thing("untouched_goal", "sam", START, 21, subject_id="goal")


def look(thing=THING, case=None, off=(), **known):
    """The steps of one look at one thing (None: it is there no more)."""
    things = [thing] if thing else []
    cases = [case] if case else []
    return steps(things, cases, as_of=known.pop("as_of", NOW), off_of=lambda _thing: set(off), **known)


def case(onset_on=START, is_open=True):
    return Known(THING.key, onset_on, is_open)


def test_days_off_do_not_count_and_days_before_never():
    assert silent_days(START, START + 10 * DAY) == 10
    assert silent_days(START, START + 10 * DAY, {START, START + DAY, START + 10 * DAY, START + 11 * DAY}) == 8
    assert silent_days(NOW, START) == 0


def test_it_rests_on_the_day_after_the_last_that_is_allowed():
    assert not rests(THING, START + 21 * DAY)
    assert rests(THING, START + 22 * DAY)
    assert not rests(THING, START + 22 * DAY, {START + 5 * DAY})


def test_what_rests_has_a_case_and_keeps_it():
    assert look() == [Step("open", THING.key, THING)]
    assert look(case=case()) == [Step("keep", THING.key, THING)]


def test_an_absence_keeps_a_case_from_being_opened():
    assert look(off=[START + number * DAY for number in range(1, 12)]) == []


def test_what_moves_closes_by_itself_and_is_taken_up_when_it_rests_again():
    moved = replace(THING, since=NOW)

    assert look(moved, case()) == [Step("close", THING.key, moved, "worked", "moved")]
    assert look(moved, case(is_open=False)) == []
    again = NOW + 22 * DAY
    assert look(moved, case(is_open=False), as_of=again) == [Step("take_up", THING.key, moved)]


def test_what_a_person_closed_stays_closed_for_as_long_as_it_is_the_same_rest():
    assert look(case=case(is_open=False)) == []
    assert look(case=case(is_open=False), as_of=NOW + 300 * DAY) == []


def test_a_longer_patience_accepts_what_rests_and_claims_no_success():
    patient = replace(THING, after=60)

    assert look(patient, case()) == [Step("close", THING.key, patient, "accepted", "allowed")]


def test_what_is_on_its_way_is_neither_raised_nor_closed():
    paused = replace(THING, is_paused=True)

    assert look(paused) == []
    assert look(paused, case()) == []


def test_what_is_there_no_more_says_why():
    assert look(None, case(), done={THING.key}) == [Step("close", THING.key, None, "worked", "done")]
    assert look(None, case()) == [Step("close", THING.key, None, "accepted", "gone")]
    assert look(None, case(), watched=set()) == [Step("close", THING.key, None, "accepted", "unwatched")]
    assert look(None, case(is_open=False)) == []


@given(
    rested=st.lists(st.integers(0, 60), min_size=1, max_size=40),
    closes=st.sets(st.integers(0, 40)),
    after=st.integers(1, 30),
)
def test_however_it_moves_there_is_at_most_one_case_and_it_never_says_what_is_not_so(rested, closes, after):
    """Walk through days on which it moves now and then, and a person closes the case now and then."""
    since, today, known = START, START, None
    for number, gap in enumerate(rested):
        today += gap * DAY
        thing = replace(THING, since=since, after=after)
        for step in look(thing, known, as_of=today):
            known = _after(step, known)
        if known is not None and known.is_open:
            assert (today - known.onset_on).days > after
            assert known.onset_on <= since
        if number in closes and known is not None:
            known = replace(known, is_open=False)
        if number % 3 == 0:
            since = today


def _after(step, known):
    if step.verb == "open":
        assert known is None
        return Known(step.key, step.thing.since, True)
    if step.verb == "take_up":
        assert not known.is_open
        return Known(step.key, step.thing.since, True)
    if step.verb == "close":
        assert known.is_open
        return replace(known, is_open=False)
    return replace(known, onset_on=max(known.onset_on, step.thing.since))


def test_a_second_look_at_the_same_day_changes_nothing():
    """After every step the same look answers "keep", or nothing."""
    for thing, known in [(THING, None), (replace(THING, since=NOW), case()), (THING, case(is_open=False))]:
        for step in look(thing, known):
            assert {one.verb for one in look(thing, _after(step, known))} <= {"keep"}
