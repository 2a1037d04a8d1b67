"""What was found, in words: as tables."""

import datetime

import pytest

from metrics import sentences
from metrics.drift import thresholds
from metrics.models import Judgement, Metric, Mute, Signal
from people.models import Person

ONSET, FOUND = datetime.date(2026, 2, 23), datetime.date(2026, 3, 16)
CALLS = Metric(key="calls", name="Calls", kind="count")
CYCLE = Metric(key="cycle", name="Sales cycle", kind="duration", unit="days", direction="lower")
WORTH = Metric(key="won_value", name="Value won", kind="amount", unit="£")


def judged(**fields):
    usual = {"state": "off_course", "stage": "alert", "detector": "target", "onset_on": ONSET, "detected_on": FOUND, "weeks": 4}
    return Judgement(**usual | {"expected": 26, "actual": 13, "threshold": thresholds.target_h(104)} | fields)


@pytest.mark.parametrize(
    ("metric", "fields", "words"),
    [
        (
            CALLS, {},
            "13 in the 4 weeks from 23 February; the pace that you agreed is 26."
            " Somebody who is on that pace sees a stretch like this about once in 2 years.",
        ),
        (
            CALLS, {"state": "drifting", "detector": "baseline", "threshold": thresholds.baseline_h(104), "expected": 27},
            "13 in the 4 weeks from 23 February; about 27 at the earlier pace, after allowing for how the whole team moved."
            " Somebody whose level is steady sees a stretch like this about once in 2 years.",
        ),
        (
            CALLS, {"state": "drifting", "stage": "watch", "detected_on": None},
            "13 in the 4 weeks from 23 February; the pace that you agreed is 26."
            " That is worth a look, and not enough to be sure.",
        ),
        (
            CYCLE, {"detector": "baseline", "actual": 61.25, "expected": 48, "weeks": 1, "threshold": thresholds.target_h(104)},
            "61.2 days on average in the week from 23 February; about 48 days before."
            " Somebody whose level is steady sees a stretch like this about once in 2 years.",
        ),
        (
            WORTH, {"actual": 41_200, "expected": 80_000.4},
            "£41,200 in the 4 weeks from 23 February; the pace that you agreed is £80,000."
            " Somebody who is on that pace sees a stretch like this about once in 2 years.",
        ),
        (CALLS, {"state": "too_early"}, "too few weeks to say anything yet."),
        (CALLS, {"state": "no_data"}, "reports have stopped, so nothing can be said of it."),
        (CALLS, {"state": "on_course", "onset_on": None}, "13 in the last 4 weeks; about 26 was to be expected."),
        (CALLS, {"state": "on_course", "expected": None, "weeks": 0}, "as expected."),
    ],
)  # fmt: skip
def test_what_was_found_of_one_person(metric, fields, words):
    assert sentences.verdict_words(judged(**fields), metric) == words


@pytest.mark.parametrize(("verdict", "actual"), [("drifting", 412), ("ahead", 640)])
def test_what_was_found_of_a_whole_team_is_said_of_nobody(verdict, actual):
    signal = Signal(
        kind="team", detector="team", verdict=verdict, onset_on=ONSET, detected_on=FOUND, weeks=5, actual=actual, expected=530
    )

    assert sentences.verdict_words(signal, CALLS) == (
        f"the whole team together: {actual} in the 5 weeks from 23 February; about 530 at the team’s earlier pace."
        " It happened to everybody, so it is no signal about anybody."
    )


@pytest.mark.parametrize(
    ("fields", "arl0"),
    [
        ({"threshold": thresholds.target_h(52)}, 52),
        ({"threshold": thresholds.target_h(312)}, 312),
        ({"threshold": thresholds.baseline_h(156), "detector": "baseline"}, 156),
        ({"threshold": float(thresholds.low_count_h(1.0, 104)), "expected": 4.0, "weeks": 4}, 104),
        ({"threshold": float(thresholds.low_count_h(1.5, 52)), "expected": 6.0, "weeks": 4}, 52),
        ({"threshold": float(thresholds.low_count_h(2.0, 312)), "expected": 12.0, "weeks": 6}, 312),
        ({"threshold": float(thresholds.low_count_h(1.0, 312)), "expected": 40_000.0, "weeks": 4}, 104),  # money, not events
        ({"threshold": None}, 104),
        ({"threshold": 77.0}, 104),
    ],
)
def test_how_sure_we_are_follows_the_limit_that_was_used(fields, arl0):
    assert sentences.run_length_of(judged(**fields)) == arl0


@pytest.mark.parametrize(
    ("years", "words"),
    [(0.5, "about twice a year"), (1, "about once a year"), (2, "about once in 2 years"), (1.5, "about once in 1.5 years")],
)
def test_how_often_chance_alone_does_that(years, words):
    assert sentences.often_words(years) == words


@pytest.mark.parametrize(("history", "is_early"), [(None, False), (3, False), (4, True), (11, True), (12, False)])
def test_a_short_history_is_labelled_early(history, is_early):
    words = sentences.early_words(history)

    assert bool(words) == is_early
    assert not is_early or f"{history} weeks of history" in words


@pytest.mark.parametrize(
    ("mean", "words"),
    [
        (1, "With about 1 a week, a fall by a third takes about 5 months to show. No method can be quicker."),
        (3, "With about 3 a week, a fall by a third takes about 12 weeks to show. No method can be quicker."),
        (12, ""), (None, ""), (0, ""),
    ],
)  # fmt: skip
def test_small_numbers_need_time(mean, words):
    assert sentences.small_number_words(mean) == words


def test_small_numbers_need_more_time_where_a_company_is_more_patient():
    assert "about 4 months" in sentences.small_number_words(1, arl0=52)
    assert "about 8 months" in sentences.small_number_words(1, arl0=312)


@pytest.mark.parametrize(("weeks", "words"), [(1, "1 week"), (7.4, "7 weeks"), (17.4, "4 months"), (52, "12 months")])
def test_a_length_of_time_is_said_as_one_says_it(weeks, words):
    assert sentences.long_words(weeks) == words


@pytest.mark.parametrize(
    ("weeks", "words"),
    [
        (None, "reports have stopped, so nothing can be said of it."),
        (1, "nothing was reported in the last week."),
        (5, "nothing was reported in the last 5 weeks."),
    ],
)
def test_silence_says_how_long_it_has_lasted(weeks, words):
    assert sentences.silence_words(weeks) == words


def test_a_mute_says_until_when_and_why():
    mute = Mute(until=datetime.date(2026, 4, 3), by=Person(name="Maya Lindqvist"), reason="The territory changes hands.")

    assert sentences.muted_words(mute) == "Nobody is told of it until 3 April. Maya gave the reason: The territory changes hands."


@pytest.mark.parametrize("word", ["only", "should", "fail", "!", "rank", "miss"])
def test_no_sentence_blames(word):
    said = [sentences.verdict_words(judged(state=state), CALLS) for state in ("off_course", "drifting", "no_data", "too_early")]

    assert not [line for line in said if word in line.casefold()]
