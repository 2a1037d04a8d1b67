"""The page of what is muted, and that of the thresholds of the process."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.models import ProcessSetting
from metrics.models import Mute
from tests.factories import DelegationFactory, MetricFactory, MuteFactory, PersonFactory, SignalFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
WHY = "The report is wrong until Friday"


@pytest.fixture
def path():
    return reverse("coaching:mute_list")


def test_a_manager_mutes_and_the_seller_sees_it_and_ends_it(sam, maya, lena, pages, path, today):
    signal = SignalFactory(person=sam)
    fields = {"person": sam.pk, "what": f"metric:{signal.metric_id}", "until": today + 9 * DAY, "reason": WHY}

    assert pages.post(maya, f"{path}?signal={signal.pk}", fields).headers["Location"] == signal.get_absolute_url()

    mute = Mute.objects.get()
    assert (mute.person, mute.by, mute.metric, mute.until) == (sam, maya, signal.metric, today + 9 * DAY)
    for person in (sam, maya):
        assert WHY in pages.get(person, path).content.decode()
    for person in (lena, PersonFactory(reports_to=maya)):
        assert WHY not in pages.get(person, path).content.decode()
        assert pages.post(person, reverse("coaching:mute_end", args=[mute.pk])).status_code == 404
    assert pages.post(sam, reverse("coaching:mute_end", args=[mute.pk])).status_code == 302
    assert WHY not in pages.get(maya, path).content.decode()


def test_the_form_begins_with_the_case_that_led_there(sam, maya, pages, path):
    of_process, of_team = SignalFactory(person=sam, process=True), SignalFactory(person=maya, kind="team")

    begun = pages.get(maya, f"{path}?signal={of_process.pk}").context["form"].initial
    assert begun == {"person": sam.pk, "what": "unopened_plan"}
    begun = pages.get(maya, f"{path}?signal={of_team.pk}").context["form"].initial
    assert begun == {"person": maya.pk, "what": f"team:{of_team.metric_id}"}
    assert pages.get(PersonFactory(), f"{path}?signal={of_process.pk}").status_code == 404
    assert pages.get(maya, f"{path}?signal=nonsense").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"until": "2020-01-01"}, "That day is over."),
        ({"until": "2199-01-01"}, "Half a year at most"),
        ({"reason": " "}, "This field is required."),
        ({"what": "metric:nonsense"}, "Select a valid choice"),
        ({"until": "soon"}, "Enter a valid date."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(sam, pages, path, today, wrong, sentence):
    fields = {"person": sam.pk, "what": "no_session", "until": today + DAY, "reason": WHY} | wrong

    answer = pages.post(sam, path, fields)

    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert "reason" in wrong or WHY in answer.content.decode()
    assert not Mute.objects.exists()


def test_twice_is_refused_with_the_day_until_when(sam, pages, path, today):
    MuteFactory(person=sam, metric=None, kind="no_session", starts_on=today, until=today + 3 * DAY)
    fields = {"person": sam.pk, "what": "no_session", "until": today + DAY, "reason": WHY}

    assert pages.post(sam, path, fields).status_code == 403
    assert Mute.objects.count() == 1


def test_one_mutes_for_oneself_and_ones_reps(sam, maya, lena, pages, path):
    def offered(person):
        return set(pages.get(person, path).context["form"].fields["person"].queryset)

    assert offered(sam) == {sam}
    assert offered(maya) == {maya, sam}
    assert offered(DelegationFactory(delegator=maya).delegate) >= {sam}
    assert offered(lena) == {lena, maya}


def test_the_list_of_what_is_muted_costs_the_same_for_thirty(sam, maya, pages, path, capture):
    today = timezone.localdate()

    def fill(number):
        for _number in range(number):
            MuteFactory(person=sam, metric=MetricFactory(), starts_on=today, until=today + DAY)

    fill(1)
    pages.get(maya, path)
    with capture() as few:
        pages.client.get(path)
    fill(29)
    with capture() as many:
        assert len(pages.client.get(path).context["mutes"]) == 30

    assert len(few) == len(many)


# -- the thresholds -----------------------------------------------------------------------------------------------------


def test_an_administrator_sets_the_thresholds_and_switches_one_off(pages):
    ada, path = PersonFactory(admin=True), reverse("coaching:process_edit")
    fields = dict.fromkeys([field for field in pages.get(ada, path).context["form"].fields], "30") | {"unopened_plan_after": ""}

    assert pages.post(ada, path, fields).status_code == 302

    stored = ProcessSetting.objects.get()
    assert (stored.no_session_after, stored.unopened_plan_after) == (30, None)
    assert pages.get(ada, path).context["form"].initial["unopened_plan_after"] is None


@pytest.mark.parametrize("days", ["0", "366", "-3", "many"])
def test_a_threshold_that_makes_no_sense_is_said_beside_its_field(pages, days):
    ada, path = PersonFactory(admin=True), reverse("coaching:process_edit")

    answer = pages.post(ada, path, {"no_session_after": days})

    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"no_session_after"}
    assert not ProcessSetting.objects.exists()


def test_the_thresholds_are_the_administrators_alone(sam, maya, lena, pages):
    path = reverse("coaching:process_edit")
    for person in (sam, maya, lena, PersonFactory(hr=True)):
        assert pages.get(person, path).status_code == 403
        assert pages.post(person, path, {"no_session_after": "5"}).status_code == 403
        assert path not in pages.get(person, reverse("coaching:signal_list")).content.decode()

    assert not ProcessSetting.objects.exists()
