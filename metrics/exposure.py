"""How much could be expected of each person's weeks: days worked, ramp, and (with what the scan has learnt) the season."""

import datetime

import numpy as np

from metrics.drift.exposure import LEAST, ramp
from metrics.models import Cadence, DriftSetting, Standing
from metrics.weeks import WEEK, monday_of
from people.models import Absence, Holiday, Person, ReportingLine, Team

WORKDAYS = 5
PER_YEAR = {Cadence.WEEK: 52, Cadence.MONTH: 12, Cadence.QUARTER: 4}


class Calendar:
    """The weeks of some people, (people x weeks): `base` is the share of each week that they are here and it is no holiday,
    `days` the same without their absences. 1 is a week of five days.

    `rows`: {person id: row}. `first`: the ordinal of the first Monday; weeks may lie ahead, where absences are known or not yet.
    """

    def __init__(self, people, first, weeks):
        """`people`: (id, first day, last day or None, team id) of each; `first` a Monday."""
        self.first, self.weeks = first.toordinal(), weeks
        self.ids = [person[0] for person in people]
        self.rows = {pk: row for row, pk in enumerate(self.ids)}
        self.starts = np.array([person[1].toordinal() for person in people], np.int64)
        self.ends = np.array([person[2].toordinal() if person[2] else 10**8 for person in people], np.int64)
        self.mondays = self.first + 7 * np.arange(weeks)
        here = self._here([person[3] for person in people])
        self.base = here.sum(axis=2, dtype=np.float32) / WORKDAYS
        self._take_away(here)
        self.days = here.sum(axis=2, dtype=np.float32) / WORKDAYS

    def _here(self, teams):
        """(people x weeks x 5) whether each was employed on that day, and it was no holiday of theirs."""
        free = self._holidays()
        nobody = np.zeros((self.weeks, WORKDAYS), bool)
        here = np.empty((len(self.ids), self.weeks, WORKDAYS), bool)
        for weekday in range(WORKDAYS):
            day = self.mondays + weekday
            here[:, :, weekday] = (day >= self.starts[:, None]) & (day <= self.ends[:, None])
        for team, rows in _grouped(teams).items():
            away = free.get(team, free.get(None, nobody))
            if away.any():
                here[rows] &= ~away
        return here

    def _holidays(self):
        """{team id: (weeks x 5) days off of it, of the teams above it and of the company}; None: of the company alone."""
        days = {}
        for team, day in Holiday.objects.values_list("team_id", "day"):
            week, weekday = divmod(day.toordinal() - self.first, 7)
            if 0 <= week < self.weeks and weekday < WORKDAYS:
                days.setdefault(team, np.zeros((self.weeks, WORKDAYS), bool))[week, weekday] = True
        if not days:
            return {}
        parents = dict(Team.objects.values_list("pk", "parent_id"))
        nobody = np.zeros((self.weeks, WORKDAYS), bool)
        found = {None: days.get(None, nobody)}
        for team in parents:
            mask, above = found[None].copy(), team
            while above is not None:
                mask |= days.get(above, nobody)
                above = parents.get(above)
            found[team] = mask
        return found

    def _take_away(self, here):
        last = datetime.date.fromordinal(self.first + 7 * self.weeks)
        rows = Absence.objects.filter(ends_on__gt=datetime.date.fromordinal(self.first), starts_on__lt=last)
        columns = rows.values_list("person_id", "starts_on", "ends_on")
        found = [(self.rows[one], a.toordinal(), b.toordinal()) for one, a, b in columns if one in self.rows]
        if not found:
            return
        who, first, until = np.array(found, np.int64).T
        length = until - first
        day = np.repeat(first, length) + np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        week, weekday = np.divmod(day - self.first, 7)
        inside = (week >= 0) & (week < self.weeks) & (weekday < WORKDAYS)
        here[np.repeat(who, length)[inside], week[inside], weekday[inside]] = False

    def ramp(self, weeks):
        """(people x weeks) the share of full pace of somebody new, for so many weeks until it is reached."""
        return ramp(np.maximum(self.mondays - self.starts[:, None], 0) // 7, weeks)

    def teams(self, ids=()):
        """((people x weeks) places in a list of managers, -1 = none; that list): to whom each reported on each Monday."""
        managers, places = list(ids), {pk: place for place, pk in enumerate(ids)}
        found = np.full((len(self.ids), self.weeks), -1, np.int32)
        lines = ReportingLine.objects.solid().order_by("manager_id", "person_id", "starts_on")
        for person, manager, starts, ends in lines.values_list("person_id", "manager_id", "starts_on", "ends_on"):
            row = self.rows.get(person)
            a = max(-((self.first - starts.toordinal()) // 7), 0)
            b = self.weeks if ends is None else min(-((self.first - ends.toordinal()) // 7), self.weeks)
            if row is not None and a < b:
                if manager not in places:
                    places[manager] = len(managers)
                    managers.append(manager)
                found[row, a:b] = places[manager]
        return found, managers


def _grouped(values):
    found = {}
    for row, value in enumerate(values):
        found.setdefault(value, []).append(row)
    return found


def calendar_of(people, first, weeks):
    """The Calendar of these persons."""
    return Calendar([(person.pk, person.starts_on, person.left_on, person.team_id) for person in people], first, weeks)


def due_weeks(cadence, first, weeks):
    """(weeks,) whether a period of that cadence ends in the week: always for weekly metrics. `first`: a Monday's ordinal."""
    if cadence == Cadence.WEEK:
        return np.ones(weeks, bool)
    months = [(1 + month) for month in range(12)] if cadence == Cadence.MONTH else [3, 6, 9, 12]
    found = np.zeros(weeks, bool)
    for week in range(weeks):
        for day in range(7):
            tomorrow = datetime.date.fromordinal(first + 7 * week + day + 1)
            if tomorrow.day == 1 and (tomorrow.month - 2) % 12 + 1 in months:
                found[week] = True
    return found


def due_week(cadence, monday):
    """The Monday of the week in which the period of a Monday ends: where a value of that month or quarter stands."""
    if cadence == Cadence.WEEK:
        return monday
    months = 1 if cadence == Cadence.MONTH else 3
    last = (monday.month - 1) // months * months + months  # the last month of the period
    after = datetime.date(monday.year + last // 12, last % 12 + 1, 1)
    return monday_of(after - datetime.timedelta(days=1))


def by_period(share, due):
    """(people x weeks) the mean share of the weeks since the last report where one is due, else NaN: nothing is expected."""
    if due.all():
        return share
    places = np.flatnonzero(due)
    if not places.size:
        return np.full(share.shape, np.nan)
    sums = np.cumsum(share, axis=1)[:, places]
    before = np.hstack([np.zeros((len(share), 1)), sums[:, :-1]])
    found = np.full(share.shape, np.nan)
    found[:, places] = (sums - before) / np.diff(places, prepend=-1)
    return found


def of(people, metrics, mondays):
    """{(person id, metric id): [how much of an ordinary week could be expected of each of these weeks]}, for pages.

    None where nothing could: somebody was away, not yet here, or the period of the metric was not over. In seven queries.
    """
    people, first = list(people), monday_of(mondays[0])
    weeks = (mondays[-1] - first) // WEEK + 1
    calendar = calendar_of(people, first, weeks)
    ramps = calendar.ramp(DriftSetting.current().ramp_weeks)
    learnt = {one.metric_id: one for one in Standing.objects.now().filter(metric__in=[metric.pk for metric in metrics])}
    found = {}
    for metric in metrics:
        due = due_weeks(metric.cadence, calendar.first, weeks)
        season = season_of(learnt.get(metric.pk), first, weeks)
        share = by_period(calendar.days, due) * season * ramps
        share = np.where(by_period(calendar.days, due) >= LEAST, share, np.nan)
        for person in people:
            row = share[calendar.rows[person.pk]]
            found[person.pk, metric.pk] = [None if np.isnan(value) else round(float(value), 4) for value in row]
    return found


def season_of(standing, first, weeks):
    """(weeks,) the season's weights as the last scan learnt them; 1 without any."""
    if standing is None or not standing.season:
        return np.ones(weeks)
    by_week, weights = standing.season["by_week"], standing.season["weights"]
    places = [place_in_quarter(first + WEEK * week, by_week) for week in range(weeks)]
    return np.array([weights[place] for place in places])


def quarter_of(monday):
    """The number of a quarter, by the Monday of a week."""
    return monday.year * 4 + (monday.month - 1) // 3


def place_in_quarter(monday, by_week):
    """The week (0 to 13) or the month (0 to 2) of the quarter."""
    if not by_week:
        return (monday.month - 1) % 3
    begins = datetime.date(monday.year, monday.month - (monday.month - 1) % 3, 1)
    return (monday - begins).days // 7


def everybody():
    """(id, e-mail, first day, last day, team, whether active) of all people, by id: plain columns, not objects."""
    columns = ("pk", "email", "starts_on", "left_on", "team_id", "is_active")
    return list(Person.objects.order_by("pk").values_list(*columns))
