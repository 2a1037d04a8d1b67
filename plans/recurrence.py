"""When a recurring promise comes round: pure calendar arithmetic. Weeks begin on Monday, months on their first day."""

import datetime

DAYS = {"weekly": 7, "fortnightly": 14}


def monday(day):
    """The Monday of that day's week."""
    return day - datetime.timedelta(days=day.weekday())


def next_month(day):
    """The first day of the month after."""
    return (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)


def period_of(rule, day, since):
    """The period of `rule` (weekly, fortnightly, monthly) that holds `day`, as its first and last day; fortnights count from
    `since`.
    """
    if rule == "monthly":
        first = day.replace(day=1)
        return first, next_month(first) - datetime.timedelta(days=1)
    length = DAYS[rule]
    start = monday(since)
    first = start + datetime.timedelta(days=(day - start).days // length * length)
    return first, first + datetime.timedelta(days=length - 1)


def whole_periods(rule, since, until, last):
    """The periods of `rule` that begin on `since` or later and on `until` or earlier, and end on `last` or earlier, as their
    first and last days. What is promised within a period asks for nothing in it: the first one that counts is whole.
    """
    found, (first, end) = [], period_of(rule, since, since)
    while first <= until and end <= last:
        if first >= since:
            found.append((first, end))
        first, end = period_of(rule, end + datetime.timedelta(days=1), since)
    return found
