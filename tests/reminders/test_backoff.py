from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from reminders.backoff import LONGEST, MAX_ATTEMPTS, is_last, wait_after


def test_the_first_waits_double_from_half_a_minute():
    assert [wait_after(attempt).total_seconds() for attempt in range(1, 9)] == [30, 60, 120, 240, 480, 960, 1920, 3600]


@given(st.integers(min_value=-5, max_value=32_767))
def test_a_wait_is_never_shorter_than_the_one_before_and_never_too_long(attempt):
    assert timedelta(0) < wait_after(attempt) <= wait_after(attempt + 1) <= LONGEST


def test_the_eighth_attempt_is_the_last():
    assert [is_last(attempt) for attempt in (1, 7, 8, 9)] == [False, False, True, True]
    assert MAX_ATTEMPTS == 8
