"""Kept rates and periods: pure tables."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.kept import Rate, of_period, of_promise, rate
from plans.recurrence import period_of, whole_periods

TODAY = datetime.date(2026, 11, 22)
DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "due_on", "was_kept"),
    [
        ("kept", TODAY + DAY, True),
        ("kept", None, True),
        ("missed", TODAY + DAY, False),
        ("missed", None, False),
        ("open", TODAY - DAY, False),
        ("open", TODAY, None),
        ("open", TODAY + DAY, None),
        ("open", None, None),
        ("renegotiated", TODAY - DAY, None),
        ("dropped", TODAY - DAY, None),
    ],
)
def test_a_promise_counts_when_it_is_kept_or_not_or_its_day_has_passed(state, due_on, was_kept):
    assert of_promise(state, due_on, TODAY) is was_kept


def test_a_promise_that_comes_back_counts_by_its_periods_alone():
    assert of_promise("open", TODAY - DAY, TODAY, comes_back=True) is None
    assert of_period(True, TODAY + DAY, TODAY) is True
    assert of_period(False, TODAY - DAY, TODAY) is False
    assert of_period(False, TODAY, TODAY) is None


def test_nothing_due_is_no_rate_and_not_none_of_none():
    assert rate([]) is None
    assert rate([None, None]) is None
    assert rate([True, None, False, False]) == Rate(kept=1, due=3)
    assert rate([False]).share == 0
    assert rate([True, False, True, True]).share == 0.75


RULES = st.sampled_from(["weekly", "fortnightly", "monthly"])
DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 12, 31))


@given(rule=RULES, since=DAYS, length=st.integers(0, 400), left=st.integers(-30, 400))
def test_whole_periods_follow_each_other_within_their_bounds(rule, since, length, left):
    until = since + length * DAY
    last = until + left * DAY
    found = whole_periods(rule, since, until, last)

    assert all(since <= first <= until and first <= end <= last for first, end in found)
    assert all(end + DAY == first for (_first, end), (first, _end) in pairwise(found))
    assert all((first, end) == period_of(rule, first, since) for first, end in found)


def test_the_first_period_that_counts_is_whole():
    thursday = datetime.date(2026, 7, 2)
    weeks = whole_periods("weekly", thursday, datetime.date(2026, 7, 31), datetime.date(2026, 12, 31))
    assert [first for first, _last in weeks] == [datetime.date(2026, 7, day) for day in (6, 13, 20, 27)]
    months = whole_periods("monthly", thursday, datetime.date(2026, 9, 15), datetime.date(2026, 9, 29))
    assert months == [(datetime.date(2026, 8, 1), datetime.date(2026, 8, 31))]
    assert whole_periods("monthly", datetime.date(2026, 7, 1), datetime.date(2026, 7, 1), datetime.date(2026, 7, 31)) == [
        (datetime.date(2026, 7, 1), datetime.date(2026, 7, 31))
    ]
