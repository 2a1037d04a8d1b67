"""Observations into the database, many at a time: a staging table of the transaction, then one merge that can be undone."""

import io

from django.db import connection
from django.utils.translation import gettext as _

from people.tables import Refusal

STAGE = """
CREATE TEMPORARY TABLE metrics_staged (
    line integer NOT NULL DEFAULT 0, person_id uuid NOT NULL, metric_id uuid NOT NULL, period_start date NOT NULL,
    value numeric(18, 4) NOT NULL, denominator numeric(18, 4)
) ON COMMIT DROP"""

SAID_TWICE = """
SELECT EXISTS (SELECT FROM metrics_staged GROUP BY person_id, metric_id, period_start HAVING count(*) > 1)"""

LATER = """
WITH ordered AS (
    SELECT ctid, line, value, denominator, first_value(line) OVER said AS first, first_value(value) OVER said AS first_value,
           first_value(denominator) OVER said AS first_denominator
    FROM metrics_staged WINDOW said AS (PARTITION BY person_id, metric_id, period_start ORDER BY line, ctid))
DELETE FROM metrics_staged later USING ordered
WHERE later.ctid = ordered.ctid AND ordered.line > ordered.first
RETURNING later.line, ordered.first, later.value,
    (later.value, later.denominator) IS DISTINCT FROM (ordered.first_value, ordered.first_denominator)"""

NEW = """
INSERT INTO metrics_observation (person_id, metric_id, period_start, value, denominator, source_id)
SELECT person_id, metric_id, period_start, value, denominator, %s::uuid
FROM metrics_staged ORDER BY metric_id, person_id, period_start
ON CONFLICT (metric_id, person_id, period_start) DO NOTHING"""

CHANGED = """
WITH changed AS (
    SELECT told.id, told.person_id, told.metric_id, told.period_start, told.value, told.denominator, told.source_id,
           now.value AS value_now, now.denominator AS denominator_now
    FROM metrics_staged now JOIN metrics_observation told USING (metric_id, person_id, period_start)
    WHERE (told.value, told.denominator) IS DISTINCT FROM (now.value, now.denominator)
    ORDER BY told.metric_id, told.person_id, told.period_start FOR NO KEY UPDATE OF told),
kept AS (
    INSERT INTO metrics_replacedobservation
        (by_import_id, person_id, metric_id, period_start, value, denominator, source_id)
    SELECT %(source)s::uuid, person_id, metric_id, period_start, value, denominator, source_id FROM changed
    WHERE %(keep)s OR NOT EXISTS (SELECT FROM metrics_import crm WHERE crm.id = changed.source_id AND crm.kind LIKE 'crm.%%'))
UPDATE metrics_observation told
SET value = changed.value_now, denominator = changed.denominator_now, source_id = %(source)s::uuid
FROM changed WHERE told.id = changed.id"""

BATCH = 20_000
TURN = 7_340_021  # the lock that imports share and that an undo, or a derivation, has for itself


def stage(entries):
    """Put lines for COPY into the staging table as they come; yields the refusals among them."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS metrics_staged")
        cursor.execute(STAGE)
        lines = []
        for entry in entries:
            if isinstance(entry, Refusal):
                yield entry
                continue
            lines += entry
            if len(lines) >= BATCH:
                _copy(cursor, lines)
        _copy(cursor, lines)
        cursor.execute("ANALYZE metrics_staged")


def _copy(cursor, lines):
    if lines:
        cursor.copy_expert("COPY metrics_staged FROM STDIN", io.StringIO("".join(lines)))
        lines.clear()


def said_again(*, is_file=True):
    """Take what a file says again about a week out of the staging table: (how often it said the same, refusals of the rest).

    Rows that are no lines of a file are named by their place in what was sent, from 0.
    """
    with connection.cursor() as cursor:
        cursor.execute(SAID_TWICE)
        if not cursor.fetchone()[0]:
            return 0, []
        cursor.execute(LATER)
        later = sorted(cursor.fetchall())
    reason = _("Line %(first)s says otherwise about the same person, metric and week. Which one counts?")
    if not is_file:
        reason = _("The row with index %(index)s says otherwise about the same person, metric and week. Which one counts?")
    refused = [
        Refusal(line, "value", f"{value.normalize():f}", reason % {"first": first, "index": first - 1})
        for line, first, value, is_other in later
        if is_other
    ]
    return len(later) - len(refused), refused


def take_turn(*, alone=False):
    """Wait until no undo is under way; with `alone`, until nobody else brings anything in. Held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(%s)", [TURN])


def merge(source_id, *, keep=True):
    """Write what is staged: (new, changed, unchanged). What values were before is kept, so that it can return; without `keep`
    (the values are derived from a CRM, and can be derived again) only what came by another way.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM metrics_staged")
        total = cursor.fetchone()[0]
        cursor.execute(NEW, [source_id])
        new, changed = cursor.rowcount, 0
        if new < total:
            cursor.execute(CHANGED, {"source": source_id, "keep": keep})
            changed = cursor.rowcount
    return new, changed, total - new - changed


COUNTS = """
SELECT count(*) FILTER (WHERE told.id IS NULL),
       count(*) FILTER (
           WHERE told.id IS NOT NULL AND (told.value, told.denominator) IS DISTINCT FROM (now.value, now.denominator)),
       count(*)
FROM metrics_staged now LEFT JOIN metrics_observation told USING (metric_id, person_id, period_start)"""

CHANGES = """
SELECT person.name, metric.name, told.period_start, told.value, now.value
FROM metrics_staged now JOIN metrics_observation told USING (metric_id, person_id, period_start)
JOIN people_person person ON person.id = told.person_id JOIN metrics_metric metric ON metric.id = told.metric_id
WHERE (told.value, told.denominator) IS DISTINCT FROM (now.value, now.denominator)
ORDER BY now.line LIMIT %s"""

SHOWN = 30


def compare():
    """What writing the staged rows would come to: {new, changed, unchanged, changes: [[who, what, when, from, to], ...]}."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        new, changed, total = cursor.fetchone()
        cursor.execute(CHANGES, [SHOWN if changed else 0])
        rows = [[who, what, week.isoformat(), _plain(old), _plain(now)] for who, what, week, old, now in cursor.fetchall()]
    return {"new": new, "changed": changed, "unchanged": total - new - changed, "changes": rows}


def _plain(value):
    return f"{value.normalize():f}"
