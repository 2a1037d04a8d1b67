"""What a signed plan says about metrics."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError

from metrics.actions import set_targets
from metrics.agreed import in_force
from metrics.models import Target
from tests.factories import MetricFactory, PersonFactory, TargetFactory
from tests.races import race

JAN, JUL, DEC = datetime.date(2026, 1, 1), datetime.date(2026, 7, 1), datetime.date(2026, 12, 31)


def agree(person, *targets, plan_id=None, agreement_id=None, on=JAN):
    return set_targets(
        person=person,
        plan_id=plan_id or uuid.uuid4(),
        agreement_id=agreement_id or uuid.uuid4(),
        effective_on=on,
        ends_on=DEC,
        targets=list(targets),
        by=person,
    )


@pytest.mark.django_db
def test_a_signed_version_writes_its_targets():
    sam, goal = PersonFactory(), uuid.uuid4()

    written = agree(sam, {"metric": "calls", "low": 30, "high": 40, "baseline": 25, "goal_id": goal})

    target = Target.objects.get()
    assert [target] == written
    assert (target.person, target.metric.key, target.goal_id) == (sam, "calls", goal)
    assert (target.low, target.high, target.baseline, target.total) == (30, 40, 25, None)
    assert (target.starts_on, target.ends_on) == (JAN, DEC)


@pytest.mark.django_db
def test_a_range_and_a_total_of_one_goal_and_metric_become_one_target():
    sam, goal = PersonFactory(), uuid.uuid4()

    agree(sam, {"metric": "calls", "low": 30, "goal_id": goal}, {"metric": "calls", "total": 1500, "low": 99, "goal_id": goal})

    target = Target.objects.get()
    assert (target.low, target.total) == (30, 1500)


@pytest.mark.django_db
def test_an_amendment_ends_the_targets_of_the_version_before_it_and_of_no_other_plan():
    sam, plan = PersonFactory(), uuid.uuid4()
    other = TargetFactory(person=sam)
    (first,) = agree(sam, {"metric": "calls", "low": 30}, plan_id=plan)

    (second,) = agree(sam, {"metric": "calls", "low": 20}, plan_id=plan, on=JUL)

    first.refresh_from_db()
    other.refresh_from_db()
    assert first.ends_on == datetime.date(2026, 6, 30)
    assert (second.starts_on, second.ends_on) == (JUL, DEC)
    assert other.ends_on == DEC


@pytest.mark.django_db
def test_a_target_that_never_came_into_force_is_replaced():
    sam, plan = PersonFactory(), uuid.uuid4()
    agree(sam, {"metric": "calls", "low": 30}, plan_id=plan, on=JUL)

    (second,) = agree(sam, {"metric": "calls", "low": 20}, plan_id=plan, on=JUL)

    assert list(Target.objects.all()) == [second]


@pytest.mark.django_db
def test_the_same_agreement_twice_writes_its_targets_once():
    sam, agreement = PersonFactory(), uuid.uuid4()
    first = agree(sam, {"metric": "calls", "low": 30}, agreement_id=agreement)

    assert agree(sam, {"metric": "calls", "low": 30}, agreement_id=agreement) == first
    assert Target.objects.count() == 1


@pytest.mark.django_db
def test_a_range_upside_down_is_refused_and_nothing_is_written_or_ended():
    sam, plan = PersonFactory(), uuid.uuid4()
    (first,) = agree(sam, {"metric": "calls", "low": 30}, plan_id=plan)

    with pytest.raises(ValidationError):
        agree(sam, {"metric": "calls", "low": 30}, {"metric": "meetings", "low": 9, "high": 3}, plan_id=plan, on=JUL)

    assert list(Target.objects.values_list("pk", "ends_on")) == [(first.pk, DEC)]


@pytest.mark.django_db(transaction=True)
def test_two_signatures_at_once_leave_one_set_of_targets():
    sam, agreement, goal = PersonFactory(), uuid.uuid4(), uuid.uuid4()
    act = lambda: agree(sam, {"metric": "calls", "low": 30, "goal_id": goal}, agreement_id=agreement)  # noqa: E731

    race(act, act)

    assert Target.objects.count() == 1


def test_the_version_that_was_in_force_in_a_week_is_the_one_that_ended_first():
    metric = MetricFactory.build()
    old = TargetFactory.build(metric=metric, person=None, low=30, ends_on=datetime.date(2026, 6, 30))
    new = TargetFactory.build(metric=metric, person=None, low=20)
    total = TargetFactory.build(metric=metric, person=None, low=None, high=None, total=900, ends_on=datetime.date(2026, 6, 1))

    assert in_force([new, old, total], datetime.date(2026, 3, 2)) is old
    assert in_force([new, old, total], datetime.date(2026, 8, 3)) is new
    assert in_force([total], datetime.date(2026, 3, 2)) is total
    assert in_force([new], datetime.date(2027, 1, 4)) is None
