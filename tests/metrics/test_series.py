"""Weekly series as pages take them."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metrics import series
from metrics.models import Metric
from tests.factories import JudgementFactory, MetricFactory, ObservationFactory, PersonFactory, TargetFactory

WEDNESDAY = datetime.date(2026, 3, 11)
LAST = datetime.date(2026, 3, 2)


def monday(weeks_before):
    return LAST - datetime.timedelta(weeks=weeks_before)


@pytest.mark.django_db
def test_the_weeks_end_with_the_last_closed_one_and_gaps_are_gaps():
    sam, calls = PersonFactory(), MetricFactory(key="calls")
    ObservationFactory(person=sam, metric=calls, period_start=monday(0), value=12)
    ObservationFactory(person=sam, metric=calls, period_start=monday(2), value=0)
    ObservationFactory(person=sam, metric=calls, period_start=monday(-1), value=99)
    ObservationFactory(metric=calls, period_start=monday(1), value=77)

    found = series.weekly(sam, calls, until=WEDNESDAY, weeks=4)

    assert found.points == [None, 0.0, None, 12.0]
    assert found.weeks == [monday(3), monday(2), monday(1), monday(0)]
    assert found.labels[-1] == "2 March"
    assert (found.now, found.label, found.lo, found.hi) == (12.0, "Calls", None, None)


@pytest.mark.django_db
def test_the_agreed_range_of_the_last_week_is_the_band():
    sam, calls = PersonFactory(), MetricFactory(key="calls")
    goal = "00000000-0000-0000-0000-000000000007"
    TargetFactory(person=sam, metric=calls, low=10, high=16, goal_id=goal)
    TargetFactory(person=sam, metric=calls, low=50, high=60, ends_on=monday(1))

    found = series.weekly(sam, calls, until=WEDNESDAY)

    assert (found.lo, found.hi, str(found.goal_id)) == (10.0, 16.0, goal)


@pytest.mark.django_db
def test_the_state_is_that_of_the_last_scan_with_the_place_of_the_change():
    sam, calls = PersonFactory(), MetricFactory(key="calls")
    ObservationFactory(person=sam, metric=calls, period_start=monday(0))
    JudgementFactory(
        person=sam, metric=calls, state="off_course", stage="alert", detector="target", onset_on=monday(3), detected_on=monday(1),
        statistic=3.1, threshold=2.9, expected=52, actual=31, weeks=4,
    )  # fmt: skip

    found = series.weekly(sam, calls, until=WEDNESDAY, weeks=6)

    assert (found.state, found.onset, found.detected) == ("off_course", 2, 4)
    assert found.summary == (
        "Calls a week, last 6 weeks: now 12. 31 in the 4 weeks from 9 February; the pace that you agreed is 52."
        " Somebody who is on that pace sees a stretch like this about once in 2 years."
    )


@pytest.mark.django_db
def test_silence_is_never_green():
    sam, calls = PersonFactory(), MetricFactory(key="calls")
    ObservationFactory(person=sam, metric=calls, period_start=monday(3))
    JudgementFactory(person=sam, metric=calls, state="on_course")

    assert series.weekly(sam, calls, until=WEDNESDAY).state == "no_data"
    assert series.weekly(sam, calls, until=WEDNESDAY - datetime.timedelta(weeks=1)).state == "on_course"


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 30])
def test_many_series_take_the_same_two_queries(size):
    people = PersonFactory.create_batch(size)
    metrics = [MetricFactory(key=key) for key in ("calls", "meetings", "proposals")]
    for person in people:
        for metric in metrics:
            ObservationFactory(person=person, metric=metric, period_start=monday(0))
            TargetFactory(person=person, metric=metric)
            JudgementFactory(person=person, metric=metric)

    with CaptureQueriesContext(connection) as queries:
        found = series.for_people(people, metrics, WEDNESDAY, weeks=26)
        assert all(one.summary for one in found.values())

    assert len(queries) == 2
    assert len(found) == size * 3


@pytest.mark.django_db
def test_only_what_was_measured_or_agreed_and_is_not_retired_is_shown():
    sam, lena = PersonFactory(), PersonFactory()
    told = ObservationFactory(person=sam, period_start=monday(0)).metric
    agreed = TargetFactory(person=lena).metric
    ObservationFactory(person=sam, period_start=monday(40))
    ObservationFactory(person=sam, period_start=monday(0), metric__is_retired=True)

    assert set(series.measured([sam, lena], WEDNESDAY)) == {told, agreed}
    assert set(series.measured([sam], WEDNESDAY)) == {told}


@pytest.mark.django_db
def test_every_installation_starts_with_the_same_metrics():
    kinds = dict(Metric.objects.values_list("key", "kind"))

    assert kinds == {
        "calls": "count", "first_meetings": "count", "meetings": "count", "proposals": "count", "demos": "count",
        "renewals_opened_early": "ratio", "pipeline_coverage": "ratio", "customer_satisfaction": "ratio",
        "opportunities_created": "count", "deals_won": "count", "deals_lost": "count", "won_value": "amount",
        "pipeline_created_value": "amount", "win_rate": "ratio", "sales_cycle_days": "duration", "activities": "count",
    }  # fmt: skip
    calls = Metric.objects.get(key="calls")
    assert (calls.kind, calls.direction, calls.role) == ("count", "higher", "leading")
