"""Observations into the database, many at a time: a staging table of the transaction, then one merge."""

import io

from django.db import connection
from django.utils.translation import gettext as _

from people.tables import Refusal

STAGE = """
CREATE TEMPORARY TABLE metrics_staged (
    line integer NOT NULL, person_id uuid NOT NULL, metric_id uuid NOT NULL, period_start date NOT NULL,
    value numeric(18, 4) NOT NULL, denominator numeric(18, 4)
) ON COMMIT DROP"""

CONTRADICTIONS = """
DELETE FROM metrics_staged later USING metrics_staged earlier
WHERE (later.person_id, later.metric_id, later.period_start) = (earlier.person_id, earlier.metric_id, earlier.period_start)
  AND earlier.line = (
      SELECT min(line) FROM metrics_staged first WHERE (first.person_id, first.metric_id, first.period_start)
           = (later.person_id, later.metric_id, later.period_start))
  AND later.line > earlier.line
  AND (later.value, later.denominator) IS DISTINCT FROM (earlier.value, earlier.denominator)
RETURNING later.line, earlier.line, later.value"""

MERGE = """
INSERT INTO metrics_observation AS told (person_id, metric_id, period_start, value, denominator, source_id)
SELECT DISTINCT ON (person_id, metric_id, period_start) person_id, metric_id, period_start, value, denominator, %s::uuid
FROM metrics_staged ORDER BY person_id, metric_id, period_start, line
ON CONFLICT (metric_id, person_id, period_start) DO UPDATE
SET value = excluded.value, denominator = excluded.denominator, source_id = excluded.source_id
WHERE (told.value, told.denominator) IS DISTINCT FROM (excluded.value, excluded.denominator)"""

BATCH = 20_000


def stage(entries):
    """Put each `Taken` into the staging table as it comes; yields the refusals among them."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS metrics_staged")
        cursor.execute(STAGE)
        lines = []
        for entry in entries:
            if isinstance(entry, Refusal):
                yield entry
                continue
            lines.append(_line(entry))
            if len(lines) >= BATCH:
                _copy(cursor, lines)
        _copy(cursor, lines)


def _line(taken):
    denominator = r"\N" if taken.denominator is None else taken.denominator
    return f"{taken.line}\t{taken.person_id}\t{taken.metric_id}\t{taken.monday}\t{taken.value}\t{denominator}\n"


def _copy(cursor, lines):
    if lines:
        cursor.copy_expert("COPY metrics_staged FROM STDIN", io.StringIO("".join(lines)))
        lines.clear()


def contradictions():
    """Refuse what a file says about a week that it has said otherwise before; these rows leave the staging table."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX ON metrics_staged (person_id, metric_id, period_start, line)")
        cursor.execute("ANALYZE metrics_staged")
        cursor.execute(CONTRADICTIONS)
        for line, first, value in sorted(cursor.fetchall()):
            reason = _("Line %(first)s says otherwise about the same person, metric and week. Which one counts?")
            yield Refusal(line, "value", f"{value.normalize():f}", reason % {"first": first})


def merge(source_id):
    """Write what is staged. Gives (accepted, unchanged)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM metrics_staged")
        total = cursor.fetchone()[0]
        cursor.execute(MERGE, [source_id])
        return cursor.rowcount, total - cursor.rowcount
