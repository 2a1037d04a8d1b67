"""How fast words are owed, beside a bare bulk_create of the same rows in the same run: python -m benchmarks.fresh reminders_owe.

Each of 10,000 people is owed one word of a kind that goes at once in the application and by e-mail: two rows each. Both ways are
measured twice, in turn, by processor time of this process and of its database connection; the better of each counts.
"""

import os
import time
import uuid

from django.db import connection, transaction

from people.models import Person
from reminders.actions import Owed, owe_all
from reminders.models import Reminder

KIND = "plans.proposed"


def main(people=10_000):
    people = int(people)
    with transaction.atomic():
        rows = [Person(email=f"person-{number}@bench.example", name=f"Person {number}") for number in range(people)]
        Person.objects.bulk_create(rows, batch_size=2000)
        owed, bare = [], []
        for _round in range(2):
            words = [Owed(person, uuid.uuid4(), "once", "/") for person in rows]
            took, written = undone(lambda words=words: owe_all(KIND, words))
            assert len(written) == 2 * people, len(written)
            owed.append(took)
            bare.append(undone(lambda written=written: Reminder.objects.bulk_create(written, batch_size=1000))[0])
        transaction.set_rollback(True)
    ours, limit = min(owed), min(bare)
    print(f"{people:,} people are owed a word, {2 * people:,} rows; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"bulk_create  {limit[0]:5.2f} s of processor time, {limit[1]:5.2f} s by the clock")
    print(f"owe_all      {ours[0]:5.2f} s of processor time, {ours[1]:5.2f} s by the clock")
    print(f"ratio {ours[0] / limit[0]:.2f} of a bare bulk_create")


def undone(work):
    """((seconds of processor time, seconds), result) of `work`; what it wrote is taken back."""
    sid = transaction.savepoint()
    cpu, clock = spent(), time.perf_counter()
    result = work()
    took = spent() - cpu, time.perf_counter() - clock
    transaction.savepoint_rollback(sid)
    return took, result


def spent():
    """Processor time so far, of this process and of the server's that answers it."""
    with open(f"/proc/{connection.connection.info.backend_pid}/stat") as file:
        user, system = file.read().rsplit(")", 1)[1].split()[11:13]
    return time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
