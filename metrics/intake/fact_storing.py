"""CRM facts into the database, many at a time: a staging table of the transaction, then one merge by the CRM's id."""

import csv
import io
import json
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
        ("crm_closed_on", "date"), ("value", "numeric(18, 2)"), ("list_value", "numeric(18, 2)"), ("product", "text"),
        ("account", "text"),
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


def repeated(column, *, is_file=True):
    """Refuse every row with an id that an earlier row has; these rows leave the staging table."""
    reason = _("Line %(first)s has the same id.") if is_file else _("The row with index %(index)s has the same id.")
    with connection.cursor() as cursor:
        cursor.execute(TWICE)
        for line, first, value in sorted(cursor.fetchall()):
            yield Refusal(line, column, value, reason % {"first": first, "index": first - 1})


def merge(kind, source_id):
    """Write what is staged; what a fact was before is kept, so that it can return. Gives (new, changed, unchanged)."""
    names = kind.names
    told, now = (", ".join(f"{table}.{name}" for name, _type in kind.columns) for table in ("told", "now"))
    new = (
        f"INSERT INTO {kind.table} (external_id, {names}, source_id) "  # noqa: S608 (all names are constants)
        f"SELECT external_id, {names}, %s::uuid FROM metrics_facts ORDER BY line ON CONFLICT (external_id) DO NOTHING"
    )
    keep = (
        "INSERT INTO metrics_replacedfact (by_import_id, external_id, before) "  # noqa: S608
        f"SELECT %s::uuid, told.external_id, to_jsonb(told) FROM {kind.table} told JOIN metrics_facts now USING (external_id) "
        f"WHERE ({told}) IS DISTINCT FROM ({now})"
    )
    change = (
        f"UPDATE {kind.table} told SET ({names}, source_id) = ROW({now}, %s::uuid) FROM metrics_facts now "  # noqa: S608
        f"WHERE told.external_id = now.external_id AND ({told}) IS DISTINCT FROM ({now})"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM metrics_facts")
        total = cursor.fetchone()[0]
        counts = []
        for statement in (new, keep, change):
            cursor.execute(statement, [source_id])
            counts.append(cursor.rowcount)
    return counts[0], counts[2], total - counts[0] - counts[2]


OUTSIDE = """
DELETE FROM metrics_facts now USING {table} told
WHERE told.external_id = now.external_id AND NOT told.owner_id = ANY(%s::uuid[])
RETURNING now.line, now.external_id"""


def of_others(kind, column, owner_ids):
    """Refuse what would write over a fact of somebody who is not one of these; such rows leave the staging table."""
    with connection.cursor() as cursor:
        cursor.execute(OUTSIDE.format(table=kind.table), [list(owner_ids)])
        for line, value in sorted(cursor.fetchall()):
            yield Refusal(line, column, value, _("This id is known, of somebody whose numbers you cannot bring in."))


SHOWN = 30


def compare(fact):
    """What writing the staged facts would come to: {new, changed, unchanged, changes: [[id, what, "", from, to], ...]}."""
    kind = {"opportunities": OPPORTUNITIES, "activities": ACTIVITIES}[fact]
    told, now = (", ".join(f"{table}.{name}" for name, _type in kind.columns) for table in ("told", "now"))
    joined = f"FROM metrics_facts now LEFT JOIN {kind.table} told USING (external_id)"
    differs = f"told.id IS NOT NULL AND ({told}) IS DISTINCT FROM ({now})"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FILTER (WHERE told.id IS NULL), count(*) FILTER (WHERE {differs}), count(*) {joined}")
        new, changed, total = cursor.fetchone()
        cursor.execute(
            f"SELECT external_id, to_jsonb(told), to_jsonb(now) {joined} WHERE {differs} ORDER BY line LIMIT %s",
            [SHOWN if changed else 0],
        )
        rows = [
            one
            for key, *facts in cursor.fetchall()
            for one in _differences(key, *(json.loads(one, parse_float=str) for one in facts))
        ]
    return {"new": new, "changed": changed, "unchanged": total - new - changed, "changes": rows[:SHOWN]}


SAID = ("crm_stage", "value", "created_on", "closed_on", "product", "account", "owner_id", "type", "happened_on", "stage")


def _differences(key, old, new):
    """What is different in one fact, column by column, in the words of the CRM where there are any."""
    different = [name for name in SAID if name in old and old[name] != new[name]]
    found = [[key, name, "", str(old[name] or ""), str(new[name] or "")] for name in different]
    return found[:1] if [name for _key, name, *_rest in found] == ["owner_id"] else [one for one in found if one[1] != "owner_id"]
