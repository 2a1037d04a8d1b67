"""How fast observations come in by the normal path, beside COPY of the same rows into the same table, in one run.

    .venv/bin/python benchmarks/import_speed.py [rows]        (1,000,000)

Runs on servers of its own, or on those of DATABASE_URL. The normal path is `add_observations` with a file: read, checked row
by row, staged, compared, written so that it can be undone. COPY writes the rows that are known to be right, as the file has them,
with the same constraints and indexes. Both are measured twice, in turn, and the better of each counts; everything is taken back.
"""
# ruff: noqa: E402

import datetime
import io
import os
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from perfplan.local import testing_servers

if __name__ == "__main__" and "DATABASE_URL" not in os.environ:
    with testing_servers.ready():
        raise SystemExit(subprocess.run([sys.executable, *sys.argv]).returncode)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfplan.settings")
import django

django.setup()

from django.db import connection, transaction

from metrics.actions import add_observations
from metrics.intake.observations import OPTIONAL, REQUIRED
from metrics.models import Import, Metric
from people.models import Person
from people.tables import read_table

NOTHING = r"\N"
COLUMNS = "person_id, metric_id, period_start, value, denominator, source_id"


def main(rows=1_000_000):
    with transaction.atomic():
        people, metrics, weeks = company(rows)
        path, size = written(people, metrics, weeks, rows)
        copied, taken = [], []
        for _round in range(2):
            text = copyable(people, metrics, weeks, rows)
            copied.append(undone(lambda text=text: copy(text)))
            del text
            taken.append(undone(lambda: normal(path, rows)))
        transaction.set_rollback(True)
    os.unlink(path)
    limit, ours = min(copied), min(taken)
    print(f"{rows:,} observations, a file of {size / 1e6:.0f} MB; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"COPY into the same table   {limit:6.1f} s  {rows / limit:10,.0f} rows/s")
    print(f"the normal path            {ours:6.1f} s  {rows / ours:10,.0f} rows/s")
    print(f"ratio {limit / ours:.2f} of COPY (promised: at least 0.5)")


def undone(work):
    """Seconds that `work` takes, foreign keys checked; what it wrote is taken back."""
    sid = transaction.savepoint()
    began = time.perf_counter()
    work()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        took = time.perf_counter() - began
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    transaction.savepoint_rollback(sid)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS metrics_staged")
    return took


def company(rows):
    """(people, metrics, Mondays) that are enough for that many observations."""
    metrics = list(Metric.objects.filter(key__in=["calls", "meetings", "won_value", "win_rate"]).order_by("key"))
    last = datetime.date(2026, 8, 31)
    weeks = [(last - datetime.timedelta(days=7 * number)).isoformat() for number in range(104)]
    count = rows // (len(metrics) * len(weeks)) + 1
    people = [Person(pk=uuid.uuid4(), email=f"seller-{number}@bench.example", name=f"Seller {number}") for number in range(count)]
    Person.objects.bulk_create(people, batch_size=2000)
    return people, metrics, weeks


VALUES = {"count": ("7", "12", "31", "0"), "amount": ("1200.50", "0", "88000", "915.25"), "ratio": ("0.25", "0.3333", "0.5", "1")}


def each(people, metrics, weeks, rows):
    """(person, metric, week, value, cases), week by week, as an export would have them."""
    number = 0
    for week in weeks:
        for person in people:
            for metric in metrics:
                if number >= rows:
                    return
                value = VALUES[metric.kind][number % 4]
                yield person, metric, week, value, "12" if metric.kind == "ratio" else ""
                number += 1


def written(people, metrics, weeks, rows):
    """A file of that many observations. Gives (its path, its size)."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as file:
        file.write("email,metric,period_start,value,denominator\r\n")
        for person, metric, week, value, cases in each(people, metrics, weeks, rows):
            file.write(f"{person.email},{metric.key},{week},{value},{cases}\r\n")
    return file.name, os.path.getsize(file.name)


def copyable(people, metrics, weeks, rows):
    """The same rows as COPY reads them: that making this text costs time is not held against COPY."""
    source = Import.objects.create(kind="observations", file_name="bench").pk
    rows = (
        f"{person.pk}\t{metric.pk}\t{week}\t{value}\t{cases or NOTHING}\t{source}\n"
        for person, metric, week, value, cases in each(people, metrics, weeks, rows)
    )
    return io.StringIO("".join(rows))


def copy(text):
    """COPY into the same table."""

    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY metrics_observation ({COLUMNS}) FROM STDIN", text)


def normal(path, rows):
    """The normal path, from the file."""
    table = read_table(path, required=REQUIRED, optional=OPTIONAL)
    result = add_observations(table, by=None, source="bench")
    assert str(result) == f"accepted={rows} unchanged=0 refused=0", result


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
