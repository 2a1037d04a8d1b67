"""When the demo company does not work: its holidays, and who is away when."""

import datetime

import numpy as np

from people.models import Absence, Holiday

COMPANY = [(1, 1, "New Year’s Day"), (5, 1, "Labour Day"), (12, 24, "Company days"), (12, 25, "Christmas Day")]
COMPANY += [(12, 26, "Second day of Christmas"), (12, 31, "Company days")]
ENTERPRISE, IN_VIENNA = 2, [(10, 26, "National Day"), (11, 1, "All Saints’ Day"), (12, 8, "Feast of 8 December")]
AWAY = [  # (seller, first week counted from this one, how many weeks): long ago, just back, and to come
    (0, -16, 2), (3, -18, 3), (7, -12, 2), (10, -2, 2), (14, 1, 1), (18, -15, 2), (21, 2, 3), (26, -6, 1), (31, -17, 2),
]  # fmt: skip


class DaysOff:
    """The holidays and absences around these weeks; nothing is stored before `enter`."""

    def __init__(self, org, mondays, today):
        first, last = mondays[0], today + datetime.timedelta(days=400)
        years = range(first.year, last.year + 1)
        days = [(datetime.date(year, *of), None, name) for year in years for *of, name in COMPANY]
        enterprise = org.managers[ENTERPRISE].team
        days += [(datetime.date(year, *of), enterprise, name) for year in years for *of, name in IN_VIENNA]
        self.holidays = [one for one in days if first <= one[0] <= last and one[0].weekday() < 5]
        this = today - datetime.timedelta(days=today.weekday())
        away = [
            (org.sellers[who], weeks(this, begins), weeks(this, begins + long))
            for who, begins, long in AWAY
            if who < len(org.sellers)
        ]
        self.away = [one for one in away if one[2] > first]
        self.org = org

    def shares(self, mondays):
        """(sellers x weeks) the share of each week that is worked."""
        rows = {seller.pk: row for row, seller in enumerate(self.org.sellers)}
        left = np.full((len(rows), len(mondays)), 5.0)
        place = {monday: number for number, monday in enumerate(mondays)}
        for day, team, _name in self.holidays:
            week = place.get(day - datetime.timedelta(days=day.weekday()))
            if week is not None:
                left[[row for row, one in enumerate(self.org.sellers) if team is None or one.team_id == team.pk], week] -= 1
        for seller, starts, ends in self.away:
            left[rows[seller.pk], [number for monday, number in place.items() if starts <= monday < ends]] = 0
        return np.clip(left, 0, 5) / 5

    def enter(self):
        """Write them down; absences by the one who is away."""
        Holiday.objects.bulk_create(Holiday(day=day, team=team, name=name) for day, team, name in self.holidays)
        Absence.objects.bulk_create(
            Absence(person=seller, starts_on=starts, ends_on=ends - datetime.timedelta(days=2), noted_by=seller)
            for seller, starts, ends in self.away
        )


def weeks(monday, count):
    """The Monday so many weeks later."""
    return monday + datetime.timedelta(weeks=count)
