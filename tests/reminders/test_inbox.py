"""What one reads in the application, and by which ways it reaches one."""

import datetime
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.verdict import Refused
from reminders import actions, unsubscribe
from reminders.kinds import LETTER
from reminders.models import Channel, Delivery, Preference, Reminder
from tests.factories import PersonFactory, PreferenceFactory, ReminderFactory
from tests.races import race
from tests.reminders.trial.messages import NUDGE, SIGNATURE

pytestmark = pytest.mark.django_db
INBOX = "/inbox/"


@pytest.fixture
def sam(client):
    person = PersonFactory(name="Sam Okafor")
    client.force_login(person)
    return person


def test_ones_own_are_listed_unread_first(client, sam):
    minutes = [(1, True), (2, False), (3, True), (4, False)]
    for age, is_read in minutes:
        due = timezone.now() - timedelta(minutes=age)
        ReminderFactory(recipient=sam, in_app=True, due_at=due, facts={"by": f"Age{age}"}, read_at=due if is_read else None)
    ReminderFactory(in_app=True, facts={"by": "Foreign"})
    ReminderFactory(recipient=sam, facts={"by": "Mail"})

    page = client.get(INBOX).content.decode()

    places = [page.index(f"Age{age} waits") for age in (2, 4, 1, 3)]
    assert places == sorted(places)
    assert "Foreign" not in page and "Mail waits" not in page


def test_a_name_is_escaped_once(client, sam):
    ReminderFactory(recipient=sam, in_app=True, facts={"by": "Siobhán O'Hara <b>"})

    assert "Siobhán O&#x27;Hara &lt;b&gt; waits" in client.get(INBOX).content.decode()


def test_the_inbox_costs_the_same_queries_with_one_and_with_thirty(client, sam):
    def asked():
        client.get(INBOX)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(INBOX).status_code == 200
        return len(queries)

    ReminderFactory(recipient=sam, in_app=True)
    with_one = asked()
    ReminderFactory.create_batch(30, recipient=sam, in_app=True)

    assert with_one == asked() <= 12


def test_the_second_page_has_the_rest(client, sam):
    for n in range(30):
        ReminderFactory(recipient=sam, in_app=True, facts={"by": f"Nr{n}x"})

    pages = [client.get(f"{INBOX}?page={n}").content.decode() for n in (1, 2, "nonsense", 99)]

    assert [page.count("waits for you</strong>") + page.count("waits for you <span") for page in pages] == [25, 5, 25, 5]


def test_opening_one_reads_it_and_leads_where_it_points(client, sam):
    reminder = ReminderFactory(recipient=sam, in_app=True, path="/signals/7/")
    other = ReminderFactory(recipient=sam, in_app=True)

    answer = client.post(reverse("reminders:reminder_open", args=[reminder.pk]))

    assert (answer.status_code, answer.url) == (302, "/signals/7/")
    assert list(Reminder.objects.visible_to(sam).unread()) == [other]


def test_a_look_does_not_read_it(client, sam):
    reminder = ReminderFactory(recipient=sam, in_app=True)

    assert client.get(reverse("reminders:reminder_open", args=[reminder.pk])).status_code == 405
    client.get(INBOX)

    reminder.refresh_from_db()
    assert reminder.read_at is None


def test_reading_it_again_keeps_the_first_time(client, sam):
    reminder = ReminderFactory(recipient=sam, in_app=True)
    actions.read(reminder, by=sam)
    first = Reminder.objects.get().read_at

    actions.read(reminder, by=sam)

    assert Reminder.objects.get().read_at == first is not None


def test_two_windows_read_it_once(transactional_db):
    sam = PersonFactory()
    reminder = ReminderFactory(recipient=sam, in_app=True)

    outcomes = race(*[lambda: actions.read_all(by=sam)] * 2)

    assert sorted(outcomes) == [0, 1]
    assert Reminder.objects.get(pk=reminder.pk).read_at


def test_nobody_opens_or_reads_anothers(client, sam):
    theirs = ReminderFactory(in_app=True)

    answer = client.post(reverse("reminders:reminder_open", args=[theirs.pk]))
    actions.read(theirs, by=sam)
    client.post(reverse("reminders:inbox_read"))

    theirs.refresh_from_db()
    assert answer.status_code == 404
    assert theirs.read_at is None


def test_everything_is_read_with_one_button(client, sam):
    for _ in range(3):
        ReminderFactory(recipient=sam, in_app=True)

    answer = client.post(reverse("reminders:inbox_read"), follow=True)

    assert not Reminder.objects.visible_to(sam).unread().exists()
    assert "Mark all as read" not in answer.content.decode()


def test_an_empty_inbox_says_what_will_come(client, sam):
    assert "Nothing waits for you" in client.get(INBOX).content.decode()


# -- what reaches one


SETTINGS = "/inbox/settings/"


def as_it_is(client):
    """What the form of the kinds would send if nothing was changed."""
    form = client.get(SETTINGS).context["kinds"]
    return {name: field.initial for name, field in form.fields.items()}


def chosen(person):
    return Preference.objects.chosen_by(person)


def test_one_chooses_how_soon_each_kind_comes_by_each_way(client, sam):
    given = as_it_is(client)
    assert (given["trial.news.email"], given["trial.nudge.email"], given["trial.news.app"]) == ("digest", "at_once", "at_once")

    answer = client.post(SETTINGS, given | {"trial.news.email": "at_once", "trial.nudge.email": "off"})

    assert answer.status_code == 302
    assert chosen(sam) == {("trial.news", "email"): "at_once", ("trial.nudge", "email"): "off"}
    assert as_it_is(client) == given | {"trial.news.email": "at_once", "trial.nudge.email": "off"}


def test_saving_the_choices_as_they_are_changes_nothing(client, sam):
    PreferenceFactory(person=sam, channel=Channel.APP)
    PreferenceFactory(person=sam, kind="trial.signature", pace="digest")
    before = chosen(sam)

    client.post(SETTINGS, as_it_is(client))

    assert chosen(sam) == before


def test_the_choices_are_ones_own(client, sam):
    kim = PersonFactory()
    PreferenceFactory(person=kim)

    actions.choose(by=sam, paces={})

    assert Preference.objects.of(kim).count() == 1


def test_a_pace_that_does_not_exist_is_no_choice(client, sam):
    answer = client.post(SETTINGS, as_it_is(client) | {"trial.nudge.email": "pigeon"})

    assert answer.status_code == 422
    assert not Preference.objects.exists()


def test_a_letter_cannot_tell_what_is_not_in_perfplan(client, sam):
    answer = client.post(SETTINGS, as_it_is(client) | {"trial.news.app": "off"})

    assert answer.status_code == 422
    assert "tells what is in perfplan" in answer.content.decode()
    assert not Preference.objects.exists()


def test_what_is_off_in_perfplan_and_by_mail_is_not_told_at_all(client, sam):
    client.post(SETTINGS, as_it_is(client) | {"trial.news.app": "off", "trial.news.email": "off"})

    assert actions.owe("trial.news", subject_id=sam.pk, to=sam, period="once", path="/") == []


def test_what_a_signature_waits_for_cannot_be_muted(client, sam):
    assert "trial.signature.app" not in as_it_is(client)
    assert client.post(SETTINGS, as_it_is(client) | {"trial.signature.email": "off"}).status_code == 422
    for channel in Channel:
        with pytest.raises(Refused, match="somebody waits"):
            actions.mute(SIGNATURE, by=sam, channel=channel)
    for channel in (Channel.APP, Channel.EMAIL):
        with pytest.raises(Refused):
            actions.choose(by=sam, paces={("trial.signature", channel): "off"})

    assert not Preference.objects.exists()


def test_one_chooses_the_hour_and_the_days_of_the_letter(client, sam):
    letter = {"digest_at": "17:45", "has_weekends": "on", "wants_letter": "on"}
    answer = client.post("/inbox/settings/letter/", letter)

    assert answer.status_code == 302
    assert Delivery.objects.values_list("person", "digest_at", "has_weekends").get() == (sam.pk, datetime.time(17, 45), True)
    assert chosen(sam) == {}


def test_one_can_have_no_letter_and_have_it_again(client, sam):
    client.post("/inbox/settings/letter/", {"digest_at": "08:00"})
    assert chosen(sam) == {(LETTER, "email"): "off"}
    client.post(SETTINGS, as_it_is(client))
    assert (LETTER, "email") in chosen(sam), "the other form leaves it alone"

    client.post("/inbox/settings/letter/", {"digest_at": "08:00", "wants_letter": "on"})
    assert chosen(sam) == {}


@pytest.mark.parametrize("time", ["", "25:00", "eight"])
def test_an_hour_that_is_none_is_said_so_and_kept_in_the_form(client, sam, time):
    answer = client.post("/inbox/settings/letter/", {"digest_at": time, "wants_letter": "on"})

    assert answer.status_code == 422
    assert not Delivery.objects.exists()


# -- the link in an e-mail


def path_of(person, kind):
    return "/" + unsubscribe.link(person, kind).split("/", 3)[3]


def test_the_link_in_an_email_asks_and_its_button_switches_off(client):
    sam = PersonFactory()

    asked = client.get(path_of(sam, NUDGE))
    assert asked.status_code == 200 and not Preference.objects.exists()
    done = client.post(path_of(sam, NUDGE))

    assert "No more e-mails" in done.content.decode()
    assert list(Preference.objects.values_list("person", "kind", "channel")) == [(sam.pk, "trial.nudge", "email")]


def test_a_mail_program_may_post_it_as_rfc_8058_says_and_twice(settings):
    sam = PersonFactory()
    program = Client(enforce_csrf_checks=True)

    for _ in range(2):
        assert program.post(path_of(sam, NUDGE), {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert Preference.objects.count() == 1


def test_two_clicks_at_once_mute_once(transactional_db):
    sam = PersonFactory()

    outcomes = race(*[lambda: actions.mute(NUDGE, by=sam, channel=Channel.EMAIL)] * 3)

    assert outcomes == [None] * 3
    assert Preference.objects.count() == 1


def test_a_made_up_link_is_not_found(client):
    sam = PersonFactory()
    real = path_of(sam, NUDGE)

    for wrong in ("/reminders/unsubscribe/x/", real[:-2] + "/"):
        assert client.get(wrong).status_code == client.post(wrong).status_code == 404
    assert not Preference.objects.exists()


def test_a_link_for_what_cannot_be_muted_is_refused(client):
    sam = PersonFactory()

    assert "cannot be switched off" in client.get(path_of(sam, SIGNATURE)).content.decode()
    assert client.post(path_of(sam, SIGNATURE)).status_code == 403
    assert not Preference.objects.exists()


def test_the_link_of_somebody_who_left_is_not_found(client):
    assert client.get(path_of(PersonFactory(is_active=False), NUDGE)).status_code == 404


# -- days, one at a time, and the number that stays true


def test_they_stand_under_the_days_on_which_they_were_told(client, sam):
    now = timezone.now()
    for days, read_at in ((0, None), (1, None), (1, now), (3, now)):
        ReminderFactory(recipient=sam, in_app=True, due_at=now - timedelta(days=days), read_at=read_at)

    parts = client.get(INBOX).context["parts"]

    today = timezone.localdate()
    days = [(is_read, (today - day).days, len(rows)) for is_read, by_day in parts for day, rows in by_day]
    assert days == [(False, 0, 1), (False, 1, 1), (True, 1, 1), (True, 3, 1)]


def test_one_can_be_read_without_going_anywhere(client, sam):
    reminder, other = ReminderFactory(recipient=sam, in_app=True), ReminderFactory(recipient=sam, in_app=True)

    answer = client.post(reverse("reminders:reminder_read", args=[reminder.pk]))

    assert (answer.status_code, answer.url) == (302, INBOX)
    assert list(Reminder.objects.visible_to(sam).unread()) == [other]
    theirs = ReminderFactory(in_app=True)
    assert client.post(reverse("reminders:reminder_read", args=[theirs.pk])).status_code == 404


def test_an_open_page_asks_how_many_are_unread_in_three_queries(client, sam, django_assert_num_queries):
    ReminderFactory.create_batch(3, recipient=sam, in_app=True)
    ReminderFactory(in_app=True)
    client.get("/inbox/unread/")

    with django_assert_num_queries(3):  # session, person, count
        assert client.get("/inbox/unread/").json() == {"unread": 3, "words": "unread"}
