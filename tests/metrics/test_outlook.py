"""Will it get there: the range, the chance, and how they are said."""

import datetime

import pytest

from metrics import outlook
from metrics.models import Metric
from metrics.outlook import Outlook, done_words, odds_words, outlook_words
from tests.factories import MetricFactory, ObservationFactory, PersonFactory, TargetFactory

FIRST = datetime.date(2026, 1, 5)
WEDNESDAY = datetime.date(2026, 3, 4)  # eight weeks are closed, and of the 26 of the period 18 are to come
PERIOD = {"starts_on": datetime.date(2026, 1, 1), "ends_on": datetime.date(2026, 6, 30), "low": None, "high": None}


def told(person, metric, values):
    for number, value in enumerate(values):
        if value is not None:
            ObservationFactory(person=person, metric=metric, period_start=FIRST + datetime.timedelta(weeks=number), value=value)


def ahead(person, metric, until=WEDNESDAY, phi=1.0, shares=None):
    return outlook.outlook_of(person, metric, until=until, phi=phi, shares=shares or (lambda weeks: [1.0] * len(weeks)))


@pytest.fixture
def deals(db):
    metric = MetricFactory(key="deals_won")
    sam = PersonFactory()
    TargetFactory(person=sam, metric=metric, total=52, **PERIOD)
    return sam, metric


def test_somebody_on_pace_has_about_one_chance_in_two(deals):
    told(*deals, [2] * 8)

    found = ahead(*deals)

    assert (found.done, found.target, found.weeks_left) == (16, 52, 18)
    assert found.pace == pytest.approx(16)
    assert 0.4 < found.probability < 0.6 and found.low < 52 < found.high
    assert found.assurance == "open"


def test_somebody_far_behind_is_unlikely_and_somebody_who_is_there_has_made_it(deals):
    told(*deals, [0, 1, 0, 0, 1, 0, 0, 0])
    behind = ahead(*deals)
    TargetFactory(person=deals[0], metric=MetricFactory(key="calls"), total=10, **PERIOD)
    told(deals[0], Metric.objects.get(key="calls"), [5, 5, 5])

    assert behind.assurance == "unlikely"
    assert ahead(deals[0], Metric.objects.get(key="calls")).probability == 1


def test_a_week_without_a_report_is_not_known_rather_than_nothing(deals):
    told(*deals, [2, 2, 2, 2, None, None, None, None])
    unknown = ahead(*deals)
    told(*deals, [None] * 4 + [0] * 4)

    assert ahead(*deals).probability < unknown.probability


def test_days_off_to_come_are_allowed_for(deals):
    told(*deals, [2] * 8)
    away = ahead(*deals, shares=lambda weeks: [1.0] * 8 + [None] * 6 + [1.0] * (len(weeks) - 14))

    assert away.pace == pytest.approx(52 * 8 / 20)
    assert away.high < ahead(*deals).high


def test_there_is_no_outlook_without_a_total_for_shares_and_for_what_should_be_few(deals):
    sam, metric = deals
    for name, fields in {"total": {}, "kind": {"kind": "ratio"}, "direction": {"direction": "lower"}}.items():
        other = MetricFactory(key=f"other_{name}", **fields)
        TargetFactory(person=sam, metric=other, **PERIOD | ({"low": 3} if name == "total" else {"total": 40}))
        assert ahead(sam, other) is None
    assert ahead(PersonFactory(), metric) is None
    assert ahead(sam, metric, until=datetime.date(2026, 1, 3)) is None


def made(**fields):
    usual = {"done": 20, "pace": 27, "target": 60, "ends_on": datetime.date(2026, 6, 30), "probability": 0.125}
    return Outlook(**usual | {"low": 41, "high": 58, "weeks_left": 9} | fields)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "At this rate 41 to 58 by 30 June, against 60: about 1 in 8 to make it."),
        ({"probability": 0.5}, "At this rate 41 to 58 by 30 June, against 60: about even to make it."),
        ({"done": 61}, "The 60 agreed for 30 June are reached."),
        ({"weeks_left": 0, "low": 44}, "The period is over: 44 against 60."),
    ],
)
def test_the_outlook_in_words(fields, words):
    assert outlook_words(made(**fields), MetricFactory.build(key="calls", kind="count", unit="")) == words


def test_where_the_total_stands_beside_the_pace():
    metric = MetricFactory.build(key="calls", kind="count", unit="")

    assert done_words(made(), metric) == "20 of 60 so far; an even pace would be 27 by now."


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.001, "less than 1 in 50"), (0.02, "about 1 in 50"), (0.125, "about 1 in 8"), (0.25, "about 1 in 4"),
        (0.35, "about 1 in 3"), (0.5, "about even"), (0.6, "about 6 in 10"), (0.9, "about 9 in 10"), (0.94, "about 9 in 10"),
        (0.97, "more than 19 in 20"),
    ],
)  # fmt: skip
def test_chances_are_said_as_one_says_them(chance, words):
    assert odds_words(chance) == words
