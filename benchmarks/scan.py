"""The nightly scan beside its limit: reading and writing the same bytes by array_agg and COPY, and no arithmetic.

    python -m benchmarks.fresh scan [SELLERS METRICS WEEKS]

Makes a company (10,000 sellers x 10 metrics x 104 weeks unless told) in a database of its own, by COPY, and prints how long its
first scan takes (which opens the cases of all these weeks at once), a new week, a scan after an import that touched 1 % of the
series, one with nothing new, and a full replay, as on the first night of a month; beside each the limit measured in the same
run, their ratio, and the memory of its process at its highest. Seven metrics are counts, one each an amount, a ratio and a
duration; half of the series have an agreed range.
"""

import datetime
import io
import time
import uuid

import numpy as np
from django.db import connection, transaction

from benchmarks.nightly import clock
from metrics.models import Judgement, Metric, Signal, Standing
from metrics.scanning import copying, reading
from metrics.weeks import WEEK
from people.models import Person, ReportingLine

AS_OF = datetime.date(2026, 3, 16)
KINDS = ["count"] * 7 + ["amount", "ratio", "duration"]
A_TEAM = 8
TAKE_IN = """
INSERT INTO metrics_observation (person_id, metric_id, period_start, value, denominator)
SELECT person_id, metric_id, period_start, round(value::numeric, 4), nullif(denominator, 'NaN') FROM come
    ON CONFLICT (metric_id, person_id, period_start) DO UPDATE SET value = excluded.value"""
ALL_WEEKS = """
COPY (SELECT person_id, array_agg((period_start - date '2024-01-01')::int4 / 7), array_agg(value::float8)
        FROM metrics_observation WHERE metric_id = '{metric}' GROUP BY person_id) TO STDOUT (FORMAT binary)"""
OUT = {"metrics_judgement": "metrics_judgement", "metrics_signal": "(SELECT * FROM metrics_signal WHERE closed_at IS NULL)"}
WRITE_BACK = """
UPDATE {table} now SET statistic = old.statistic, expected = old.expected, actual = old.actual, as_of = old.as_of + 1
  FROM old WHERE now.id = old.id"""


def company(sellers, metrics, weeks, seed=1):
    """People, lines, metrics and agreed ranges; the observations of all weeks but the last. Gives the last ones' writer."""
    rng = np.random.default_rng(seed)
    managers = [Person(email=f"manager{n}@firm.example", name=f"Manager {n}") for n in range(max(sellers // A_TEAM, 1))]
    people = [Person(email=f"seller{n}@firm.example", name=f"Seller {n}") for n in range(sellers)]
    for person in [*managers, *people]:
        person.starts_on = datetime.date(2020, 1, 6)
    Person.objects.bulk_create([*managers, *people], batch_size=2000)
    lines = [
        ReportingLine(person=one, manager=managers[min(n // A_TEAM, len(managers) - 1)], starts_on=one.starts_on)
        for n, one in enumerate(people)
    ]
    ReportingLine.objects.bulk_create(lines, batch_size=2000)
    Metric.objects.update(is_retired=True)
    made = [Metric.objects.create(key=f"made_{n}", name=f"Made {n}", kind=KINDS[n % 10]) for n in range(metrics)]
    for number, metric in enumerate(made):
        values, cases = numbers(rng, metric.kind, sellers, weeks)
        write(people, metric, values, cases, AS_OF - WEEK * weeks, weeks - 1)
        if number % 2 == 0:
            agree(people, metric)
        yield people, metric, values[:, -1:], cases[:, -1:]


def numbers(rng, kind, sellers, weeks):
    """Values and cases of steady sellers, each at a level of their own."""
    level, shape = rng.lognormal(2.3, 0.4, (sellers, 1)), (sellers, weeks)
    counts = rng.negative_binomial(np.broadcast_to(level / 0.5, shape), 1 / 1.5).astype(float)
    cases = np.full(shape, np.nan)
    if kind == "amount":
        counts = np.round(counts * rng.lognormal(8, 0.5, shape), 2)
    if kind == "ratio":
        cases = counts + rng.poisson(10, shape)
        counts = counts / np.maximum(cases, 1)
    if kind == "duration":
        counts = np.round(rng.lognormal(3.5, 0.4, shape), 1)
    return counts, cases


def write(people, metric, values, cases, first, weeks):
    """COPY so many weeks from that Monday on, one week after the other as they come."""
    columns = {"person_id": "uuid", "metric_id": "uuid", "period_start": "date", "value": "float8", "denominator": "float8"}
    ids, key = copying.bytes_of([person.pk for person in people]), np.full(len(people), np.void(metric.pk.bytes))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS come (LIKE metrics_observation)")
        cursor.execute("ALTER TABLE come ALTER value TYPE float8, ALTER denominator TYPE float8, ALTER id DROP NOT NULL")
    for week in range(weeks):
        day = np.full(len(people), (first + WEEK * week).toordinal() - copying.EPOCH)
        rows = {"person_id": ids, "metric_id": key, "period_start": day, "value": values[:, week], "denominator": cases[:, week]}
        copying.send("come", columns, rows)
    with connection.cursor() as cursor:
        cursor.execute(TAKE_IN)
        cursor.execute("TRUNCATE come")


def agree(people, metric):
    """A range for each, from a plan of their own."""
    body = io.StringIO()
    for person in people:
        ends = [0.3, 0.6] if metric.kind == "ratio" else [6, 16]
        row = [uuid.uuid4(), person.pk, metric.pk, "2025-07-01", "2026-06-30", *ends, uuid.uuid4(), uuid.uuid4()]
        body.write("\t".join(map(str, row)) + "\n")
    body.seek(0)
    columns = "id, person_id, metric_id, starts_on, ends_on, low, high, plan_id, agreement_id"
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY metrics_target ({columns}) FROM STDIN", body)


@transaction.atomic
def limit(metrics, since):
    """Seconds for the same bytes without arithmetic: weeks out, standings out and in, judgements and cases by COPY and UPDATE;
    nothing of it is kept.
    """
    begin = time.perf_counter()
    found = reading.read(AS_OF)
    with connection.cursor() as cursor:
        if since is None:
            for metric in metrics:
                cursor.copy_expert(ALL_WEEKS.format(metric=metric.pk), io.BytesIO())
        else:
            reading.weeks_of(found, [metric.pk for metric in metrics], since)
    bodies = list(Standing.objects.now().values_list("body", flat=True))
    Standing.objects.bulk_update([Standing(pk=pk, body=body) for pk, body in zip(_standings(), bodies, strict=True)], ["body"])
    for table, rows in OUT.items():
        _out_and_in(table, rows)
    seconds = time.perf_counter() - begin
    transaction.set_rollback(True)
    return seconds


def _out_and_in(table, rows):
    out = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {rows} TO STDOUT (FORMAT binary)", out)
        out.seek(0)
        cursor.execute(f"CREATE TEMPORARY TABLE old (LIKE {table})")
        cursor.copy_expert("COPY old FROM STDIN (FORMAT binary)", out)
        cursor.execute(WRITE_BACK.format(table=table))
        cursor.execute("DROP TABLE old")


def _standings():
    return Standing.objects.now().values_list("pk", flat=True)


def analyze():
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE metrics_observation")
        cursor.execute("VACUUM ANALYZE metrics_target")
        cursor.execute("VACUUM ANALYZE metrics_judgement")


def main(sellers=10_000, metrics=10, weeks=104):
    """Make the company, and measure."""
    sellers, metrics, weeks = int(sellers), int(metrics), int(weeks)
    made = list(company(sellers, metrics, weeks))
    analyze()
    print(f"{sellers:,} sellers x {metrics} metrics x {weeks} weeks")
    first = clock(AS_OF - WEEK)
    analyze()
    week_before, every = (AS_OF - WEEK * 2 - reading.window_start(AS_OF)) // WEEK, [metric for _people, metric, *_rest in made]
    show("first scan", first, limit(every, None))
    for people, metric, values, cases in made:
        write(people, metric, values, cases, AS_OF - WEEK, 1)
    analyze()
    new = clock(AS_OF)
    floor = limit(every, week_before + 1)
    show("a new week", new, floor)
    few = max(sellers // 100, 1)
    for people, metric, values, cases in made:
        write(people[:few], metric, np.round(values[:few] / 2), cases[:few], AS_OF - WEEK, 1)
    show("after an import of 1 %", clock(AS_OF), floor)
    show("nothing new", clock(AS_OF), floor)
    size = sum(map(len, Standing.objects.values_list("body", flat=True))) / 1e6
    Standing.objects.all().delete()
    replay = clock(AS_OF)
    show("full replay", replay, limit(every, None))
    print(f"standings {size:.0f} MB, judgements {Judgement.objects.count():,}, signals {Signal.objects.count():,}")


def show(name, came, floor):
    """What a scan came to, and its time beside the limit."""
    seconds, memory, result = came
    print(result)
    print(f"{name:<24}{seconds:>8.2f} s   limit {floor:>6.2f} s   x {seconds / floor:.2f}   {memory:,.0f} MB", flush=True)
