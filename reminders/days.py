"""The days of people: when they work, when they are away, and when their daily letter comes, each in their own time zone.

Two ways to the same answer: `Days` for one person, `at_their_morning` for many in one query.
"""

import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, DateField, Exists, F, OuterRef, Q, TimeField, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from people.models import Absence, Holiday, Person, Team
from reminders.models import Delivery

DAY = datetime.timedelta(days=1)
MORNING = Delivery._meta.get_field("digest_at").default
SATURDAY = 5
FAR = 800  # days that are looked at, however long an absence


class Days:
    """One person's days, as they are known now."""

    def __init__(self, person, delivery=None):
        self.person = person
        self.delivery = delivery or Delivery.objects.of(person)

    @cached_property
    def absences(self):
        """First days and days of return."""
        return list(Absence.objects.filter(person=self.person).values_list("starts_on", "ends_on"))

    @cached_property
    def holidays(self):
        """The days on which their team, one around it, or the company does not work."""
        return set(Holiday.objects.filter(Q(team=None) | Q(team__in=_around(self.person.team_id))).values_list("day", flat=True))

    def is_absent(self, day):
        """Whether they said that they are away then."""
        return any(first <= day < back for first, back in self.absences)

    def is_working_day(self, day):
        """Whether it is a day for letters: from Monday to Friday unless they chose more, and no holiday of theirs."""
        return (self.delivery.has_weekends or day.weekday() < SATURDAY) and day not in self.holidays

    def is_away(self, day):
        """Whether they are absent, or not back yet on the days off after it."""
        for _number in range(FAR):
            if self.is_absent(day) or self.is_working_day(day):
                break
            day -= DAY
        return self.is_absent(day)

    def morning(self, day):
        """When the letter of that day comes; a time that the clocks jump over comes soon after."""
        local = datetime.datetime.combine(day, self.delivery.digest_at, tzinfo=self.person.zone)
        return local.astimezone(datetime.UTC)

    def mornings_before(self, moment):
        """The mornings on which a letter can tell of something at that moment: of the working day before, and of the day
        itself if that is in time.
        """
        day = before = moment.astimezone(self.person.zone).date()
        for _number in range(FAR):
            before -= DAY
            if self.is_working_day(before) and not self.is_absent(before):
                break
        return [at for at in (self.morning(before), self.morning(day)) if at < moment]

    def next_morning(self, now=None):
        """When the letter of their next working day comes, today not included."""
        today = day = (now or timezone.now()).astimezone(self.person.zone).date()
        for _number in range(FAR):
            day += DAY
            if self.is_working_day(day) and not self.is_absent(day):
                return self.morning(day)
        return self.morning(today + DAY)


def days_of(people):
    """{id: `Days`} of many people: what is known of all of them is read at once."""
    people = {person.pk: person for person in people}
    known = {row.person_id: row for row in Delivery.objects.filter(person__in=people)}
    days = {pk: Days(person, known.get(pk) or Delivery(person=person)) for pk, person in people.items()}
    absences, holidays = {}, {}
    for pk, first, back in Absence.objects.filter(person__in=people).values_list("person", "starts_on", "ends_on"):
        absences.setdefault(pk, []).append((first, back))
    for day, team in Holiday.objects.values_list("day", "team"):
        holidays.setdefault(team, set()).add(day)
    parents = dict(Team.objects.values_list("pk", "parent"))
    for pk, one in days.items():
        teams = [None, *_up(parents, one.person.team_id)]
        one.absences, one.holidays = absences.get(pk, []), set().union(*(holidays.get(team, ()) for team in teams))
    return days


def held_until(person, now=None):
    """If they are away, tomorrow's morning, at which one asks again; else None."""
    today = (now or timezone.now()).astimezone(person.zone).date()
    lately = Absence.objects.filter(person=person, starts_on__lte=today, ends_on__gt=today - 30 * DAY)
    if not lately.exists():
        return None
    days = Days(person)
    return days.morning(today + DAY) if days.is_away(today) else None


def at_their_morning(people, now):
    """Those of `people` (a queryset) whose letter of today is due: each with `today`, as that letter's period, in their zone."""
    zones = Person.objects.order_by().values_list("time_zone", flat=True).distinct()
    local = {name: now.astimezone(ZoneInfo(name)) for name in zones}
    dates = {name: clock.date() for name, clock in local.items()}
    weekdays = [name for name, day in dates.items() if day.weekday() < SATURDAY]
    here = people.annotate(
        day=_of_zone(dates, DateField()),
        today=_of_zone({name: day.isoformat() for name, day in dates.items()}, CharField()),
        clock=_of_zone({name: clock.time() for name, clock in local.items()}, TimeField()),
        letter_at=Coalesce("delivery__digest_at", Value(MORNING)),
    )
    awake = here.filter(Q(letter_at__lte=F("clock")), Q(delivery__has_weekends=True) | Q(time_zone__in=weekdays))
    absent = Absence.objects.filter(person=OuterRef("pk"), starts_on__lte=OuterRef("day"), ends_on__gt=OuterRef("day"))
    return awake.exclude(Exists(absent)).exclude(_on_holiday(dates))


def _of_zone(values, field):
    return Case(*[When(time_zone=name, then=Value(value)) for name, value in values.items()], output_field=field)


def _on_holiday(dates):
    """Those for whom today is a holiday; `dates` is today in each zone."""
    found = Q(pk__in=[])
    for holiday in Holiday.objects.filter(day__in=set(dates.values())):
        zones = Q(time_zone__in=[name for name, day in dates.items() if day == holiday.day])
        found |= zones & Q(pk__in=Person.objects.in_teams([holiday.team_id]).values("pk")) if holiday.team_id else zones
    return found


def _around(team_id):
    """The ids of a team and of all that it is within."""
    return _up(dict(Team.objects.values_list("pk", "parent")), team_id)


def _up(parents, team_id):
    found = []
    while team_id is not None and team_id not in found:
        found.append(team_id)
        team_id = parents.get(team_id)
    return found
