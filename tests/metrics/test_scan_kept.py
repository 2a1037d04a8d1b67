"""The scan goes on from where it stood, and comes to what a scan of everything would come to."""

import datetime

import numpy as np
import pytest

from metrics.actions import scan, set_drift
from metrics.models import Judgement, Metric, Observation, Scan, Standing, Target, Touched
from people.models import Absence, Holiday
from tests.factories import PersonFactory, TargetFactory
from tests.metrics.test_scan import AS_OF, monday, tell

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)
KEYS = ("calls", "won_value", "renewals_opened_early", "sales_cycle_days")
FIELDS = [field.name for field in Judgement._meta.fields if field.name != "id"]


@pytest.fixture
def company():
    """Two managers with four sellers each, a year of four kinds of metrics, ranges and totals; some of it has moved."""
    rng = np.random.default_rng(5)
    made = []
    for number in range(8):
        manager = PersonFactory() if number % 4 == 0 else manager  # noqa: F821
        seller = PersonFactory(reports_to=manager, email=f"seller{number}@firm.example", starts_on=datetime.date(2023, 1, 2))
        calls = rng.negative_binomial(24, 1 / 1.5, 60).astype(float)
        calls[-9:] *= 0.3 if number == 0 else 1
        calls[rng.random(60) < 0.05] = np.nan
        asked = rng.poisson(9, 60).astype(float) + 1
        tell(seller, "calls", np.floor(calls))
        tell(seller, "won_value", np.round(rng.lognormal(9, 0.5, 60), 2))
        tell(seller, "renewals_opened_early", np.round(rng.binomial(asked.astype(int), 0.7) / asked, 4), asked)
        tell(seller, "sales_cycle_days", np.round(rng.lognormal(3.5, 0.3, 60), 1))
        ends = {"low": 9, "high": 15} if number % 2 else {"low": None, "high": None, "total": 600}
        TargetFactory(person=seller, metric=Metric.objects.get(key="calls"), starts_on=monday(20), **ends)
        made.append(seller)
    return made


def judged():
    return sorted(Judgement.objects.values_list(*FIELDS), key=str)


def differences(one, other):
    """Where two lists of judgements differ."""
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return [[(name, x, y) for name, x, y in zip(FIELDS, a, b, strict=True) if x != y] for a, b in pairs]


def anew(as_of):
    """What a scan says that goes on from nothing."""
    Standing.objects.all().delete()
    Judgement.objects.all().delete()
    scan(as_of=as_of)
    return judged()


def test_week_by_week_is_a_full_replay(company):
    for back in (9, 8, 7, 5, 4, 3, 2, 1, 0):
        scan(as_of=AS_OF - back * WEEK)
    by_week = judged()

    assert differences(by_week, anew(AS_OF)) == []
    assert {row[FIELDS.index("state")] for row in by_week} >= {"off_course", "on_course"}


def correct(company):
    Observation.objects.filter(person=company[2], metric__key="calls", period_start=monday(2)).update(value=1)


def correct_long_ago(company):
    Observation.objects.filter(person=company[2], period_start__lt=monday(25)).update(value=3)


def take_away(company):
    Observation.objects.filter(person=company[3], period_start__gte=monday(1)).delete()


def come_new(company):
    new = PersonFactory(email="new@firm.example", reports_to=company[0].manager(), starts_on=monday(30))
    tell(new, "calls", np.array([4.0, 5, 6, 4]))


def agree(company):
    Target.objects.filter(person=company[1]).update(low=14, high=20)


def agree_anew(company):
    Target.objects.filter(person=company[4]).update(ends_on=monday(5))
    TargetFactory(person=company[4], metric=Metric.objects.get(key="calls"), low=3, high=9, starts_on=monday(4))


def go_away(company):
    Absence.objects.create(person=company[0], starts_on=monday(3), ends_on=monday(1))


def go_away_long_ago(company):
    Absence.objects.create(person=company[0], starts_on=monday(30), ends_on=monday(28))


def rest(company):
    Holiday.objects.create(day=monday(1) + datetime.timedelta(days=2), name="A day off")


def change_manager(company):
    company[0].lines_up.update(ends_on=monday(3))
    company[0].lines_up.create(manager=company[7].manager(), starts_on=monday(3))


def choose(company):
    set_drift(by=PersonFactory(admin=True), is_on=True, run_length=52, silence_weeks=2, ramp_weeks=60)


@pytest.mark.parametrize(
    "change",
    [correct, correct_long_ago, take_away, come_new, agree, agree_anew, go_away, go_away_long_ago, rest, change_manager, choose],
    ids=lambda change: change.__name__,
)
def test_after_a_change_the_scan_comes_to_what_a_full_one_would(company, change):
    scan(as_of=AS_OF - WEEK)
    scan(as_of=AS_OF)
    before = judged()

    change(company)
    scan(as_of=AS_OF)

    after = judged()
    assert differences(after, anew(AS_OF)) == []
    assert after != before or change is change_manager  # whom one reports to counts while a team moves


def join_beside(company):
    """A manager and a seller of whom nothing is measured."""
    PersonFactory(reports_to=PersonFactory())


def report_to_a_new_manager(company):
    today = AS_OF + datetime.timedelta(days=1)
    company[0].lines_up.update(ends_on=today)
    company[0].lines_up.create(manager=PersonFactory(), starts_on=today)


@pytest.mark.parametrize("change", [join_beside, report_to_a_new_manager], ids=lambda change: change.__name__)
def test_whoever_begins_to_lead_within_a_week_changes_nothing_of_the_weeks_that_are_over(company, change):
    scan(as_of=AS_OF)
    before = judged()

    change(company)
    scan(as_of=AS_OF)

    assert differences(judged(), before) == []
    assert differences(anew(AS_OF), before) == []


def test_what_has_not_changed_is_not_judged_again(company, django_assert_max_num_queries):
    scan(as_of=AS_OF)
    kept = list(Standing.objects.values_list("pk", "as_of", "basis").order_by("pk"))
    assert not Touched.objects.exists()

    Observation.objects.filter(person=company[2], metric__key="calls", period_start=monday(0)).update(value=1)
    assert set(Touched.objects.values_list("metric_id", "since")) == {(Metric.objects.get(key="calls").pk, monday(0))}
    scan(as_of=AS_OF)

    assert list(Standing.objects.values_list("pk", "as_of", "basis").order_by("pk")) == kept
    assert not Touched.objects.exists()


def test_a_scan_of_an_earlier_week_keeps_what_later_ones_stand_on(company):
    scan(as_of=AS_OF)
    kept, said = list(Standing.objects.values_list("as_of", flat=True)), judged()

    scan(as_of=AS_OF - 6 * WEEK)

    assert (list(Standing.objects.values_list("as_of", flat=True)), judged()) == (kept, said)


def test_absences_and_observations_after_the_day_change_nothing(company):
    early = AS_OF - 4 * WEEK
    first = anew(early)

    Observation.objects.filter(period_start__gte=early).update(value=0)
    Absence.objects.create(person=company[0], starts_on=early, ends_on=AS_OF)

    assert anew(early) == first


def test_the_scan_says_how_many_alarms_chance_explains(company):
    result = scan(as_of=AS_OF)

    row = Scan.objects.latest_one()
    assert (row.as_of, row.series, row.leaned_on, row.run_length) == (AS_OF, 32, 8, 104)
    assert row.by_chance == round(8 * 4 / 104, 3)
    assert row.expected_false_share == (min(1.0, row.by_chance / row.alerts) if row.alerts else None)
    assert result.row == row
