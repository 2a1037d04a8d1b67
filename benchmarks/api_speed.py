"""POST of 10,000 observations against COPY of the same rows into the same table.

    python -m benchmarks.fresh api_speed

In a database of its own with 500 people whom one manager leads, each with 20 weeks of `calls`. One call through the whole
stack (its bytes read as JSON, its rows judged, one import written, an Idempotency-Key kept) against what PostgreSQL takes to
COPY the same rows into the same, empty, table. Prints the medians and their ratio, of rows that are new, changed, unchanged.
"""

import datetime
import io
import json
import statistics
import time

from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from benchmarks.fresh import analyze
from metrics.models import Metric, Observation
from people.actions import make_token
from people.models import Person, ReportingLine
from tests.factories import PersonFactory

PEOPLE, WEEKS, ROUNDS = 500, 20, 5
COLUMNS = "person_id, metric_id, period_start, value"


def company():
    """A manager and those whom they lead."""
    manager, since = PersonFactory(), datetime.date(2020, 1, 1)
    people = Person.objects.bulk_create(Person(name=f"Person {n}", email=f"p{n}@bench.example") for n in range(PEOPLE))
    ReportingLine.objects.bulk_create(ReportingLine(person=one, manager=manager, starts_on=since) for one in people)
    analyze()
    return manager, people


def rows_of(people, value):
    """The rows of a call: (person, Monday, value)."""
    monday = timezone.localdate() - datetime.timedelta(days=timezone.localdate().weekday())
    weeks = [monday - datetime.timedelta(weeks=week) for week in range(WEEKS)]
    return [(one, week, value) for one in people for week in weeks]


def seconds(work):
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def copied(rows, metric):
    """Seconds to COPY the rows into the empty table."""
    lines = "".join(f"{person.pk}\t{metric.pk}\t{week}\t{value}\n" for person, week, value in rows)
    with connection.cursor() as cursor:
        took = seconds(lambda: cursor.copy_expert(f"COPY metrics_observation ({COLUMNS}) FROM STDIN", io.StringIO(lines)))
    Observation.objects.all().delete()
    return took


def sender(manager):
    """Sends bytes with a token, and sees that they are taken."""
    in_a_month = timezone.now() + datetime.timedelta(days=30)
    _token, text = make_token(manager, by=manager, name="Bench", scopes=["observations:write"], expires_at=in_a_month)
    client = Client(headers={"Authorization": f"Bearer {text}"})

    def send(body, key, expected):
        answer = client.post("/api/v1/observations", body, content_type="application/json", headers={"Idempotency-Key": key})
        said = answer.json()
        if (answer.status_code, said["accepted"], said["refused"]) != (200, expected, []):
            raise SystemExit(f"{answer.status_code}: {answer.content[:300]}")

    return send


def body_of(rows):
    """The rows as a call carries them."""
    sent = [{"email": one.email, "metric": "calls", "period_start": str(week), "value": value} for one, week, value in rows]
    return json.dumps({"observations": sent}).encode()


def main():
    """Measure."""
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        manager, people = company()
        metric, send = Metric.objects.get(key="calls"), sender(manager)
        took = {"COPY": [], "new": [], "changed": [], "unchanged": []}
        for number in range(ROUNDS):
            Observation.objects.all().delete()
            first, second = rows_of(people, 10 + number), rows_of(people, 100 + number)
            took["COPY"].append(copied(first, metric))
            calls = [("new", first, len(first)), ("changed", second, len(second)), ("unchanged", second, 0)]
            for name, rows, expected in calls:
                body = body_of(rows)
                took[name].append(seconds(lambda b=body, k=f"{name}-{number}", e=expected: send(b, k, e)))
        medians = {name: statistics.median(times) for name, times in took.items()}
        for name, median in medians.items():
            rate = PEOPLE * WEEKS / median
            print(f"{name:10} {median * 1000:7.1f} ms, {rate:9,.0f} rows/s, {medians['COPY'] / median:5.2f} of COPY")
