"""The kill test: reminders go through real workers that are killed again and again, and every one is accounted for at the end.

E-mails, messages to chats, and daily letters that the workers write themselves.
"""

import random
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import time as time_of_day

from django.db import connection

from reminders.actions import connect_chat
from reminders.models import Reminder, State
from tests.factories import DeliveryFactory, PersonFactory, ReminderFactory
from tests.reminders.mailserver import MailServer
from tests.reminders.processes import Programs, environment
from tests.reminders.webserver import WebServer

UNSETTLED = [State.DUE, State.CLAIMED, State.SENDING]


@dataclass(frozen=True)
class Account:
    """What became of all reminders, by what the mail server counted and by what the rows say."""

    reminders: int
    kills: int
    delivered: int
    lost: int  # said to be sent, and never arrived
    doubled: int  # arrived more than once
    unconfirmed: int  # on the administrator's page: arrived or not
    failed: int
    open: int  # still under way when the time was over
    seconds: float


def run(
    folder, redis_url, *, reminders, kills, seconds, chats=0, letters=0, pause=1.0, between=30, seed=1, say=lambda _words: None
):
    """Kill the older of two workers about every `pause` seconds of work, up to `kills` times; wait until all is settled."""
    begin, done = time.monotonic(), 0
    chance, mark = random.Random(seed), 0
    with WebServer() as chat, MailServer(delay=0.01) as server, ExitStack() as stack:
        expected = len(owe(reminders)) + len(owe_in_chat(chats, chat)) + owe_letters(letters)
        programs = stack.enter_context(Programs(folder, environment(folder, server.port, redis_url=redis_url)))
        while time.monotonic() - begin < seconds and unsettled(expected):
            time.sleep(pause * chance.uniform(0.5, 1.5) if done < kills else 0.2)
            arrived = len(server.texts) + len(chat.taken)
            if done < kills and arrived - mark >= between:
                oldest = min(programs.workers, key=lambda worker: worker.started)
                say(f"{time.monotonic() - begin:6.1f} s: {arrived} arrived, kill number {done + 1}")
                oldest.kill()
                oldest.start()
                done, mark = done + 1, arrived
        return account(copies(), server.accepted + chat.counted, done, time.monotonic() - begin)


def owe(number):
    """So many reminders that must not be doubled, due now."""
    person = PersonFactory()
    rows = ReminderFactory.build_batch(number, kind="trial.signature", recipient=person)
    Reminder.objects.bulk_create(rows)
    return {row.message_id for row in rows}


def owe_in_chat(number, chat):
    """So many that go to somebody's chat."""
    person = PersonFactory()
    connect_chat(by=person, chat="other", address=chat.url)
    rows = ReminderFactory.build_batch(number, kind="trial.signature", recipient=person, channel="chat")
    for row in rows:
        row.message_id = str(row.pk)  # what the chat knows it by
    Reminder.objects.bulk_create(rows)
    return {row.message_id for row in rows}


def owe_letters(people):
    """So many people with three things to tell, whose morning began at midnight. Answers how many letters that makes."""
    for person in PersonFactory.create_batch(people):
        DeliveryFactory(person=person, digest_at=time_of_day(0), has_weekends=True)
        ReminderFactory.create_batch(3, kind="trial.news", recipient=person, in_app=True)
    return people


def copies():
    """Everything that goes out."""
    return set(Reminder.objects.exclude(channel="app").values_list("message_id", flat=True))


def unsettled(expected=0):
    """How many are not at an end, or not even written yet."""
    connection.close_if_unusable_or_obsolete()
    missing = max(expected - Reminder.objects.exclude(channel="app").count(), 0)
    return missing + Reminder.objects.filter(state__in=UNSETTLED).count()


def account(owed, accepted, kills, seconds):
    states = dict(Reminder.objects.exclude(channel="app").values_list("message_id", "state"))
    counted = list(states.values()).count
    return Account(
        reminders=len(owed),
        kills=kills,
        delivered=len(owed & accepted.keys()),
        lost=sum(states[key] == State.SENT and key not in accepted for key in owed) + len(owed - states.keys()),
        doubled=sum(number > 1 for number in accepted.values()),
        unconfirmed=counted(State.UNKNOWN),
        failed=counted(State.FAILED),
        open=sum(counted(state) for state in UNSETTLED),
        seconds=round(seconds, 1),
    )
