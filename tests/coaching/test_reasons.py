"""Which reason to talk comes first."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.reasons import FRESH, SILENT_AFTER, UNTOUCHED_AFTER, Facts, Hindrance, Promise, reasons
from coaching.sentences import headline, ways_in, why

TODAY = datetime.date(2026, 11, 18)


def ago(days):
    return TODAY - datetime.timedelta(days=days)


QUIET = {"today": TODAY, "last_talk_on": ago(1), "plan_since": ago(5)}
MINE, THEIRS = Promise("Ask Finance", TODAY, True), Promise("Call ten", TODAY, False, by="Sam")


def keys(**facts):
    return [reason.key for reason in reasons(Facts(**QUIET | facts))]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, ["slot"]),
        ({"last_talk_on": None}, ["never"]),
        ({"last_talk_on": ago(SILENT_AFTER - 1)}, ["slot"]),
        ({"last_talk_on": ago(SILENT_AFTER)}, ["silence"]),
        ({"promises": (THEIRS, MINE)}, ["promise_own", "promise_theirs"]),
        ({"promises": (Promise("Later", ago(-8), True),)}, ["slot"]),
        ({"promises": (Promise("This week", ago(-7), True), THEIRS)}, ["promise_theirs", "promise_own"]),
        (
            {"promises": (Promise("Passed", ago(3), True),), "signals": (("Calls", "off_course", ago(0), 1),)},
            ["promise_own", "signal"],
        ),
        (
            {"promises": (Promise("Soon", ago(-3), True),), "signals": (("Calls", "drifting", ago(40), 1),)},
            ["signal", "promise_own"],
        ),
        (
            {"hindrances": (Hindrance("Legal", ago(0), True),), "signals": (("Calls", "off_course", ago(0), 1),)},
            ["hindrance", "signal"],
        ),
        ({"hindrances": (Hindrance("Legal", ago(2), False),), "promises": (MINE,)}, ["promise_own", "hindrance"]),
        (
            {"hindrances": (Hindrance("Legal", ago(-7), True),), "signals": (("Calls", "drifting", ago(40), 1),)},
            ["signal", "hindrance"],
        ),
        ({"hindrances": (Hindrance("Legal", ago(-8), True),)}, ["slot"]),
        ({"signals": (("Calls", "ahead", ago(1), 1),), "last_talk_on": None}, ["praise", "never"]),
        ({"signals": (("Old", "drifting", ago(FRESH + 1), 1), ("New", "drifting", ago(FRESH), 2))}, ["signal", "signal"]),
        ({"next_session": ("Strategy", ago(-7))}, ["session"]),
        ({"next_session": ("Strategy", ago(-8))}, ["slot"]),
        ({"goals": (("Win", ago(UNTOUCHED_AFTER - 1)),)}, ["slot"]),
        ({"goals": (("Win", ago(UNTOUCHED_AFTER)),)}, ["goal"]),
        ({"goals": (("Win", None),), "plan_since": ago(UNTOUCHED_AFTER)}, ["goal"]),
        ({"goals": (("Win", None),), "plan_since": None}, ["slot"]),
    ],
)
def test_the_most_useful_reason_comes_first(facts, found):
    assert keys(**facts) == found


def test_a_fresh_signal_comes_before_an_old_one():
    old, new = ("Old", "drifting", ago(FRESH + 1), 1), ("New", "drifting", ago(FRESH), 2)

    assert reasons(Facts(**QUIET, signals=(old, new)))[0].facts["metric"] == "New"


def test_of_several_goals_the_one_that_waited_longest():
    goals = (("Short", ago(30)), ("Long", ago(70)), ("Fresh", ago(1)))

    (reason,) = reasons(Facts(**QUIET, goals=goals))
    assert reason.facts == {"title": "Long", "weeks": 10}


days = st.dates(datetime.date(2026, 1, 1), datetime.date(2027, 1, 1))
verdicts = st.sampled_from(["ahead", "drifting", "off_course", "no_data"])
everything = st.builds(
    Facts,
    today=days,
    signals=st.lists(st.tuples(st.text(max_size=5), verdicts, days, st.integers()), max_size=3).map(tuple),
    promises=st.lists(st.builds(Promise, st.text(max_size=200), days, st.booleans(), st.text(max_size=5)), max_size=3).map(tuple),
    next_session=st.none() | st.tuples(st.text(max_size=5), days),
    goals=st.lists(st.tuples(st.text(max_size=5), st.none() | days), max_size=3).map(tuple),
    last_talk_on=st.none() | days,
    plan_since=st.none() | days,
)


@given(everything)
def test_there_is_always_a_reason_and_always_words_for_it(facts):
    found = reasons(facts)

    assert found
    assert [reason.rank for reason in found] == sorted(reason.rank for reason in found)
    for reason in found:
        assert headline(reason, "Sam")
        assert isinstance(why(reason), str)
        assert len(ways_in(reason)) == 2


@given(everything)
def test_a_managers_own_promise_of_the_day_is_never_hidden(facts):
    mine = Promise("Mine", facts.today, True)

    first = reasons(Facts(**{**vars(facts), "promises": (*facts.promises, mine)}))[0]

    assert first.key == "promise_own"


@pytest.mark.parametrize(
    ("hindrance", "when"),
    [
        (Hindrance("Legal", ago(-3), True), "you clear it by 21 November"),
        (Hindrance("Legal", ago(-3), False, by="Sam"), "Sam clears it by 21 November"),
        (Hindrance("Legal", ago(0), True), "you clear it by 18 November"),
        (Hindrance("Legal", ago(1), False, by="Sam"), "the day to clear it, 17 November, has passed"),
    ],
)
def test_what_is_in_the_way_says_who_clears_it_by_when(hindrance, when):
    (reason,) = reasons(Facts(**QUIET, hindrances=(hindrance,)))

    assert (headline(reason, "Sam"), why(reason)) == ("In the way: Legal", when)
    assert len(ways_in(reason)) == 2


def test_of_two_in_the_way_the_earlier_day_comes_first_and_then_the_managers():
    two = (Hindrance("Theirs", ago(1), False), Hindrance("Mine", ago(1), True), Hindrance("Soon", ago(-2), True))

    assert [reason.facts["text"] for reason in reasons(Facts(**QUIET, hindrances=two))] == ["Mine", "Theirs", "Soon"]
