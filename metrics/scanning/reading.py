"""What a scan reads: people, metrics, what was agreed, what was measured, and what the last scan left behind."""

import datetime
import zlib
from dataclasses import dataclass

import numpy as np
from django.db import connection
from django.utils.functional import cached_property

from metrics.exposure import Calendar, everybody, place_in_quarter, quarter_of
from metrics.models import DriftSetting, Metric, Standing, Touched
from metrics.scanning import copying
from metrics.weeks import WEEK, monday_of, mondays

AHEAD = 54  # weeks that are looked at beyond the last one: agreements end there, at the latest
TARGET_COLUMNS = {
    "metric": "uuid", "person": "uuid", "plan": "uuid", "goal": "uuid", "agreement": "uuid",
    "starts": "date", "ends": "date", "low": "float8", "high": "float8", "baseline": "float8", "total": "float8",
}  # fmt: skip
TARGETS = """
SELECT metric_id, person_id, plan_id, coalesce(goal_id, '00000000-0000-0000-0000-000000000000'), agreement_id,
       starts_on, ends_on, coalesce(low, 'NaN')::float8, coalesce(high, 'NaN')::float8, coalesce(baseline, 'NaN')::float8,
       coalesce(total, 'NaN')::float8
  FROM metrics_target WHERE starts_on <= %s AND ends_on >= %s"""
SERIES = """
SELECT person_id, array_agg((period_start - %s)::int4 / 7), array_agg(value::float8)
       , array_agg(coalesce(denominator, 'NaN')::float8)
  FROM metrics_observation WHERE metric_id = %s AND period_start BETWEEN %s AND %s {people} GROUP BY person_id"""
PLAIN = SERIES.replace(", array_agg(coalesce(denominator, 'NaN')::float8)", "")
WEEKS = """
SELECT metric_id, person_id, (period_start - %s)::int4 / 7, value::float8, coalesce(denominator, 'NaN')::float8
  FROM metrics_observation WHERE metric_id = ANY(%s::uuid[]) AND period_start BETWEEN %s AND %s"""


@dataclass
class Company:
    """What is known before `as_of`, a Monday: the closed weeks, the people, and for each metric what was agreed.

    people: {id as 16 bytes: (id, e-mail, first day, last day, team id, active)}; the calendar reaches beyond the last week.
    touched: {metric id: (the first week in which something was measured anew or None, {person: since})}.
    """

    as_of: datetime.date
    weeks: list
    settings: DriftSetting
    people: dict
    metrics: dict
    targets: dict
    calendar: Calendar
    ramps: np.ndarray
    lines: np.ndarray
    managers: list
    standings: dict
    touched: dict
    touched_ids: list

    def __post_init__(self):
        """What all metrics need of the calendar, once."""
        days = [self.weeks[0] + WEEK * week for week in range(self.calendar.weeks)]
        self.calendar_rows = {pk.bytes: row for row, pk in enumerate(self.calendar.ids)}
        self.quarters = [quarter_of(day) for day in days]
        self.weeks_in_quarter = np.array([place_in_quarter(day, by_week=True) for day in days])
        self.months_in_quarter = np.array([place_in_quarter(day, by_week=False) for day in days])
        self.prints = np.array([zlib.crc32(pk.bytes) for pk in self.managers] + [0], np.int64)  # [-1]: nobody

    @cached_property
    def tops(self):
        """(rows of the calendar,) the place among the managers of whoever is at the top of one's line this week; -1: oneself."""
        week, managers = len(self.weeks), self.managers
        above = zip(self.calendar.ids, self.lines[:, week].tolist(), strict=True)
        up = {pk: managers[place] for pk, place in above if place >= 0}
        places = {pk: place for place, pk in enumerate(managers)}
        tops = ((pk, _top(up, pk)) for pk in self.calendar.ids)
        return np.array([-1 if top == pk else places[top] for pk, top in tops], int)

    def is_here(self, key):
        """Whether somebody works here on the day of the scan."""
        _pk, _email, _starts, left, _team, active = self.people[key]
        return active and (left is None or left >= self.as_of)


def read(day):
    """The company as of the Monday on or before that day. Nothing measured in later weeks is looked at."""
    as_of = monday_of(day)
    weeks = mondays(window_start(as_of), as_of - WEEK)
    touched, ids = _touched()  # before what it is about, so that nothing is missed
    found = everybody()
    calendar = Calendar(
        [(pk, starts, left, team) for pk, _email, starts, left, team, _active in found], weeks[0], len(weeks) + AHEAD
    )
    standings = {one.metric_id: one for one in Standing.objects.now().defer("body")}
    lines, managers = calendar.teams()
    settings = DriftSetting.current()
    return Company(
        as_of=as_of,
        weeks=weeks,
        settings=settings,
        people={person[0].bytes: person for person in found},
        metrics={metric.pk: metric for metric in Metric.objects.in_use()},
        targets=_targets(weeks),
        calendar=calendar,
        ramps=calendar.ramp(settings.ramp_weeks),
        lines=lines,
        managers=managers,
        standings=standings,
        touched=touched,
        touched_ids=ids,
    )


def _top(up, person):
    """Whoever is above a person and has nobody above themselves; in a circle, whoever comes last."""
    seen = {person}
    while (above := up.get(person)) is not None and above not in seen:
        seen.add(above)
        person = above
    return person


def window_start(as_of):
    """The first Monday looked at: that of the year before last, so that it moves once a year and not with each scan."""
    return monday_of(datetime.date(as_of.year - 2, 1, 4))


def _touched():
    found, ids = {}, []
    for pk, metric, person, since in Touched.objects.order_by("pk").values_list("pk", "metric_id", "person_id", "since"):
        ids.append(pk)
        first, people = found.setdefault(metric, (None, {}))
        if person is None:
            found[metric] = (since if first is None else min(first, since), people)
        else:
            people[person.bytes] = min(since, people.get(person.bytes, since))
    return found, ids


def _targets(weeks):
    """{metric id: {column: array}}, what counts first before the rest: with a range; of versions the one ended first."""
    rows = copying.columns_of(TARGETS, [weeks[-1], weeks[0]], TARGET_COLUMNS)
    has_range = ~(np.isnan(rows["low"]) & np.isnan(rows["high"]))
    goals, agreements = copying.sortable(rows["goal"]), copying.sortable(rows["agreement"])
    order = np.lexsort((agreements, goals, rows["starts"], rows["ends"], ~has_range))
    rows = {name: values[order] for name, values in rows.items()}
    metrics = copying.sortable(rows["metric"])
    found = {}
    for key in np.unique(metrics):
        mask = metrics == key
        some = {name: values[mask] for name, values in rows.items()}
        found[copying.ids_of(some["metric"][:1])[0]] = some
    return found


def series(company, metric, people=None):
    """(person as 16 bytes, weeks, values, denominators or None) of each series of a metric; of these people, or of all."""
    first, last = company.weeks[0], company.weeks[-1]
    has_cases = metric.kind == "ratio"
    sql = (SERIES if has_cases else PLAIN).format(people="AND person_id = ANY(%s::uuid[])" if people is not None else "")
    arguments = [first, str(metric.pk), first, last]
    arguments += [[str(one) for one in copying.ids_of(np.array(people, "V16"))]] if people is not None else []
    for key, (weeks, values, *cases) in copying.arrays_of(sql, arguments, ["int4", "float8", "float8"][: 3 if has_cases else 2]):
        yield key, weeks, values, cases[0] if cases else None


def weeks_of(company, metrics, since):
    """{metric id: (people as 16 bytes, weeks, values, denominators)} of what was measured from the week number `since` on."""
    first = company.weeks[0]
    columns = {"metric": "uuid", "person": "uuid", "week": "int4", "value": "float8", "cases": "float8"}
    arguments = [first, [str(pk) for pk in metrics], company.weeks[since], company.weeks[-1]]
    rows = copying.columns_of(WEEKS, arguments, columns)
    keys, found = copying.sortable(rows["metric"]), {}
    for metric in metrics:
        mask = keys == np.bytes_(metric.bytes)
        found[metric] = tuple(rows[name][mask] for name in ("person", "week", "value", "cases"))
    return found


def forget_touched(company):
    """What was touched has been looked at."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM metrics_touched WHERE id = ANY(%s)", [company.touched_ids])
