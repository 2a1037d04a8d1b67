"""Taking an import back: what it brought goes, what it wrote over returns, and what came over it later stays.

A later import remembers the value that it wrote over. When that value is taken back, the later one is made to remember what was
there before it, so that undoing both, in any order, gives what was there at first.
"""

from django.db import connection

SAME = "(a.person_id, a.metric_id, a.period_start) = (b.person_id, b.metric_id, b.period_start)"

REMEMBER = f"""
UPDATE metrics_replacedobservation a SET value = b.value, denominator = b.denominator, source_id = b.source_id
FROM metrics_replacedobservation b WHERE a.source_id = %(source)s AND b.by_import_id = %(source)s AND {SAME}"""  # noqa: S608

FORGET = "DELETE FROM metrics_replacedobservation a WHERE a.source_id = %(source)s"

RESTORE = f"""
UPDATE metrics_observation a SET value = b.value, denominator = b.denominator, source_id = b.source_id
FROM metrics_replacedobservation b WHERE a.source_id = %(source)s AND b.by_import_id = %(source)s AND {SAME}"""  # noqa: S608

REMOVE = "DELETE FROM metrics_observation a WHERE a.source_id = %(source)s"
THIS_ONE = " AND (a.person_id, a.metric_id, a.period_start) = (%(person)s::uuid, %(metric)s::uuid, %(week)s::date)"

DONE_WITH = "DELETE FROM {table} WHERE by_import_id = %(source)s"

HAND_ON = f"""
UPDATE metrics_replacedobservation a SET by_import_id = b.source_id
FROM metrics_observation b JOIN metrics_import crm ON crm.id = b.source_id AND crm.kind LIKE 'crm.%%'
WHERE a.by_import_id = %(source)s AND b.source_id <> %(source)s AND {SAME}"""  # noqa: S608

RETURN = """
INSERT INTO metrics_observation (person_id, metric_id, period_start, value, denominator, source_id)
SELECT person_id, metric_id, period_start, value, denominator, source_id
FROM metrics_replacedobservation WHERE by_import_id = %(source)s
ON CONFLICT (metric_id, person_id, period_start) DO NOTHING"""

FACT_REMEMBER = """
UPDATE metrics_replacedfact a SET before = b.before
FROM metrics_replacedfact b, metrics_import later
WHERE later.id = a.by_import_id AND later.kind = %(kind)s AND a.before ->> 'source_id' = %(source)s
  AND b.by_import_id = %(source)s::uuid AND a.external_id = b.external_id"""

FACT_FORGET = """
DELETE FROM metrics_replacedfact a USING metrics_import later
WHERE later.id = a.by_import_id AND later.kind = %(kind)s AND a.before ->> 'source_id' = %(source)s"""

FACT_RESTORE = """
UPDATE {table} a SET ({names}, source_id) = (SELECT {names}, source_id FROM jsonb_populate_record(NULL::{table}, b.before))
FROM metrics_replacedfact b
WHERE a.source_id = %(source)s::uuid AND b.by_import_id = %(source)s::uuid AND a.external_id = b.external_id"""

FACT_REMOVE = "DELETE FROM {table} WHERE source_id = %(source)s::uuid"


def take_back_observations(source_id, only=None):
    """Undo what an import did to observations. Gives (restored, removed).

    `only`: {person, metric, week} of the one value that it brought, if it was typed by hand: the others need not be searched.
    """
    facts, one = {"source": str(source_id)} | (only or {}), THIS_ONE if only else ""
    with connection.cursor() as cursor:
        cursor.execute(_typed(REMEMBER) + one, facts)
        cursor.execute(_typed(FORGET) + one, facts)
        cursor.execute(_typed(RESTORE) + one, facts)
        restored = cursor.rowcount
        cursor.execute(_typed(REMOVE) + one, facts)
        removed = cursor.rowcount
        cursor.execute(_typed(DONE_WITH.format(table="metrics_replacedobservation")), facts)
    return restored, removed


def take_back_derived(source_id):
    """Undo what the facts of an import made of the weekly numbers, as far as that is not derived again: what was there before
    the CRM returns, unless another import of the CRM stands over it, which then remembers it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_typed(HAND_ON), {"source": str(source_id)})
        cursor.execute(_typed(RETURN), {"source": str(source_id)})
    take_back_observations(source_id)


def take_back_facts(kind, import_kind, source_id):
    """Undo what an import did to the facts of a CRM; `kind`: see `fact_storing`. Gives (restored, removed)."""
    facts = {"source": str(source_id), "kind": import_kind}
    with connection.cursor() as cursor:
        cursor.execute(FACT_REMEMBER, facts)
        cursor.execute(FACT_FORGET, facts)
        cursor.execute(FACT_RESTORE.format(table=kind.table, names=kind.names), facts)
        restored = cursor.rowcount
        cursor.execute(FACT_REMOVE.format(table=kind.table), facts)
        removed = cursor.rowcount
        cursor.execute(_typed(DONE_WITH.format(table="metrics_replacedfact")), facts)
    return restored, removed


def _typed(statement):
    return statement.replace("%(source)s", "%(source)s::uuid")
