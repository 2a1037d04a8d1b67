"""Weeks: Monday to Sunday, named by their Monday. Pure."""

import datetime

WEEK = datetime.timedelta(days=7)


def monday_of(day):
    """The Monday on or before that day."""
    return day - datetime.timedelta(days=day.weekday())


def last_closed(day):
    """The Monday of the last week that is over on that day."""
    return monday_of(day) - WEEK


def mondays(first, last):
    """All Mondays from `first` to `last`, both Mondays, both included."""
    return [first + WEEK * number for number in range((last - first).days // 7 + 1)]
