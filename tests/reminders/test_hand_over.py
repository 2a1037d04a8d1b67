"""Handing over to a mail server that behaves, and to one that does not: what each row says afterwards."""

import contextlib
import smtplib
import socket
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from reminders import outbox, smtp
from reminders.models import Reminder, State
from tests.factories import PreferenceFactory, ReminderFactory

pytestmark = pytest.mark.django_db


def sent_to(server, **fields):
    """One reminder, due, after the outbox has tried once."""
    reminder = ReminderFactory(**fields)
    tally = outbox.send_due()
    reminder.refresh_from_db()
    return reminder, tally


def assert_waits(reminder, seconds):
    assert reminder.state == State.DUE
    assert reminder.lease_token is None
    wait = reminder.try_at - timezone.now()
    assert timedelta(seconds=seconds - 5) < wait <= timedelta(seconds=seconds)


def test_it_is_handed_over_once_and_is_sent(mail_server):
    server = mail_server()

    reminder, tally = sent_to(server, recipient__email="sam@firm.example")
    outbox.send_due()

    assert (reminder.state, reminder.attempt, reminder.lease_token, reminder.last_error) == (State.SENT, 1, None, "")
    assert timezone.now() - reminder.sent_at < timedelta(seconds=10)
    assert server.accepted == {reminder.message_id: 1}
    assert tally == {("email", State.SENT): 1}
    assert server.heard == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


@pytest.fixture
def steps(monkeypatch):
    """What is said to the server, and what is written into the database meanwhile, in order."""
    found, verbs = [], {"EHLO", "MAIL", "RCPT", "DATA", "QUIT"}

    def said(line, text):
        first = text.split()[0]
        found.append(first if first in verbs else "dot" if text == smtp.END else "text")
        return send(line, text)

    def asked(execute, sql, params, many, context):
        found.append(next((f"{param} written" for param in params or () if param in State.values), sql.split()[0]))
        return execute(sql, params, many, context)

    def answered(line):
        answer = get(line)
        found.append(answer[0])
        return answer

    send, get = smtplib.SMTP.send, smtplib.SMTP.getreply
    monkeypatch.setattr(smtplib.SMTP, "send", said)
    monkeypatch.setattr(smtplib.SMTP, "getreply", answered)
    with connection.execute_wrapper(asked):
        yield found


def test_the_moment_of_doubt_holds_the_text_the_dot_and_the_answer_alone(mail_server, steps):
    mail_server()

    ReminderFactory.create_batch(2)
    outbox.send_due()

    places = [number for number, step in enumerate(steps) if step == "DATA"]
    assert [steps[place - 4 : place + 7] for place in places] == [
        ["MAIL", 250, "RCPT", 250, "DATA", 354, "sending written", "text", "dot", 250, "sent written"]
    ] * 2


def test_the_dot_waits_for_no_receipt_of_the_text(mail_server):
    mail_server()

    with contextlib.closing(smtp.connect()) as line:
        assert line.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_many_go_over_one_connection(mail_server):
    server = mail_server()
    ids = {ReminderFactory().message_id for _ in range(45)}

    tally = outbox.send_due()

    assert set(server.accepted) == ids and set(server.accepted.values()) == {1}
    assert tally == {("email", State.SENT): 45}
    assert server.heard.count("EHLO") == 1


def test_lines_that_begin_with_a_dot_arrive_whole(mail_server):
    server = mail_server()

    sent_to(server, facts={"by": ".\n.\n..two"})

    assert len(server.texts) == 1
    assert smtp.stuffed(b"a\r\n.\r\n..b") == b"a\r\n..\r\n...b\r\n"


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("MAIL", "421 closing"),
        ("MAIL", "451 busy"),
        ("MAIL", "drop"),
        ("RCPT", "450 mailbox busy"),
        ("RCPT", "452 too many"),
        ("RCPT", "421 closing"),
        ("RCPT", "drop"),
        ("DATA", "451 not now"),
        ("DATA", "drop"),
        ("DATA", "nonsense"),
        ("TEXT", "drop"),
        ("DOT", "451 try again"),
        ("DOT", "421 closing"),
    ],
)
def test_what_was_certainly_not_delivered_waits_and_is_tried_again(mail_server, stage, answer):
    server = mail_server(**{stage: answer})

    reminder, _tally = sent_to(server)

    if stage != "TEXT":
        assert_waits(reminder, 30)
    else:  # the connection broke somewhere in the text: the dot may have been on its way
        assert reminder.state in (State.DUE, State.SENDING)
    assert reminder.attempt == 1 and reminder.last_error
    assert sum(server.accepted.values()) == 0


def test_a_refused_one_does_not_keep_the_next_from_going(mail_server):
    server = mail_server(RCPT=["550 no such person", "450 busy", "250 ok"])
    first, second, third = (ReminderFactory(due_at=timezone.now() - timedelta(minutes=9 - n)) for n in range(3))

    outbox.send_due()

    assert [Reminder.objects.get(pk=row.pk).state for row in (first, second, third)] == [State.FAILED, State.DUE, State.SENT]
    assert server.accepted == {third.message_id: 1}
    assert server.heard.count("RSET") == 2 and server.heard.count("EHLO") == 1


def test_a_server_that_closes_is_called_again_for_the_next(mail_server):
    server = mail_server(MAIL=["421 closing", "250 ok"])
    first, second = (ReminderFactory(due_at=timezone.now() - timedelta(minutes=9 - n)) for n in range(2))

    outbox.send_due()

    assert [Reminder.objects.get(pk=row.pk).state for row in (first, second)] == [State.DUE, State.SENT]
    assert server.accepted == {second.message_id: 1}


@pytest.mark.parametrize(
    ("stage", "answer"),
    [("MAIL", "553 not you"), ("RCPT", "550 5.1.1 <sam@firm.example>: no such person"), ("DATA", "554 no"), ("DOT", "554 spam")],
)
def test_what_is_turned_down_for_good_has_failed_and_says_why_without_the_address(mail_server, stage, answer):
    server = mail_server(**{stage: answer})

    reminder, tally = sent_to(server, recipient__email="Sam@firm.example")
    outbox.send_due()
    reminder.refresh_from_db()

    assert (reminder.state, reminder.attempt, reminder.sent_at) == (State.FAILED, 1, None)
    assert reminder.last_error.startswith(answer[:3])
    assert "firm.example" not in reminder.last_error
    assert tally == {("email", State.FAILED): 1}
    assert server.heard.count("MAIL") == 1


@pytest.mark.parametrize("answer", ["drop", "silence", "nonsense"])
@pytest.mark.parametrize(("kind", "after"), [("trial.signature", State.UNKNOWN), ("trial.nudge", State.DUE)])
def test_when_the_answer_to_the_dot_is_lost_the_kind_decides(mail_server, answer, kind, after):
    server = mail_server(DOT=answer)

    reminder, _tally = sent_to(server, kind=kind)
    assert (reminder.state, reminder.sent_at) == (State.SENDING, None)
    outbox.sweep()

    reminder.refresh_from_db()
    assert reminder.state == after
    assert reminder.last_error and reminder.lease_token is None
    if after == State.DUE:
        assert_waits(reminder, 60)


def test_a_doubtful_nudge_goes_again_under_the_same_message_id(mail_server):
    server = mail_server(DOT=["drop", "250 taken"])
    reminder, _tally = sent_to(server)
    outbox.sweep()
    Reminder.objects.update(try_at=timezone.now())

    outbox.send_due()

    reminder.refresh_from_db()
    assert (reminder.state, reminder.attempt) == (State.SENT, 2)
    assert server.accepted == {reminder.message_id: 2}


def test_a_doubtful_signature_is_never_sent_again_by_itself(mail_server):
    server = mail_server(DOT=["drop", "250 taken"])
    reminder, _tally = sent_to(server, kind="trial.signature")

    for _ in range(3):
        outbox.sweep()
        outbox.send_due()

    reminder.refresh_from_db()
    assert reminder.state == State.UNKNOWN
    assert server.accepted == {reminder.message_id: 1}


def nobody_there(settings):
    with socket.create_server(("127.0.0.1", 0)) as line:
        port = line.getsockname()[1]
    settings.EMAIL_URL = "smtp://127.0.0.1"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.5


@pytest.mark.parametrize("greeting", ["nobody", "421 overloaded", "554 go away", "drop", "silence", "nonsense"])
def test_while_no_server_answers_everything_waits_and_no_attempt_is_counted(mail_server, settings, greeting):
    if greeting == "nobody":
        nobody_there(settings)
    else:
        mail_server(GREETING=greeting)
    reminders = [ReminderFactory(due_at=timezone.now() - timedelta(minutes=n)) for n in range(45)]

    start = time.monotonic()
    outbox.send_due()

    assert time.monotonic() - start < 4, "one attempt to connect, not one for each"
    for reminder in reminders:
        reminder.refresh_from_db()
        assert reminder.attempt == 0
        assert_waits(reminder, 30)
        assert "mail server" in reminder.last_error
    assert Reminder.objects.oldest_due_at() == min(row.due_at for row in reminders), "waiting hides nothing"


def test_when_the_server_is_back_everything_goes(mail_server, settings):
    nobody_there(settings)
    ids = {ReminderFactory().message_id for _ in range(25)}
    outbox.send_due()
    server = mail_server()
    Reminder.objects.update(try_at=timezone.now())

    outbox.send_due()

    assert set(server.accepted) == ids and set(server.accepted.values()) == {1}
    assert set(Reminder.objects.values_list("state", "last_error")) == {(State.SENT, "")}


def test_a_server_that_never_answers_costs_the_others_nothing_but_time(mail_server):
    server = mail_server(MAIL=["silence", "250 ok"])
    first, second = (ReminderFactory(due_at=timezone.now() - timedelta(minutes=9 - n)) for n in range(2))

    outbox.send_due()

    assert [Reminder.objects.get(pk=row.pk).state for row in (first, second)] == [State.DUE, State.SENT]
    assert server.accepted == {second.message_id: 1}


@pytest.mark.parametrize("address", ["no address", "a@b>\r\nRCPT TO:<all@firm.example", "jörg@firm.example"])
def test_an_address_that_is_none_fails_and_nothing_of_it_is_said_to_the_server(mail_server, address):
    server = mail_server()
    reminder = ReminderFactory()
    reminder.recipient.__class__.objects.filter(pk=reminder.recipient_id).update(email=address)

    outbox.send_due()

    reminder.refresh_from_db()
    assert reminder.state in (State.FAILED, State.DUE) and reminder.last_error
    assert server.heard.count("RCPT") == 0 and not server.accepted


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"facts": {"is_over": True}}, "closed"),
        ({"recipient__is_active": False}, "left"),
        ({"recipient__left_on": timezone.localdate() - timedelta(days=2)}, "left"),
        ({"kind": "gone.kind"}, "no longer"),
    ],
)
@pytest.mark.parametrize("channel", ["email", "app"])
def test_what_is_no_longer_owed_is_cancelled_with_the_reason_and_not_sent(mail_server, fields, reason, channel):
    server = mail_server()

    reminder, tally = sent_to(server, channel=channel, **fields)

    assert reminder.state == State.CANCELLED
    assert reason in reminder.last_error
    assert tally == {(channel, State.CANCELLED): 1}
    assert not server.accepted and not Reminder.objects.inbox().exists()


def test_who_muted_it_meanwhile_gets_no_mail(mail_server):
    server = mail_server()
    reminder = ReminderFactory()
    PreferenceFactory(person=reminder.recipient)
    waits_for_them = ReminderFactory(recipient=reminder.recipient, kind="trial.signature")

    outbox.send_due()

    reminder.refresh_from_db()
    assert reminder.state == State.CANCELLED
    assert server.accepted == {waits_for_them.message_id: 1}


def test_a_mistake_in_a_rooms_code_stops_only_its_own_reminder(mail_server):
    server = mail_server()
    broken = ReminderFactory(facts={"breaks": True}, due_at=timezone.now() - timedelta(minutes=5))
    sound = ReminderFactory()

    for _ in range(9):
        outbox.send_due()
        Reminder.objects.filter(state=State.DUE).update(try_at=timezone.now())

    broken.refresh_from_db()
    assert (broken.state, broken.attempt) == (State.FAILED, 8)
    assert "gave up after 8 attempts" in broken.last_error and "KeyError" in broken.last_error
    assert server.accepted == {sound.message_id: 1}


def test_in_the_application_it_appears_when_its_time_has_come():
    reminder = ReminderFactory(channel="app", due_at=timezone.now() + timedelta(hours=1))
    outbox.send_due()
    assert not Reminder.objects.inbox().exists()

    Reminder.objects.update(due_at=timezone.now())
    tally = outbox.send_due()

    assert list(Reminder.objects.visible_to(reminder.recipient).unread()) == [reminder]
    assert tally == {("app", State.SENT): 1}
