"""How long to wait before trying again, and when to give up."""

from datetime import timedelta

MAX_ATTEMPTS = 8
FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=1)
UNREACHABLE = timedelta(seconds=30)  # nothing was tried with any one message: all wait as long


def wait_after(attempt, asked=None):
    """The wait after the attempt of that number (1, 2, ...): half a minute, doubled each time, or as many seconds as were asked
    for if that is longer; never more than an hour.
    """
    usual = FIRST * 2 ** min(max(attempt, 1) - 1, 20)
    return min(max(usual, timedelta(seconds=asked or 0)), LONGEST)


def is_last(attempt):
    """Whether nothing more is tried after the attempt of that number."""
    return attempt >= MAX_ATTEMPTS
