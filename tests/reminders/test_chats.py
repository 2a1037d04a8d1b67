"""Copies that go to a chat: through the same outbox, to whoever set one up, with a link and nothing of what was said."""

import json
import logging
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from people.verdict import Refused
from reminders import actions, chats, outbox, sealed
from reminders.actions import owe
from reminders.models import Delivery, Reminder, State
from tests.factories import AbsenceFactory, PersonFactory, PreferenceFactory, ReminderFactory
from tests.reminders.webserver import WebServer

pytestmark = pytest.mark.django_db
SECRET = "https://hooks.slack.example/services/T0/B0/s3cret"


@pytest.fixture
def sam(client):
    person = PersonFactory(name="Sam Okafor")
    client.force_login(person)
    return person


def with_chat(person, server, chat="slack"):
    actions.connect_chat(by=person, chat=chat, address=server.url)
    return person


def chatted(person, **fields):
    """One reminder that is due in a chat, after the outbox has tried once."""
    reminder = ReminderFactory(channel="chat", recipient=person, **fields)
    outbox.send_due()
    reminder.refresh_from_db()
    return reminder


def test_who_has_a_chat_is_told_there_as_soon_as_by_mail():
    sam, kim = PersonFactory(), PersonFactory()
    actions.connect_chat(by=sam, chat="slack", address=SECRET)

    for person in (sam, kim):
        owe("trial.nudge", subject_id=person.pk, to=person, period="once", path="/")
        owe("trial.news", subject_id=person.pk, to=person, period="once", path="/")

    def channels(person):
        return sorted(Reminder.objects.filter(recipient=person).values_list("kind", "channel"))

    assert channels(sam) == [("trial.news", "app"), ("trial.nudge", "app"), ("trial.nudge", "chat"), ("trial.nudge", "email")]
    assert channels(kim) == [("trial.news", "app"), ("trial.nudge", "app"), ("trial.nudge", "email")]


def test_it_is_sent_once_with_one_line_and_one_link(settings):
    settings.PUBLIC_URL = "https://plans.firm.example"
    with WebServer() as server:
        sam = with_chat(PersonFactory(), server)
        reminder = chatted(sam, path="/signals/7/", facts={"by": "Maya", "note": "canary"})
        outbox.send_due()

    assert (reminder.state, reminder.attempt, reminder.last_error) == (State.SENT, 1, "")
    (taken,) = server.taken
    assert taken["body"]["text"] == "Maya waits for you\n<https://plans.firm.example/signals/7/|Open it in perfplan>"
    assert taken["headers"]["Idempotency-Key"] == str(reminder.pk)
    assert "canary" not in json.dumps(taken["body"])


@pytest.mark.parametrize("chat", ["slack", "teams", "other"])
def test_no_name_becomes_a_link_or_calls_everybody(chat):
    hostile = "<!channel> <https://evil.example|x> [y](https://evil.example) & *z*"
    with WebServer() as server:
        chatted(with_chat(PersonFactory(), server, chat), facts={"by": hostile})

    (taken,) = server.taken
    said = json.dumps(taken["body"])
    if chat == "slack":
        assert "<!channel>" not in said and "<https://evil" not in said
        assert "&lt;!channel&gt;" in said
    elif chat == "teams":
        block = taken["body"]["attachments"][0]["content"]["body"][0]
        assert (block["type"], block["inlines"][0]["type"]) == ("RichTextBlock", "TextRun"), "text, and no Markdown"
    else:
        assert taken["body"]["text"].startswith(hostile) and taken["body"]["kind"] == "trial.nudge"


@pytest.mark.parametrize(
    ("answer", "state"),
    [(404, State.FAILED), ((302, {"Location": "http://10.0.0.1/"}), State.FAILED), (503, State.DUE), ("drop", State.SENDING)],
)
def test_what_did_not_arrive_is_visible_with_its_reason_and_without_the_address(answer, state):
    with WebServer(answer) as server:
        reminder = chatted(with_chat(PersonFactory(), server))

    assert (reminder.state, reminder.attempt) == (state, 1)
    assert reminder.last_error and "s3cret" not in reminder.last_error and "127.0.0.1" not in reminder.last_error


@pytest.mark.parametrize(("asked", "wait"), [("600", 600), ("1", 30), ("86400", 3600)])
def test_a_chat_that_asks_to_wait_is_left_alone_that_long_but_not_for_ever(asked, wait):
    with WebServer((429, {"Retry-After": asked})) as server:
        reminder = chatted(with_chat(PersonFactory(), server))

    left = reminder.try_at - timezone.now()
    assert timedelta(seconds=wait - 5) < left <= timedelta(seconds=wait)


@pytest.mark.parametrize(("kind", "after"), [("trial.signature", State.UNKNOWN), ("trial.nudge", State.DUE)])
def test_when_the_answer_is_lost_the_kind_decides(kind, after):
    with WebServer("drop") as server:
        reminder = chatted(with_chat(PersonFactory(), server), kind=kind)
    outbox.sweep()

    reminder.refresh_from_db()
    assert reminder.state == after


def test_one_chat_that_is_gone_keeps_no_other_from_being_told():
    with WebServer(503) as broken, WebServer() as sound:
        sam, kim = with_chat(PersonFactory(), broken), with_chat(PersonFactory(), sound)
        first = ReminderFactory(channel="chat", recipient=sam, due_at=timezone.now() - timedelta(minutes=5))
        second = ReminderFactory(channel="chat", recipient=kim)
        outbox.send_due()

    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.state) == (State.DUE, State.SENT)


def test_eight_attempts_and_it_has_failed():
    with WebServer(503) as server:
        reminder = chatted(with_chat(PersonFactory(), server))
        for _number in range(9):
            Reminder.objects.filter(state=State.DUE).update(try_at=timezone.now())
            outbox.send_due()

    reminder.refresh_from_db()
    assert (reminder.state, reminder.attempt, len(server.taken)) == (State.FAILED, 8, 8)
    assert "gave up after 8 attempts" in reminder.last_error


def test_who_disconnects_gets_nothing_more():
    with WebServer() as server:
        sam = with_chat(PersonFactory(), server)
        reminder = ReminderFactory(channel="chat", recipient=sam)
        actions.disconnect_chat(by=sam)
        outbox.send_due()

    reminder.refresh_from_db()
    assert reminder.state == State.CANCELLED and not server.taken
    assert Delivery.objects.values_list("chat", "chat_address").get() == ("", "")


def test_while_one_is_away_chat_waits():
    today = timezone.localdate()
    with WebServer() as server:
        sam = with_chat(PersonFactory(), server)
        AbsenceFactory(person=sam, starts_on=today, ends_on=today + timedelta(days=3))
        reminder = chatted(sam)

    assert (reminder.state, reminder.attempt) == (State.DUE, 0) and not server.taken


def test_the_daily_letter_has_a_copy_in_the_chat_that_counts_and_leads_there(settings):
    settings.PUBLIC_URL = "https://plans.firm.example"
    now = timezone.now().replace(hour=9)
    while now.weekday() > 4:
        now += timedelta(days=1)
    with WebServer() as server:
        sam = with_chat(PersonFactory(), server)
        ReminderFactory.create_batch(3, kind="trial.news", recipient=sam, in_app=True)
        outbox.write_letters(now)
        outbox.send_due()

    assert server.taken[0]["body"]["text"].startswith("3 things wait for you in perfplan\n<https://plans.firm.example/inbox/|")
    assert sorted(Reminder.objects.letters().values_list("channel", "state")) == [("chat", "sent"), ("email", "sent")]


def test_what_is_off_in_chat_alone_stays_out_of_its_letter():
    now = timezone.now().replace(hour=9)
    while now.weekday() > 4:
        now += timedelta(days=1)
    with WebServer() as server:
        sam = with_chat(PersonFactory(), server)
        PreferenceFactory(person=sam, kind="trial.news", channel="chat")
        ReminderFactory(kind="trial.news", recipient=sam, in_app=True)
        outbox.write_letters(now)

    assert list(Reminder.objects.letters().values_list("channel", flat=True)) == ["email"]


# -- the address is a secret


def test_the_address_is_sealed_and_another_key_does_not_open_it(settings):
    sam = PersonFactory()
    actions.connect_chat(by=sam, chat="slack", address=SECRET)
    kept = Delivery.objects.get().chat_address

    assert "s3cret" not in kept and "hooks" not in kept
    assert sealed.unseal(kept) == SECRET
    assert sealed.seal(SECRET) != kept
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key of the same length, or nearly so, 50 letters"
    assert sealed.unseal(kept) == ""
    settings.SECRET_KEY_FALLBACKS = [old]
    assert sealed.unseal(kept) == SECRET
    assert sealed.unseal("nonsense") == ""


def test_one_that_cannot_be_opened_any_more_has_failed_and_says_so(settings):
    with WebServer() as server:
        sam = with_chat(PersonFactory(), server)
        settings.SECRET_KEY = "another key of the same length, or nearly so, 50 letters"
        reminder = chatted(sam)

    assert reminder.state == State.FAILED and "entered again" in reminder.last_error
    assert not server.taken


def test_it_is_on_no_page_and_in_no_log(client, sam, caplog):
    with WebServer(500) as server, caplog.at_level(logging.DEBUG):
        client.post(reverse("reminders:chat_edit"), {"chat": "slack", "address": server.url})
        client.post(reverse("reminders:chat_try"))
        outbox.send_due()
        outbox.sweep()
        page = client.get(reverse("reminders:preference_edit")).content.decode()

    assert len(server.taken) == 1
    assert "s3cret" not in page and "s3cret" not in caplog.text
    assert "s3cret" not in repr(chats.message(Reminder.objects.get()))
    assert "the answer was 500" in page


# -- the page


def test_one_connects_a_chat_and_tries_it(client, sam):
    with WebServer() as server:
        answer = client.post(reverse("reminders:chat_edit"), {"chat": "teams", "address": server.url})
        assert answer.status_code == 302
        assert Delivery.objects.get().chat == "teams"
        for _twice in range(2):
            assert client.post(reverse("reminders:chat_try")).status_code == 302
        assert not server.taken, "the web process sends nothing"
        outbox.send_due()

    assert [one["body"]["type"] for one in server.taken] == ["message"]
    assert "The latest arrived" in client.get(reverse("reminders:preference_edit")).content.decode()
    assert not Reminder.objects.visible_to(sam).inbox().exists()


@pytest.mark.parametrize(
    "address", ["", "nonsense", "http://hooks.example/x", "https://10.0.0.1/x", "https://a:b@hooks.example/"]
)
def test_an_address_that_nothing_may_go_to_is_said_so(client, sam, address):
    answer = client.post(reverse("reminders:chat_edit"), {"chat": "slack", "address": address})

    assert answer.status_code == 422
    assert not Delivery.objects.exists()


def test_without_a_chat_there_is_nothing_to_try(client, sam):
    assert client.post(reverse("reminders:chat_try")).status_code == 403
    with pytest.raises(Refused):
        actions.try_chat(by=sam)
    assert not Reminder.objects.exists()


def test_with_a_chat_each_kind_has_its_choice_there(client, sam):
    page = reverse("reminders:preference_edit")
    assert "trial.signature.chat" not in client.get(page).context["kinds"].fields
    actions.connect_chat(by=sam, chat="other", address=SECRET)

    fields = client.get(page).context["kinds"].fields
    assert (fields["trial.signature.chat"].initial, fields["trial.news.chat"].initial) == ("at_once", "digest")
    given = {name: field.initial for name, field in fields.items()} | {"trial.signature.chat": "off"}
    assert client.post(page, given).status_code == 302

    owe("trial.signature", subject_id=sam.pk, to=sam, period="once", path="/")
    assert sorted(Reminder.objects.values_list("channel", flat=True)) == ["app", "email"]
