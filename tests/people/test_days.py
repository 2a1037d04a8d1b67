"""Days off: noted by whoever is away or manages them, and holidays by administrators."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from people import actions
from people.models import Absence, Holiday
from people.verdict import Refused
from tests.factories import HolidayFactory, PersonFactory, TeamFactory
from tests.races import race

MONDAY = datetime.date(2026, 3, 2)
WEEK = datetime.timedelta(days=7)


def away(person, by, starts_on=MONDAY, ends_on=MONDAY + WEEK):
    return actions.note_absence(person, by=by, starts_on=starts_on, ends_on=ends_on)


@pytest.mark.django_db
def test_a_seller_and_their_manager_note_absences_and_take_them_back():
    maya = PersonFactory()
    sam = PersonFactory(reports_to=maya)

    first, second = away(sam, sam), away(sam, maya, MONDAY + 3 * WEEK, MONDAY + 4 * WEEK)

    assert (first.noted_by, second.noted_by, second.last_day) == (sam, maya, datetime.date(2026, 3, 29))
    actions.take_back_absence(first, by=maya)
    assert list(sam.absences.all()) == [second]


@pytest.mark.django_db
def test_nobody_else_notes_them_and_no_day_is_noted_twice():
    sam, other = PersonFactory(), PersonFactory()
    noted = away(sam, sam)

    with pytest.raises(Refused):
        away(sam, other, MONDAY + 3 * WEEK, MONDAY + 4 * WEEK)
    with pytest.raises(Refused):
        actions.take_back_absence(noted, by=other)
    with pytest.raises(ValidationError):
        away(sam, sam, MONDAY + datetime.timedelta(days=3), MONDAY + 2 * WEEK)
    assert list(Absence.objects.all()) == [noted]


@pytest.mark.django_db(transaction=True)
def test_the_same_days_noted_twice_at_once_are_noted_once():
    sam = PersonFactory()

    outcomes = race(*[lambda: away(sam, sam)] * 2)

    assert Absence.objects.count() == 1
    assert sum(isinstance(one, ValidationError) for one in outcomes) == 1


@pytest.mark.django_db
def test_an_administrator_keeps_the_holidays(client):
    ada, north = PersonFactory(admin=True), TeamFactory()
    client.force_login(ada)

    answer = client.post(reverse("people:holiday_list"), {"day": "2026-12-25", "name": "Christmas", "team": north.pk})

    holiday = Holiday.objects.get()
    assert (answer.status_code, holiday.day, holiday.team) == (302, datetime.date(2026, 12, 25), north)
    again = client.post(reverse("people:holiday_list"), {"day": "2026-12-25", "name": "Twice", "team": north.pk})
    assert (again.status_code, Holiday.objects.count()) == (422, 1)
    client.post(reverse("people:holiday_remove", args=[holiday.pk]))
    assert not Holiday.objects.exists()


@pytest.mark.django_db
def test_others_do_not_keep_the_holidays():
    sam, holiday = PersonFactory(), HolidayFactory()

    with pytest.raises(Refused):
        actions.add_holiday(MONDAY, "Mine", by=sam)
    with pytest.raises(Refused):
        actions.remove_holiday(holiday, by=sam)
    assert list(Holiday.objects.all()) == [holiday]


@pytest.mark.django_db
def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(client):
    sam = PersonFactory()
    client.force_login(sam)

    answer = client.post(reverse("people:absence_note", args=[sam.pk]), {"starts_on": "2026-03-09", "last_day": "2026-03-02"})

    assert answer.status_code == 422
    assert "The last day is before the first." in answer.content.decode()
    assert "2026-03-09" in answer.content.decode()
    assert not Absence.objects.exists()


@pytest.mark.django_db
def test_the_page_notes_days_away(client):
    sam = PersonFactory()
    client.force_login(sam)

    client.post(reverse("people:absence_note", args=[sam.pk]), {"starts_on": "2027-03-01", "last_day": "2027-03-05"})

    assert Absence.objects.get().ends_on == datetime.date(2027, 3, 6)
    assert "1 March 2027 to 5 March 2027" in client.get(reverse("people:person_detail", args=[sam.pk])).content.decode()
