"""What a scan makes of teams, seasons, cadences, mutes and many falls at once."""

import datetime

import numpy as np
import pytest

from metrics import scanning
from metrics.actions import mute, scan
from metrics.actions.following import BUDGET
from metrics.models import Judgement, Metric, Observation, Scan, Signal, Standing
from reminders.models import Reminder
from tests.factories import MetricFactory, PersonFactory, ReportingLineFactory, TargetFactory
from tests.metrics.test_scan import AS_OF, FALL, LAST, fallen, lean_on, monday, steady, tell

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(weeks=1)


def team_of(name, number, values):
    """A manager of that name with so many sellers, each with a plan that leans on calls, and their calls by `values(place)`."""
    manager = PersonFactory(name=name)
    sellers = [
        PersonFactory(reports_to=manager, email=f"{name.split()[0].lower()}{place}@firm.example") for place in range(number)
    ]
    for place, seller in enumerate(sellers):
        tell(seller, "calls", values(place))
        lean_on(seller)
    return manager, sellers


def cases():
    return sorted(Signal.objects.values_list("kind", "person__name", "metric__key"))


def others(*names, above):
    """Steady teams of six beside another one, all of whose managers report to `above`."""
    for number, name in enumerate(names):
        manager, _sellers = team_of(name, 6, lambda place, number=number: steady(12, seed=10 * number + place))
        ReportingLineFactory(person=manager, manager=above)


def test_a_team_that_falls_within_a_steady_company_is_one_case_of_its_manager():
    lena = PersonFactory(name="Lena Hofer")
    maya, _sellers = team_of("Maya Lindqvist", 6, lambda place: fallen(12, 0.7, seed=place))
    ReportingLineFactory(person=maya, manager=lena)
    others("Anna", "Bela", "Cora", "Dario", "Elin", "Falk", "Gesa", above=lena)

    scan(as_of=AS_OF)

    assert cases() == [("team", "Maya Lindqvist", "calls")]
    assert 0.6 < Signal.objects.get().actual / Signal.objects.get().expected < 0.8
    assert set(Reminder.objects.values_list("recipient__name", flat=True)) == {"Maya Lindqvist"}


def test_whoever_leads_a_team_and_the_company_has_one_case_where_both_fall():
    maya, _sellers = team_of("Maya Lindqvist", 6, lambda place: fallen(12, 0.4, seed=place))
    others("Anna", "Bela", above=maya)

    scan(as_of=AS_OF)

    assert cases() == [("team", "Maya Lindqvist", "calls")]


@pytest.fixture
def falling():
    """Eight sellers who agreed on eleven calls or more, and who all make seven since six weeks."""
    _maya, sellers = team_of("Maya Lindqvist", 8, lambda place: fallen(12, 0.6, seed=place))
    for seller in sellers:
        seller.targets.update(low=11, high=15)
    return sellers


def test_a_range_that_all_miss_together_is_no_case_of_anybody_but_who_leads_them(falling):
    scan(as_of=AS_OF)

    assert Judgement.objects.filter(state="off_course").count() > 4
    assert cases() == [("team", "Maya Lindqvist", "calls")]


def test_whoever_falls_beyond_the_others_has_a_case_beside_that_of_all(falling):
    Observation.objects.filter(person=falling[0], period_start__gte=monday(FALL - 1)).update(value=1)

    scan(as_of=AS_OF)

    assert cases() == [("metric", falling[0].name, "calls"), ("team", "Maya Lindqvist", "calls")]


@pytest.mark.parametrize("has_season", [True, False])
def test_a_month_that_is_always_low_is_held_against_nobody(has_season):
    """Two years in which the first month of a quarter has half of what its last one has; the last weeks are of a first month."""
    Metric.objects.filter(key="calls").update(has_season=has_season)
    last, weeks = datetime.date(2026, 1, 26), 104
    mondays = [last - WEEK * (weeks - 1 - week) for week in range(weeks)]
    season = np.array([(0.65, 1.0, 1.35)[(day.month - 1) % 3] for day in mondays])
    maya = PersonFactory()
    for number in range(8):
        seller = PersonFactory(reports_to=maya, starts_on=mondays[0])
        tell(seller, "calls", np.rint(20 * season + np.random.default_rng(number).uniform(-2, 2, weeks)), last=last)
        TargetFactory(
            person=seller,
            metric=Metric.objects.get(key="calls"),
            low=18,
            high=24,
            starts_on=last - 20 * WEEK,
            ends_on=last + 9 * WEEK,
        )

    scan(as_of=last + WEEK)

    assert (set(Judgement.objects.values_list("state", flat=True)) == {"on_course"}) is has_season
    assert bool(Signal.objects.exists()) is not has_season
    assert bool(Standing.objects.filter(metric__key="calls", is_base=False).get().season) is has_season


@pytest.mark.parametrize(("cadence", "months"), [("month", range(1, 13)), ("quarter", (3, 6, 9, 12))])
def test_what_comes_once_a_period_is_judged_and_missed_only_where_a_period_ends(cadence, months):
    """Values stand in the week in which their period ends; Sam's fall by four fifths, Nora's stop."""
    metric = MetricFactory(key="visits", cadence=cadence)
    ends = [monday(back) for back in range(100, -1, -1) if _ends_in(monday(back), months)]
    people = {
        name: PersonFactory(name=name, starts_on=monday(103))
        for name in ("Sam Okafor", "Nora Lund", "Jon Bell", *(f"Colleague {n}" for n in range(6)))
    }
    low = 3
    for name, person in people.items():
        TargetFactory(person=person, metric=metric, low=36, high=50, starts_on=monday(100), ends_on=monday(-9))
        values = [40.0 + place % 3 for place in range(len(ends))]
        if name == "Sam Okafor":
            values[-low:] = [8.0] * low
        Observation.objects.bulk_create(
            Observation(person=person, metric=metric, period_start=day, value=value)
            for day, value in list(zip(ends, values, strict=True))[: -1 if name == "Nora Lund" else None]
        )
    scan(as_of=ends[-1] + WEEK)
    three = Judgement.objects.filter(person__name__in=("Sam Okafor", "Nora Lund", "Jon Bell"))
    soon = dict(three.values_list("person__name", "state"))
    scan(as_of=ends[-1] + 4 * WEEK)

    assert soon == {"Sam Okafor": "off_course", "Nora Lund": "on_course", "Jon Bell": "on_course"}
    assert dict(three.values_list("person__name", "state")) == soon | {"Nora Lund": "no_data"}
    assert Signal.objects.get().weeks == low


def _ends_in(day, months):
    """Whether one of these months ends in the week of that Monday."""
    days = [day + datetime.timedelta(days=number) for number in range(7)]
    return any((one + datetime.timedelta(days=1)).day == 1 and one.month in months for one in days)


@pytest.fixture
def sam():
    """Sam, of whose plan five metrics fall in the same week, beside seven colleagues for whom they are steady."""
    maya = PersonFactory(name="Maya Lindqvist")
    people = [PersonFactory(reports_to=maya, name=name) for name in ("Sam Okafor", *(f"Colleague {n}" for n in range(7)))]
    keys = ("calls", "meetings", "first_meetings", "proposals", "demos")
    for place, key in enumerate(keys):
        for number, person in enumerate(people):
            tell(person, key, fallen(12, 0.3, seed=place) if number == 0 else steady(12, seed=10 * place + number))
        TargetFactory(person=people[0], metric=Metric.objects.get(key=key), low=1, high=60, starts_on=monday(30))
    return people[0]


def told_of():
    """The metrics of which Sam's inbox tells."""
    return [reminder.facts["metric"] for reminder in Reminder.objects.filter(channel="app", recipient__name="Sam Okafor")]


def test_of_many_new_cases_the_gravest_three_are_told_and_all_stand_in_the_list(sam):
    assert scan(as_of=AS_OF).opened == 5

    found = Signal.objects.filter(person=sam)
    gravest = sorted(found, key=lambda signal: -signal.statistic / signal.threshold)[:BUDGET]
    assert (found.count(), BUDGET) == (5, 3)
    assert sorted(told_of()) == sorted(signal.metric.name for signal in gravest)


def test_what_is_muted_is_judged_and_told_to_nobody(sam):
    until = datetime.date.today() + 8 * WEEK
    keys = ("calls", "meetings", "first_meetings", "proposals")
    for key in keys:
        mute(sam, by=sam, metric=Metric.objects.get(key=key), until=until, reason="The fair takes these weeks.")

    assert scan(as_of=AS_OF).opened == 5
    assert set(told_of()) <= {"Demos"}
    assert not Reminder.objects.exclude(facts__metric="Demos").exists()


def test_only_what_came_is_judged_again(sam):
    scan(as_of=AS_OF)
    Observation.objects.filter(person=sam, metric__key="demos", period_start=monday(1)).update(value=12)

    company = scanning.read(AS_OF)
    again = {found.metric.key for found in scanning.found(company) if not found.is_same}

    assert again == {"demos"}
    assert set(company.touched) == {Metric.objects.get(key="demos").pk}
    assert Scan.objects.get().as_of == LAST + WEEK
