"""When people work, when they are away, and when their letter comes, wherever they are."""

import datetime
from datetime import UTC, date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from people.models import Person
from reminders.days import Days, at_their_morning, days_of, held_until
from tests.factories import AbsenceFactory, DeliveryFactory, HolidayFactory, PersonFactory, TeamFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


def at(text, zone="UTC"):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def is_morning_of(person, now):
    found = at_their_morning(Person.objects.filter(pk=person.pk), now).values_list("today", flat=True)
    return next(iter(found), None)


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        ("UTC", "08:00"),
        ("Europe/Vienna", "07:00"),
        ("Asia/Kolkata", "02:30"),
        ("Asia/Kathmandu", "02:15"),
        ("Australia/Eucla", "23:15"),
        ("Pacific/Kiritimati", "18:00"),
        ("America/St_Johns", "11:30"),
        ("Pacific/Marquesas", "17:30"),
    ],
)
def test_eight_is_eight_in_each_zone_also_those_of_half_and_quarter_hours(zone, instant):
    sam = PersonFactory(time_zone=zone)
    moment = Days(sam).morning(MONDAY)

    assert f"{moment:%H:%M}" == instant
    assert moment.astimezone(sam.zone).date() == MONDAY
    assert is_morning_of(sam, moment - timedelta(seconds=1)) is None
    assert is_morning_of(sam, moment) == "2026-03-02"
    assert is_morning_of(sam, moment + timedelta(hours=15, minutes=59)) == "2026-03-02"
    assert is_morning_of(sam, moment + timedelta(hours=16)) is None, "it is Tuesday, and not eight yet"


@pytest.mark.parametrize(("day", "instant"), [("2026-03-27", "07:00"), ("2026-03-30", "06:00"), ("2026-10-26", "07:00")])
def test_eight_is_there_once_when_the_clocks_change(day, instant):
    sam = PersonFactory(time_zone="Europe/Vienna")
    assert f"{Days(sam).morning(date.fromisoformat(day)):%H:%M}" == instant


@pytest.mark.parametrize(("day", "asked"), [("2026-03-29", time(2, 30)), ("2026-10-25", time(2, 30))])
def test_an_hour_that_is_not_there_or_there_twice_makes_one_morning(day, asked):
    """On a Sunday at half past two, which the spring jumps over and the autumn has twice."""
    sam = PersonFactory(time_zone="Europe/Vienna")
    DeliveryFactory(person=sam, digest_at=asked, has_weekends=True)
    start = at(f"{day}T00:00", "Europe/Vienna").astimezone(UTC)
    minutes = [start + timedelta(minutes=n) for n in range(0, 24 * 60, 10)]

    periods = [is_morning_of(sam, moment) for moment in minutes]

    on_the_day = [period for period in periods if period == day]
    assert on_the_day
    assert set(periods) <= {None, day, str(date.fromisoformat(day) + timedelta(days=1))}
    assert abs(minutes[periods.index(day)] - Days(sam).morning(date.fromisoformat(day))) <= timedelta(minutes=30)


def test_working_days_are_monday_to_friday_unless_one_chose_more():
    sam, kim = PersonFactory(), PersonFactory()
    DeliveryFactory(person=kim, has_weekends=True)

    week = [at("2026-03-02T09:00") + timedelta(days=n) for n in range(7)]

    assert [is_morning_of(sam, day) is not None for day in week] == [True] * 5 + [False] * 2
    assert [is_morning_of(kim, day) is not None for day in week] == [True] * 7


def test_holidays_are_those_of_the_company_of_ones_team_and_of_those_around_it():
    north = TeamFactory()
    inner = TeamFactory(parent=north)
    sam, kim = PersonFactory(team=inner), PersonFactory(team=TeamFactory())
    HolidayFactory(day=MONDAY, team=None)
    HolidayFactory(day=MONDAY + timedelta(days=1), team=north)
    HolidayFactory(day=MONDAY + timedelta(days=2), team=inner)

    days = [MONDAY + timedelta(days=n) for n in range(4)]
    for person, expected in ((sam, [False, False, False, True]), (kim, [False, True, True, True])):
        assert [Days(person).is_working_day(day) for day in days] == expected
        nine = [at(f"{day}T09:00") for day in days]
        assert [is_morning_of(person, moment) is not None for moment in nine] == expected


def test_after_an_absence_the_first_working_morning():
    sam = PersonFactory()
    AbsenceFactory(person=sam, starts_on=MONDAY, ends_on=MONDAY + timedelta(days=5))  # until Friday
    HolidayFactory(day=MONDAY + timedelta(days=7), team=None)

    days = Days(sam)

    assert [n for n in range(14) if days.is_away(MONDAY + timedelta(days=n))] == [0, 1, 2, 3, 4, 5, 6, 7]
    assert days.next_morning(at("2026-03-02T12:00")) == at("2026-03-10T08:00")
    mornings = [n for n in range(14) if is_morning_of(sam, at("2026-03-02T09:00") + timedelta(days=n))]
    assert mornings == [8, 9, 10, 11]


def test_a_weekend_is_no_absence():
    sam = PersonFactory()
    AbsenceFactory(person=sam, starts_on=MONDAY - timedelta(days=14), ends_on=MONDAY - timedelta(days=10))

    assert not any(Days(sam).is_away(MONDAY + timedelta(days=n)) for n in range(7))
    assert held_until(sam, at("2026-03-07T12:00")) is None


def test_who_is_away_is_asked_again_each_morning():
    sam = PersonFactory(time_zone="America/New_York")
    AbsenceFactory(person=sam, starts_on=MONDAY, ends_on=MONDAY + timedelta(days=5))

    assert held_until(sam, at("2026-03-02T12:00", "America/New_York")) == at("2026-03-03T08:00", "America/New_York")
    assert held_until(sam, at("2026-03-07T12:00", "America/New_York")) == at("2026-03-08T08:00", "America/New_York")
    assert held_until(sam, at("2026-03-09T00:01", "America/New_York")) is None
    assert held_until(sam, at("2026-03-01T23:00", "America/New_York")) is None


def test_all_ways_to_ask_give_the_same_answer(django_assert_num_queries):
    """One query for many, one person's days, and many people's days at once: the same people, days and hours."""
    north = TeamFactory(parent=TeamFactory())
    people = [
        PersonFactory(time_zone=zone, team=team)
        for zone in ("Asia/Kathmandu", "America/New_York", "Pacific/Auckland")
        for team in (north, None)
    ]
    DeliveryFactory(person=people[1], digest_at=time(17, 45), has_weekends=True)
    AbsenceFactory(person=people[2], starts_on=MONDAY, ends_on=MONDAY + timedelta(days=2))
    HolidayFactory(day=MONDAY, team=north)
    HolidayFactory(day=MONDAY + timedelta(days=3), team=north.parent)
    HolidayFactory(day=MONDAY + timedelta(days=4))
    with django_assert_num_queries(4):
        many = days_of(people)
        mornings = {person.pk: many[person.pk].next_morning(at("2026-03-01T12:00")) for person in people}
    days = {person.pk: Days(person) for person in people}
    assert mornings == {pk: one.next_morning(at("2026-03-01T12:00")) for pk, one in days.items()}
    assert len(set(mornings.values())) >= 5

    for hour in range(-30, 24 * 8, 3):
        now = at("2026-03-02T00:10") + timedelta(hours=hour)
        found = dict(at_their_morning(Person.objects.all(), now).values_list("pk", "today"))
        for person in people:
            mine, local = days[person.pk], now.astimezone(person.zone)
            works = mine.is_working_day(local.date()) and not mine.is_absent(local.date())
            expected = str(local.date()) if works and now >= mine.morning(local.date()) else None
            assert found.get(person.pk) == expected, (person.time_zone, now)


def test_a_session_is_prepared_on_the_working_morning_before_it():
    sam = PersonFactory(time_zone="Europe/Vienna")
    HolidayFactory(day=date(2026, 3, 5), team=None)

    def mornings(text):
        return [at.astimezone(sam.zone).strftime("%a %H:%M") for at in Days(sam).mornings_before(at_vienna(text))]

    def at_vienna(text):
        return at(text, "Europe/Vienna")

    assert mornings("2026-03-04T14:00") == ["Tue 08:00", "Wed 08:00"]
    assert mornings("2026-03-04T07:30") == ["Tue 08:00"]
    assert mornings("2026-03-09T09:00") == ["Fri 08:00", "Mon 08:00"]
    assert mornings("2026-03-06T09:00") == ["Wed 08:00", "Fri 08:00"], "Thursday is a holiday"
