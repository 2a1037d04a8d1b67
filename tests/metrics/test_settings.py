"""How patient perfplan is: chosen by administrators."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from metrics import actions
from metrics.models import DriftSetting
from people.verdict import Refused
from tests.factories import PersonFactory, ScanFactory
from tests.races import race

pytestmark = pytest.mark.django_db
CHOICES = {"is_on": True, "run_length": 156, "silence_weeks": 4, "ramp_weeks": 12}


def test_an_administrator_chooses_and_the_choices_are_one_row():
    ada = PersonFactory(admin=True)

    actions.set_drift(by=ada, **CHOICES)
    actions.set_drift(by=ada, **CHOICES | {"run_length": 52})

    setting = DriftSetting.objects.get()
    assert (setting.pk, setting.run_length, setting.silence_weeks, setting.ramp_weeks) == (1, 52, 4, 12)


def test_others_do_not_and_nonsense_is_refused():
    with pytest.raises(Refused):
        actions.set_drift(by=PersonFactory(), **CHOICES)
    for wrong in ({"run_length": 7}, {"silence_weeks": 0}, {"ramp_weeks": 500}):
        with pytest.raises(ValidationError):
            actions.set_drift(by=PersonFactory(admin=True), **CHOICES | wrong)
    assert not DriftSetting.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_choices_at_once_leave_one_row():
    ada = PersonFactory(admin=True)
    actions.set_drift(by=ada, **CHOICES)

    race(*[lambda weeks=weeks: actions.set_drift(by=ada, **CHOICES | {"ramp_weeks": weeks}) for weeks in (3, 9)])

    assert DriftSetting.objects.get().ramp_weeks in (3, 9)


def test_the_page_shows_the_choices_and_what_the_last_look_came_to(client):
    client.force_login(PersonFactory(admin=True))
    ScanFactory(series=420, leaned_on=60, alerts=4, by_chance=2.31)

    page = client.get(reverse("metrics:setting_edit")).content.decode()

    assert "420 series were judged, and a plan leans on 60 of them" in page
    assert "4 of them crossed their limits that week; about 2.3 would" in page
    answer = client.post(reverse("metrics:setting_edit"), {**CHOICES, "is_on": "on"})
    assert (answer.status_code, DriftSetting.objects.get().run_length) == (302, 156)
    assert client.post(reverse("metrics:setting_edit"), {**CHOICES, "silence_weeks": "x"}).status_code == 422
