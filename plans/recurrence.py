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


def periods(rule, since, until):
    """The first days of all periods of `rule` from the one that holds `since` to the one that holds `until`."""
    found, day = [], since
    while day <= until:
        first, last = period_of(rule, day, since)
        found.append(first)
        day = last + datetime.timedelta(days=1)
    return found
