"""Everything that one metric is judged by, week by week: from what was read to the weeks of `metrics.drift.stepping`."""

import zlib
from dataclasses import dataclass

import numpy as np

from metrics.drift.exposure import LEAST, learnt_season
from metrics.drift.stepping import Week
from metrics.exposure import by_period, due_weeks
from metrics.models import Kind
from metrics.scanning.agreements import agreed

OPEN = {"by_week": False, "weights": [1.0, 1.0, 1.0]}  # a season of which nothing is known


@dataclass
class Inputs:
    """One metric of some people: (people x weeks of the calendar) the share of each week that could be worked.

    share: what days off left of each period, NaN = nothing was due; planned: the same without absences, which nobody can know.
    season: {quarter: its weights as they were known then}. `keys`: the people, as 16 bytes each.
    """

    company: object
    metric: object
    keys: list
    season: dict

    def __post_init__(self):
        company, weeks = self.company, len(self.company.calendar.mondays)
        calendar = company.calendar
        rows = self.rows = np.array([company.calendar_rows[key] for key in self.keys], int)
        self.due = due_weeks(self.metric.cadence, calendar.first, weeks)
        self.share, self.planned = by_period(calendar.days[rows], self.due), by_period(calendar.base[rows], self.due)
        self.ramps = company.ramps[rows]

    def weights(self, quarter):
        """(weeks of the calendar,) the season's weights as known in that quarter."""
        known = self.season.get(str(quarter), OPEN)
        places = self.company.weeks_in_quarter if known["by_week"] else self.company.months_in_quarter
        return np.array(known["weights"])[places]

    def prints(self, until):
        """Two numbers for the days off and the managers of these people in each week before `until`: equal ones, equal weeks."""
        days, lines = self.company.calendar.days[self.rows, :until], self.company.prints[self.company.lines[self.rows, :until]]
        return [[zlib.crc32(week.tobytes()) for week in np.ascontiguousarray(column.T)] for column in (days, lines)]

    def plan_print(self):
        """One number for all days that these people are planned to work, now and to come: the pace to a total is made of them."""
        return zlib.crc32(np.ascontiguousarray(self.company.calendar.base[self.rows]).tobytes())

    def learn(self, x, phi):
        """Learn the season of each quarter from those before it; x is (series x weeks) from the first week on."""
        company, weeks = self.company, x.shape[1]
        if not self.metric.has_season or self.metric.kind not in (Kind.COUNT, Kind.AMOUNT):
            return
        quarters = np.array(company.quarters[:weeks])
        share = np.where(self.share[:, :weeks] >= LEAST, self.share[:, :weeks], np.nan) * self.ramps[:, :weeks]
        for quarter in np.unique(quarters):
            places = company.weeks_in_quarter[:weeks], company.months_in_quarter[:weeks]
            found = learnt_season(x, share, quarters, *places, quarter, phi)
            if found:
                self.season[str(quarter)] = {"by_week": found[0], "weights": found[1].tolist()}

    def _pace(self, a, b):
        """The levels (targets x weeks) on the way to totals: each week its part of what the weeks of the agreement can bear.

        Of weeks to come that is what is planned, of others what was: so the pace of a week is never told by a later one.
        """
        company = self.company

        def pace(totals, series, begin, end):
            found, weeks = np.full((len(totals), b - a), np.nan), len(company.quarters)
            begin, end, every = np.clip(begin, 0, weeks), np.clip(end, 0, weeks), np.arange(len(totals))
            for quarter in sorted(set(company.quarters[a:b])) if len(totals) else ():
                weight = self.weights(quarter) * self.ramps[series]
                was, planned = (np.cumsum(np.nan_to_num(share[series]) * weight, axis=1) for share in (self.share, self.planned))
                was, planned = (np.hstack([np.zeros((len(totals), 1)), sums]) for sums in (was, planned))
                for week in [week for week in range(a, b) if company.quarters[week] == quarter]:
                    could = was[:, week + 1] - was[every, begin] + planned[every, end] - planned[:, week + 1]
                    with np.errstate(divide="ignore", invalid="ignore"):
                        found[:, week - a] = np.where(could > 0, totals * self.ramps[series, week] / could, np.nan)
            return found

        return pace

    def to_come(self, series, begin, end, week):
        """For targets: (what their weeks after `week` can bear, what all of their weeks can), in full weeks."""
        weeks, every = len(self.company.quarters), np.arange(len(series))
        weight = self.weights(self.company.quarters[week]) * self.ramps[series]
        was, planned = (np.cumsum(np.nan_to_num(share[series]) * weight, axis=1) for share in (self.share, self.planned))
        was, planned = (np.hstack([np.zeros((len(series), 1)), sums]) for sums in (was, planned))
        begin, end = np.clip(begin, 0, weeks), np.clip(end, 0, weeks)
        rest = planned[every, end] - planned[:, week + 1]
        return rest, was[:, week + 1] - was[every, begin] + rest

    def steps(self, x, cases, a, b, managers):
        """The weeks from `a` up to `b`. x and cases: (series x weeks from a to b); `managers`: the teams, in their order."""
        company, is_ratio = self.company, self.metric.kind == Kind.RATIO and cases is not None
        places = {key: place for place, key in enumerate(self.keys)}
        said = agreed(company.targets.get(self.metric.pk), self.metric, places, a, b, company.calendar.first, self._pace(a, b))
        self.now = said.now
        order = {pk: place for place, pk in enumerate(managers)}
        teams = np.array([order[pk] for pk in company.managers] + [-1])[company.lines[self.rows]]
        columns, ones = np.ascontiguousarray(x.T), np.ones(len(self.keys))
        for week in range(a, b):
            place = week - a
            weight = self.weights(company.quarters[week])[week] if self.metric.has_season else 1.0
            share = np.where(self.share[:, week] >= LEAST, self.share[:, week], np.nan).astype(float)
            e = share * weight * self.ramps[:, week]
            e_agreed = share * weight
            level, far, key = said.level[place], said.far[place], said.key[place]
            yield Week(
                x=columns[place],
                cases=cases[:, place] if is_ratio else ones,
                e=e,
                level=level,
                far=far,
                e_agreed=e_agreed,
                key=key,
                team=teams[:, week],
                is_due=np.full(len(ones), self.due[week]),
                starts=said.starts[place],
            )
