"""The kill test: reminders go through real workers that are killed again and again, and every one is accounted for at the end."""

import random
import time
from dataclasses import dataclass

from django.db import connection

from reminders.models import Reminder, State
from tests.factories import PersonFactory, ReminderFactory
from tests.reminders.mailserver import MailServer
from tests.reminders.processes import Programs, environment

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


def run(folder, redis_url, *, reminders, kills, seconds, pause=1.0, between=30, seed=1, say=lambda _words: None):
    """Kill the older of two workers about every `pause` seconds of work, up to `kills` times; wait until all is settled."""
    owed, begin, done = owe(reminders), time.monotonic(), 0
    chance, mark = random.Random(seed), 0
    with MailServer(delay=0.01) as server, Programs(folder, environment(folder, server.port, redis_url=redis_url)) as programs:
        while time.monotonic() - begin < seconds and unsettled():
            time.sleep(pause * chance.uniform(0.5, 1.5) if done < kills else 0.2)
            arrived = len(server.texts)
            if done < kills and arrived - mark >= between:
                oldest = min(programs.workers, key=lambda worker: worker.started)
                say(f"{time.monotonic() - begin:6.1f} s: {arrived} arrived, kill number {done + 1}")
                oldest.kill()
                oldest.start()
                done, mark = done + 1, arrived
        return account(owed, server.accepted, done, time.monotonic() - begin)


def owe(number):
    """So many reminders that must not be doubled, due now."""
    person = PersonFactory()
    rows = ReminderFactory.build_batch(number, kind="trial.signature", recipient=person)
    Reminder.objects.bulk_create(rows)
    return {row.message_id for row in rows}


def unsettled():
    connection.close_if_unusable_or_obsolete()
    return Reminder.objects.filter(state__in=UNSETTLED).count()


def account(owed, accepted, kills, seconds):
    states = dict(Reminder.objects.values_list("message_id", "state"))
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
