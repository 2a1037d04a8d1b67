"""What comes once a month or once a quarter: where its values stand, and how it is spoken of."""

import datetime
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import sentences
from metrics.actions import add_observations, type_value
from metrics.drift import thresholds
from metrics.exposure import due_week, due_weeks
from metrics.models import Cadence, Metric, Observation
from metrics.weeks import WEEK, monday_of
from tests.factories import MetricFactory, PersonFactory

RARE = [Cadence.MONTH, Cadence.QUARTER]
DAYS = st.dates(datetime.date(2001, 1, 1), datetime.date(2099, 1, 1))


@pytest.mark.parametrize("cadence", RARE)
@given(day=DAYS)
def test_a_value_stands_in_the_week_in_which_its_period_ends(cadence, day):
    """Of all weeks from there on that end a period, the first one; a week of another month or quarter has another."""
    monday = monday_of(day)
    found = due_week(cadence, monday)
    ends = due_weeks(cadence, monday.toordinal(), 16)

    assert (found - monday).days // 7 == np.flatnonzero(ends)[0]
    assert due_week(cadence, found) == found
    assert due_week(cadence, found + WEEK) > found


def test_each_week_stands_for_itself():
    assert due_week(Cadence.WEEK, datetime.date(2026, 3, 2)) == datetime.date(2026, 3, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(("cadence", "stands"), [("month", "2025-12-29"), ("quarter", "2025-12-29"), ("week", "2025-12-01")])
def test_numbers_of_a_month_may_name_any_of_its_weeks(cadence, stands):
    sam = PersonFactory(reports_to=PersonFactory())
    metric = MetricFactory(key="renewed", cadence=cadence)
    row = {"email": sam.email, "metric": "renewed", "period_start": "2025-12-01", "value": "41"}

    first = add_observations([row], by=None, source="api")
    again = add_observations([row], by=None, source="api")

    assert (first.accepted, again.accepted, again.unchanged) == (1, 0, 1)
    assert [str(day) for day in Observation.objects.values_list("period_start", flat=True)] == [stands]
    type_value(sam, metric, week=datetime.date(2025, 12, 8), value="44", note="The report came late", by=sam)
    assert Observation.objects.count() == (1 if cadence != "week" else 2)
    assert Observation.objects.latest("value").value == 44


@pytest.mark.parametrize(
    ("cadence", "stretch", "chance"),
    [
        (Cadence.WEEK, "5 in the 3 weeks from 30 March", "about once in 2 years"),
        (Cadence.MONTH, "5 in the 3 reports from 30 March", "about once in 8.7 years"),
        (Cadence.QUARTER, "5 in the 3 reports from 30 March", "about once in 26 years"),
    ],
)
def test_what_was_found_counts_what_came(cadence, stretch, chance):
    found = SimpleNamespace(
        verdict="off_course",
        detector="target",
        expected=12.0,
        actual=5.0,
        weeks=3,
        threshold=thresholds.target_h(104),
        onset_on=datetime.date(2026, 3, 30),
        detected_on=datetime.date(2026, 5, 25),
    )

    words = sentences.verdict_words(found, Metric(name="Renewed", kind="count", cadence=cadence))

    assert words.startswith(stretch)
    assert chance in words
