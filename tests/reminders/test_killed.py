"""Real workers, a real beat and broker: killed, frozen, unplugged. Each reminder is sent once or is visibly unconfirmed."""

import os
import signal
import time

import pytest
from django.core.management import call_command

from perfplan.local import children
from perfplan.local.valkey import Valkey
from reminders.actions import owe
from reminders.models import Heartbeat, Reminder, State
from tests.factories import PersonFactory, ReminderFactory
from tests.reminders import killing
from tests.reminders.mailserver import MailServer
from tests.reminders.processes import Programs, broker_url, environment

pytestmark = [
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("REDIS_URL" not in os.environ, reason="no broker: run bin/test"),
]


def settled(seconds):
    return children.wait_until(lambda: not killing.unsettled(), seconds)


def test_a_thousand_reminders_survive_the_killing_of_their_senders(tmp_path, capsys):
    account = killing.run(tmp_path, broker_url(0), reminders=1000, kills=8, seconds=400, pause=0.5, between=40)

    with capsys.disabled():
        print(f"\n{account}")
    assert account.kills == 8
    assert (account.lost, account.doubled, account.failed, account.open) == (0, 0, 0, 0)
    assert account.unconfirmed <= 4 * account.kills  # as many as were between the dot and its answer
    assert account.delivered >= 1000 - account.unconfirmed


def test_letters_and_chats_survive_it_as_well(tmp_path, capsys):
    """The workers write the letters themselves, under two clocks, and are killed while they do."""
    account = killing.run(
        tmp_path, broker_url(0), reminders=50, chats=150, letters=150, kills=5, seconds=300, pause=0.5, between=25
    )

    with capsys.disabled():
        print(f"\n{account}")
    assert (account.reminders, account.kills) == (350, 5)
    assert (account.lost, account.doubled, account.failed, account.open) == (0, 0, 0, 0)
    assert account.unconfirmed <= 4 * account.kills
    letters = Reminder.objects.letters()
    assert letters.count() == letters.values("recipient").distinct().count() == 150
    assert {letter.holds.count() for letter in letters} == {3}, "each thing is told in one letter"


def test_while_the_broker_is_away_people_work_and_when_it_is_back_the_reminder_goes(tmp_path):
    broker, sam = Valkey(tmp_path), PersonFactory()
    broker.start(bound=True)
    broker.process.kill()
    broker.process.wait(5)
    with MailServer() as server:
        env = environment(tmp_path, server.port, redis_url=broker.url)
        with Programs(tmp_path, env, workers=1):
            begin = time.monotonic()
            owed = owe("trial.nudge", subject_id=sam.pk, to=sam, period="once", path="/")
            took = time.monotonic() - begin
            time.sleep(3)  # worker and beat have come up, and found no broker
            assert not server.accepted
            assert Reminder.objects.visible_to(sam).unread().count() == 1, "in the application at once"
            broker.start(bound=True)
            try:
                assert settled(30)
            finally:
                broker.process.kill()
                broker.process.wait(5)

    assert took < 0.5
    assert server.accepted == {next(row.message_id for row in owed if row.channel == "email"): 1}


def test_without_any_broker_the_command_sends_it(mail_server, settings):
    settings.CELERY_BROKER_URL = settings.REDIS_URL = "redis://127.0.0.1:1/0"
    server, sam = mail_server(), PersonFactory()
    owe("trial.nudge", subject_id=sam.pk, to=sam, period="once", path="/")

    call_command("send_reminders")

    assert sum(server.accepted.values()) == 1


def test_two_beats_a_flood_of_ticks_and_a_frozen_worker_double_nothing(tmp_path):
    with MailServer(delay=0.005) as server:
        env = environment(tmp_path, server.port, redis_url=broker_url(1))
        with Programs(tmp_path, env, workers=2, beats=2) as programs:
            ids = killing.owe(300)
            assert children.wait_until(lambda: len(server.texts) > 20, 30)
            programs.workers[0].signal(signal.SIGSTOP)
            assert children.wait_until(lambda: Reminder.objects.filter(state=State.SENT).count() > 200, 30)
            time.sleep(8.5)  # its leases are over
            programs.workers[0].signal(signal.SIGCONT)
            assert settled(30)
            time.sleep(1)

    account = killing.account(ids, server.accepted, 0, 0)
    assert (account.lost, account.doubled, account.failed, account.open) == (0, 0, 0, 0)
    assert Heartbeat.objects.get().name == "beat"


def test_one_reminder_that_nobody_can_send_does_not_stop_the_worker(tmp_path):
    with MailServer() as server:
        broken, sound = ReminderFactory(facts={"breaks": True}), ReminderFactory()
        with Programs(tmp_path, environment(tmp_path, server.port, redis_url=broker_url(2)), workers=1):
            assert children.wait_until(lambda: server.accepted, 30)

    broken.refresh_from_db()
    assert server.accepted == {sound.message_id: 1}
    assert (broken.state, broken.attempt) == (State.DUE, 1)
