"""The demo's calendar, counted from today: a half year that is over and one that is under way. Pure."""

import datetime
from dataclasses import dataclass

BEGAN_MONTHS_AGO = 4


def month_start(day, months):
    """The first day of the month that lies `months` after that of `day` (before, if negative)."""
    number = day.year * 12 + day.month - 1 + months
    return datetime.date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True)
class Half:
    """Six months that a plan is for."""

    starts_on: datetime.date
    ends_on: datetime.date

    @property
    def name(self):
        """As people call it: July to December 2026."""
        return f"{self.starts_on:%B} to {self.ends_on:%B %Y}"


def half_from(first):
    """The six months that begin on that day."""
    return Half(first, month_start(first, 6) - datetime.timedelta(days=1))


def halves(today):
    """The half year that is over, and the one that is under way."""
    now = month_start(today, -BEGAN_MONTHS_AGO)
    return half_from(month_start(now, -6)), half_from(now)


def mondays(today, weeks):
    """The Mondays of the last `weeks` closed weeks, oldest first."""
    this = today - datetime.timedelta(days=today.weekday())
    return [this - datetime.timedelta(weeks=weeks - i) for i in range(weeks)]
