"""Whether help helped: means before and since, pure and in words."""

import datetime
from types import SimpleNamespace

import pytest

from coaching.helping import compare, mean, words_of

MONDAY = datetime.date(2026, 3, 2)
WEEK = datetime.timedelta(days=7)
COUNT = SimpleNamespace(kind="count", unit="", cadence="week")
RATIO = SimpleNamespace(kind="ratio", unit="%", cadence="week")


def series(points, denominators=()):
    weeks = [MONDAY + WEEK * number for number in range(len(points))]
    return SimpleNamespace(points=points, weeks=weeks, denominators=list(denominators))


def test_three_stretches_and_the_week_of_the_action_in_none():
    found = compare(
        series([10, 12, 14, 4, 6, 99, 8, 10]), began_on=MONDAY + 3 * WEEK, acted_on=MONDAY + 5 * WEEK + datetime.timedelta(days=2)
    )

    assert (found.usual, found.before, found.since, found.weeks) == (12.0, 5.0, 9.0, 2)
    assert words_of(found, COUNT) == (
        "5 a week from 23 March until something was done about it; 9 a week in the 2 weeks since 8 April. "
        "Before it changed: 12 a week."
    )


def test_weeks_without_a_report_are_no_zeros():
    found = compare(series([10, None, 4, None, 9, None]), began_on=MONDAY + 2 * WEEK, acted_on=MONDAY + 3 * WEEK)

    assert (found.usual, found.before, found.since, found.weeks) == (10.0, 4.0, 9.0, 1)


def test_before_the_first_full_week_nothing_is_claimed():
    found = compare(series([10, 4, 4]), began_on=MONDAY + WEEK, acted_on=MONDAY + 2 * WEEK)

    assert found.since is None
    assert words_of(found, COUNT).startswith("No full week has been reported since 16 March")


def test_something_done_at_once_has_no_stretch_before_it():
    found = compare(series([10, 10, 4, 8]), began_on=MONDAY + 2 * WEEK, acted_on=MONDAY + 2 * WEEK)

    assert found.before is None
    assert words_of(found, COUNT).startswith("8 a week in the week since 16 March, when something was first done about it.")


def test_a_share_is_weighed_by_its_cases():
    assert mean([(None, 1.0, 1), (None, 0.2, 9)]) == pytest.approx(0.28)
    assert mean([(None, 1.0, None), (None, 0.2, 9)]) == pytest.approx(0.6)
    assert mean([(None, 1.0, 0)]) == 1.0
    assert mean([(None, None, 3)]) is None and mean([]) is None
    found = compare(series([0.5, 0.25], [4, 12]), began_on=MONDAY, acted_on=MONDAY)
    assert "25% on average in the week since 2 March" in words_of(found, RATIO)


@pytest.mark.parametrize(("value", "words"), [(3.46, "3.5 a week"), (3.0, "3 a week"), (9.97, "10 a week"), (41.6, "42 a week")])
def test_a_small_mean_keeps_a_digit(value, words):
    found = compare(series([1, value]), began_on=MONDAY, acted_on=MONDAY)

    assert f"{words} in the week since" in words_of(found, COUNT)
