"""Everything a scan needs, in four queries."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db import connection

from metrics.models import Metric, Target
from metrics.weeks import WEEK, monday_of, mondays
from people.models import Person

SERIES = """
SELECT metric_id, person_id, array_agg((period_start - %s) / 7), array_agg(value::float8),
       array_agg(coalesce(denominator, 'NaN')::float8)
FROM metrics_observation WHERE period_start BETWEEN %s AND %s GROUP BY metric_id, person_id"""


@dataclass(frozen=True)
class Company:
    """What is known before `as_of`, a Monday: the closed weeks, and for each metric its series and targets by person."""

    as_of: datetime.date
    weeks: list
    people: dict
    metrics: dict
    series: dict  # {metric id: {person id: (weeks as places in `weeks`, values, denominators)}}
    targets: dict  # {metric id: {person id: [Target]}}


def read(day):
    """The company as of the Monday on or before that day. Nothing of later weeks is looked at."""
    as_of = monday_of(day)
    weeks = mondays(window_start(as_of), as_of - WEEK)
    return Company(
        as_of,
        weeks,
        {person.pk: person for person in Person.objects.all()},
        {metric.pk: metric for metric in Metric.objects.in_use()},
        _series(weeks),
        _targets(weeks),
    )


def window_start(as_of):
    """The first Monday looked at: that of the year before last, so that it moves once a year and not with each scan."""
    return monday_of(datetime.date(as_of.year - 2, 1, 4))


def _series(weeks):
    found = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(SERIES, [weeks[0], weeks[0], weeks[-1]])
        for metric_id, person_id, *columns in cursor:
            found[metric_id][person_id] = columns
    return found


def _targets(weeks):
    found = defaultdict(lambda: defaultdict(list))
    for target in Target.objects.filter(starts_on__lte=weeks[-1], ends_on__gte=weeks[0]):
        found[target.metric_id][target.person_id].append(target)
    return found
