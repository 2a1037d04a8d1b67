"""CRM facts into the database, many at a time: a staging table of the transaction, then one merge by the CRM's id."""

import csv
import io
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from people.tables import Refusal

BATCH = 10_000


@dataclass(frozen=True)
class Kind:
    """A table of facts: its name, and its columns with their types in PostgreSQL."""

    table: str
    columns: tuple

    @property
    def names(self):
        """The names of its columns, as SQL lists them."""
        return ", ".join(name for name, _type in self.columns)


OPPORTUNITIES = Kind(
    "metrics_opportunity",
    (
        ("owner_id", "uuid"), ("stage", "text"), ("crm_stage", "text"), ("created_on", "date"), ("closed_on", "date"),
        ("value", "numeric(18, 2)"), ("list_value", "numeric(18, 2)"), ("product", "text"), ("account", "text"),
    ),
)  # fmt: skip
ACTIVITIES = Kind("metrics_activity", (("owner_id", "uuid"), ("type", "text"), ("happened_on", "date")))

TWICE = """
DELETE FROM metrics_facts later USING (SELECT external_id, min(line) AS line FROM metrics_facts GROUP BY external_id) first
WHERE later.external_id = first.external_id AND later.line > first.line
RETURNING later.line, first.line, later.external_id"""


def stage(kind, entries):
    """Put each `Fact` into the staging table as it comes; yields the refusals among them."""
    columns = ", ".join(f"{name} {type_}" for name, type_ in kind.columns)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS metrics_facts")
        cursor.execute(f"CREATE TEMPORARY TABLE metrics_facts (line integer, external_id text, {columns}) ON COMMIT DROP")
        facts = []
        for entry in entries:
            if isinstance(entry, Refusal):
                yield entry
                continue
            facts.append((entry.line, entry.external_id, *entry.columns))
            if len(facts) >= BATCH:
                _copy(cursor, kind, facts)
        _copy(cursor, kind, facts)


def _copy(cursor, kind, facts):
    if facts:
        texts = ", ".join(name for name, type_ in (("external_id", "text"), *kind.columns) if type_ == "text")
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows(facts)
        buffer.seek(0)
        cursor.copy_expert(f"COPY metrics_facts FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL ({texts}))", buffer)
        facts.clear()


def repeated(column):
    """Refuse every row with an id that an earlier row has; these rows leave the staging table."""
    with connection.cursor() as cursor:
        cursor.execute(TWICE)
        for line, first, value in sorted(cursor.fetchall()):
            yield Refusal(line, column, value, _("Line %(first)s has the same id.") % {"first": first})


def merge(kind, source_id):
    """Write what is staged. Gives (accepted, unchanged)."""
    names = kind.names
    fields = ", ".join(f"{name} = excluded.{name}" for name, _type in kind.columns)
    told, new = (", ".join(f"{table}.{name}" for name, _type in kind.columns) for table in ("told", "excluded"))
    statement = (
        f"INSERT INTO {kind.table} AS told (external_id, {names}, source_id) "  # noqa: S608 (all names are constants)
        f"SELECT external_id, {names}, %s::uuid FROM metrics_facts ORDER BY line "
        f"ON CONFLICT (external_id) DO UPDATE SET {fields}, source_id = excluded.source_id "
        f"WHERE ({told}) IS DISTINCT FROM ({new})"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM metrics_facts")
        total = cursor.fetchone()[0]
        cursor.execute(statement, [source_id])
        return cursor.rowcount, total - cursor.rowcount
