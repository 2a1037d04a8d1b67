"""The administrator's page, the health address, and the command: what waits and what failed is visible, and can go again."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.verdict import Refused, Stale
from reminders import actions, outbox
from reminders.kinds import LETTER
from reminders.models import Reminder, Setting, SettingAudit, State
from tests.factories import PersonFactory, ReminderFactory, SettingFactory
from tests.races import race

pytestmark = pytest.mark.django_db
PAGE = "/reminders/"


@pytest.fixture
def ada(client):
    person = PersonFactory(admin=True, name="Ada Nowak")
    client.force_login(person)
    return person


def rows():
    return list(Reminder.objects.order_by("pk").values())


def test_it_counts_what_is_due_sent_failed_and_unconfirmed_by_each_way(client, ada):
    ReminderFactory.create_batch(4)
    ReminderFactory.create_batch(3, state=State.SENT)
    ReminderFactory.create_batch(2, failed=True)
    ReminderFactory(unconfirmed=True)
    ReminderFactory(in_app=True)
    ReminderFactory.create_batch(2, channel="chat", failed=True)
    ReminderFactory(kind=LETTER, state=State.SENT)
    ReminderFactory(kind=LETTER, channel="chat")

    context = client.get(PAGE).context

    assert [str(label) for label in context["states"]] == ["due", "sent", "failed", "unconfirmed", "cancelled"]
    assert {str(title): numbers for title, numbers in context["counts"]} == {
        "E-mails": [4, 3, 2, 1, 0],
        "Daily letters": [1, 1, 0, 0, 0],
        "Chat": [0, 0, 2, 0, 0],
    }
    assert (context["waiting"], context["failed"]) == (5, 4)


def test_a_chat_that_failed_can_go_again(client, ada):
    failed = ReminderFactory(channel="chat", failed=True, last_error="the answer was 404")
    assert "the answer was 404" in client.get(PAGE).content.decode()

    client.post(reverse("reminders:reminder_retry", args=[failed.pk]))

    failed.refresh_from_db()
    assert (failed.state, failed.attempt) == (State.DUE, 0)


def test_what_was_dropped_while_paused_is_told_by_no_letter_either(ada):
    SettingFactory(is_paused=True)
    sam = PersonFactory()
    old = ReminderFactory(kind="trial.news", recipient=sam, in_app=True)

    actions.drop_waiting(by=ada)
    Setting.objects.update(is_paused=False)
    (fresh,) = [ReminderFactory(kind="trial.news", recipient=sam, in_app=True)]
    morning = timezone.now().replace(hour=9)
    while morning.weekday() > 4:
        morning += timedelta(days=1)
    outbox.write_letters(morning)

    old.refresh_from_db(), fresh.refresh_from_db()
    assert old.digest.state == State.CANCELLED
    assert fresh.digest.state == State.DUE


def test_it_shows_kinds_and_reasons_and_nothing_of_what_is_said_to_whom(client, ada):
    sam = PersonFactory(name="Sam Secret", email="sam.secret@firm.example")
    ReminderFactory(failed=True, recipient=sam, facts={"by": "Canary"}, path="/canary/", last_error="451 gave up")

    page = client.get(PAGE).content.decode()

    assert "A nudge" in page and "451 gave up" in page
    for secret in ("Sam Secret", "sam.secret", "Canary", "canary"):
        assert secret not in page


def test_addresses_that_were_turned_down_are_listed_apart_from_what_was_to_be_told(client, ada):
    sam = PersonFactory(name="Sam Okafor", email="sam@typo.example")
    ReminderFactory.create_batch(2, failed=True, recipient=sam, last_error="550 no such person")

    assert list(client.get(PAGE).context["unreached"]) == [
        {"recipient_id": sam.pk, "recipient__name": "Sam Okafor", "recipient__email": "sam@typo.example"}
    ]


@pytest.mark.parametrize(("minutes", "is_late"), [(9, False), (11, True)])
def test_a_banner_and_the_health_address_tell_when_something_is_late(client, ada, minutes, is_late):
    ReminderFactory(due_at=timezone.now() - timedelta(minutes=minutes))
    ReminderFactory(due_at=timezone.now() + timedelta(days=1))

    page, health = client.get(PAGE), client.get("/healthz/reminders")

    assert ("Reminders are late" in page.content.decode()) is is_late
    assert (health.status_code, health.content) == ((503, b"late") if is_late else (200, b"ok"))


@pytest.mark.parametrize("state", [State.CLAIMED, State.SENDING])
def test_what_a_dead_sender_holds_is_late_too(client, state):
    ReminderFactory(late=True, state=state)

    assert client.get("/healthz/reminders").status_code == 503


def test_failures_that_somebody_can_see_do_not_make_it_unhealthy(client):
    ReminderFactory(late=True, failed=True)
    ReminderFactory(late=True, state=State.SENT)

    assert client.get("/healthz/reminders").status_code == 200


def test_it_costs_the_same_queries_with_one_and_with_thirty(client, ada):
    def asked():
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    ReminderFactory(failed=True, last_error="550 no")
    with_one = asked()
    ReminderFactory.create_batch(30, failed=True, last_error="550 no")

    assert with_one == asked() <= 12


@pytest.mark.parametrize("who", [{}, {"hr": True}, {"leader": True}])
@pytest.mark.parametrize("name", ["outbox", "setting_edit", "outbox_retry", "outbox_drop", "reminder_retry"])
def test_only_administrators_see_or_do_anything_here(client, who, name):
    client.force_login(PersonFactory(**who))
    SettingFactory(is_paused=True)
    failed, _due = ReminderFactory(failed=True), ReminderFactory()
    before, setting = rows(), Setting.objects.values().get()

    url = reverse(f"reminders:{name}", args=[failed.pk] if name == "reminder_retry" else [])
    answer = client.get(url) if name == "outbox" else client.post(url, {"manager_of_drift": "at_once"})

    assert answer.status_code == 403
    assert "Sam" not in answer.content.decode()
    assert (rows(), Setting.objects.values().get()) == (before, setting)


@pytest.mark.parametrize("befell", ["failed", "unconfirmed"])
def test_one_can_be_sent_again_under_the_same_message_id(client, ada, mail_server, befell):
    server = mail_server()
    reminder = ReminderFactory(**{befell: True})

    answer = client.post(reverse("reminders:reminder_retry", args=[reminder.pk]))
    outbox.send_due()

    reminder.refresh_from_db()
    assert answer.status_code == 302
    assert (reminder.state, reminder.attempt) == (State.SENT, 1)
    assert server.accepted == {reminder.message_id: 1}


def test_all_that_failed_can_be_sent_again_at_once(client, ada):
    ReminderFactory.create_batch(3, failed=True)
    ReminderFactory(unconfirmed=True)

    client.post(reverse("reminders:outbox_retry"))

    assert sorted(Reminder.objects.values_list("state", "attempt")) == [(State.DUE, 0)] * 3 + [(State.UNKNOWN, 1)]


@pytest.mark.parametrize("state", [State.DUE, State.SENT, State.CANCELLED, State.CLAIMED])
def test_what_is_under_way_or_done_is_not_sent_again(client, ada, state):
    reminder = ReminderFactory(state=state)
    before = rows()

    with pytest.raises(Stale):
        actions.retry(reminder, by=ada)

    assert rows() == before


def test_two_administrators_send_it_again_once(transactional_db):
    ada, adam = PersonFactory(admin=True), PersonFactory(admin=True)
    reminder = ReminderFactory(failed=True)

    outcomes = race(lambda: actions.retry(reminder, by=ada), lambda: actions.retry(reminder, by=adam))

    assert sorted(type(outcome) for outcome in outcomes if outcome) == [Stale]
    assert Reminder.objects.get().state == State.DUE


def test_the_choices_are_kept_and_on_record(client, ada):
    answer = client.post(reverse("reminders:setting_edit"), {"manager_of_drift": "at_once", "is_paused": "on"})

    setting = Setting.current()
    assert answer.status_code == 302
    assert (setting.manager_of_drift, setting.is_paused) == ("at_once", True)
    assert SettingAudit.objects.filter(manager_of_drift="at_once", is_paused=True).count() == 1


def test_a_choice_that_does_not_exist_is_said_so(client, ada):
    answer = client.post(reverse("reminders:setting_edit"), {"manager_of_drift": "never"})

    assert answer.status_code == 422
    assert not Setting.objects.exists()


def test_while_paused_what_waits_can_be_dropped(client, ada):
    SettingFactory(is_paused=True)
    old, later = ReminderFactory(late=True), ReminderFactory(due_at=timezone.now() + timedelta(days=1))
    assert "Drop what waits" in client.get(PAGE).content.decode()

    client.post(reverse("reminders:outbox_drop"))

    old.refresh_from_db(), later.refresh_from_db()
    assert (old.state, old.last_error) == (State.CANCELLED, "dropped by an administrator")
    assert later.state == State.DUE


def test_nothing_is_dropped_while_it_could_be_on_its_way(ada):
    ReminderFactory(late=True)
    before = rows()

    with pytest.raises(Refused, match="Pause"):
        actions.drop_waiting(by=ada)

    assert rows() == before


def test_there_is_one_row_of_choices():
    assert Setting.current().manager_of_drift == "next_day"
    SettingFactory()
    SettingFactory()

    assert Setting.objects.count() == 1


# -- the command


def said():
    out = StringIO()
    call_command("send_reminders", stdout=out)
    return out.getvalue().splitlines()[-1]


def test_the_command_sends_what_is_owed_and_says_what_came_of_it(mail_server):
    mail_server(RCPT=["550 no", "250 ok"], DOT=["drop", "250 ok"])
    for n in range(50):
        kind = "trial.signature" if n < 2 else "trial.nudge"
        ReminderFactory(due_at=timezone.now() - timedelta(minutes=60 - n), kind=kind)
    ReminderFactory(facts={"is_over": True})

    assert said() == "sent=48 failed=1 cancelled=1 unconfirmed=1"
    assert said() == "sent=0 failed=0 cancelled=0 unconfirmed=0"


def test_the_command_takes_back_what_dead_senders_held_first(mail_server):
    server = mail_server()
    ReminderFactory(state=State.CLAIMED, attempt=1, lease_token="a" * 32, lease_until=timezone.now() - timedelta(seconds=1))

    assert said() == "sent=1 failed=0 cancelled=0 unconfirmed=0"
    assert len(server.accepted) == 1


def test_the_command_says_that_the_outbox_is_paused(capsys):
    SettingFactory(is_paused=True)
    ReminderFactory()

    assert said() == "sent=0 failed=0 cancelled=0 unconfirmed=0"
    assert "paused" in capsys.readouterr().err
