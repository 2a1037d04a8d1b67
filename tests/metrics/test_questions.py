"""The three questions, each answered by itself: as a table."""

import datetime

import pytest

from metrics.models import Judgement, Metric
from metrics.outlook import Outlook
from metrics.questions import answers, notes_on
from metrics.series import Series

ONSET, FOUND = datetime.date(2026, 2, 23), datetime.date(2026, 3, 16)
CALLS = Metric(key="calls", name="Calls", kind="count")
DAYS = Metric(key="cycle", name="Sales cycle", kind="duration", unit="days", direction="lower")
OUTLOOK = Outlook(20, 27, 60, datetime.date(2026, 6, 30), 0.125, 41, 58, 9)


def series(judged=None, metric=CALLS, lo=10, hi=16, points=(12,) * 14, **fields):
    usual = {
        "state": "on_course",
        "stage": "quiet",
        "detector": "target",
        "expected": 48,
        "actual": 45,
        "weeks": 4,
        "history": 30,
    }
    judgement = None if judged is None else Judgement(**usual | {"threshold": 2.886} | judged)
    state = fields.pop("state", judgement.state if judgement else "too_early")
    weeks = [ONSET] * len(points)
    return Series(None, metric, weeks, list(points), lo=lo, hi=hi, judgement=judgement, state=state, **fields)


OFF = {"state": "off_course", "stage": "alert", "onset_on": ONSET, "detected_on": FOUND, "actual": 21}
FELL = OFF | {"state": "drifting", "detector": "baseline"}


@pytest.mark.parametrize(
    ("judged", "agreed", "pace", "change"),
    [
        ({}, True, "On pace", "Steady"),
        (OFF, True, "Off the pace", "Not judged beside it"),
        (OFF | {"state": "drifting", "stage": "watch"}, True, "Worth a look", "Steady"),
        (OFF | {"state": "ahead", "actual": 80}, True, "Above it", "Not judged beside it"),
        (FELL, True, "On pace", "Has fallen"),
        (FELL, False, "Nothing agreed", "Has fallen"),
        (FELL | {"state": "ahead", "actual": 80}, False, "Nothing agreed", "Has risen"),
        (FELL | {"stage": "watch"}, False, "Nothing agreed", "Worth a look"),
        ({"detector": "baseline"}, False, "Nothing agreed", "Steady"),
        ({"state": "too_early"}, True, "Too early to say", "Too early to say"),
        (None, True, "Too early to say", "Too early to say"),
        (None, False, "Nothing agreed", "Too early to say"),
    ],
)
def test_each_question_has_a_word_of_its_own(judged, agreed, pace, change):
    one = series(judged) if agreed else series(judged, lo=None, hi=None)

    assert [answer.word for answer in answers(one)] == [pace, change]


def test_silence_answers_nothing_and_is_never_green():
    silent = series({}, state="no_data", points=[12] * 9 + [None] * 5)

    assert [(one.word, one.look) for one in answers(silent)] == [("No data", "none")] * 2
    assert answers(silent)[0].sentence == "Nothing was reported in the last 5 weeks."


def test_the_third_question_is_asked_where_a_plan_names_a_total_and_says_no_drift():
    [_pace, _change, end] = answers(series({}), OUTLOOK)

    assert (end.word, end.icon, end.look) == ("Unlikely at this rate", "flag-off", "drift")
    assert end.sentence == (
        "At this rate 41 to 58 by 30 June, against 60: about 1 in 8 to make it. 20 of 60 so far; an even pace would be 27 by now."
    )


def test_a_rise_of_what_should_be_low_is_no_good_news():
    slow = series(FELL | {"actual": 70, "expected": 48}, metric=DAYS, lo=None, hi=None)
    quick = series(FELL | {"actual": 30, "expected": 48, "state": "ahead"}, metric=DAYS, lo=None, hi=None)

    assert [(one[1].word, one[1].look) for one in (answers(slow), answers(quick))] == [
        ("Has risen", "drift"),
        ("Has fallen", "ok"),
    ]


def test_no_two_questions_share_their_words():
    said = [(one.question, one.sentence) for one in answers(series(FELL), OUTLOOK)]

    assert len({question for question, _sentence in said}) == len({sentence for _question, sentence in said}) == 3


@pytest.mark.parametrize(
    ("judged", "metric", "beginnings"),
    [
        ({}, CALLS, []),
        ({"history": 6}, CALLS, ["Early:"]),
        ({"expected": 4}, CALLS, ["With about 1 a week"]),
        ({"expected": 4, "is_team_moving": True, "history": 4}, CALLS, ["Early:", "With about 1 a week", "The whole team moved"]),
        ({"expected": 4}, DAYS, []),
        (None, CALLS, []),
    ],
)
def test_what_else_one_should_know(judged, metric, beginnings):
    notes = notes_on(series(judged, metric=metric))

    assert len(notes) == len(beginnings)
    assert all(note.startswith(beginning) for note, beginning in zip(notes, beginnings, strict=True))
