"""Weekly metrics from CRM facts, computed again from all of them after each import.

An owner is active from their first week (the week of their first day here, or of their first fact if that is earlier, but not
before the CRM's own first week) to the last week of which the CRM tells anything, or in which they left. In a week in which they
are active and nothing happened, counts and amounts are 0; a win rate without anything closed, and a cycle without a deal won, are
nothing at all.
"""

from django.db import connection

from metrics.models import Activity, Metric

OPPORTUNITY_DAYS = """
SELECT owner_id, created_on AS day FROM metrics_opportunity WHERE created_on IS NOT NULL
UNION ALL SELECT owner_id, closed_on FROM metrics_opportunity WHERE closed_on IS NOT NULL
UNION ALL SELECT owner_id, NULL FROM metrics_opportunity"""
ACTIVITY_DAYS = "SELECT owner_id, happened_on AS day FROM metrics_activity"

ACTIVE = """
CREATE TEMPORARY TABLE metrics_active ON COMMIT DROP AS
WITH days AS ({days}),
told AS (SELECT date_trunc('week', min(day))::date AS first, date_trunc('week', max(day))::date AS last FROM days),
owners AS (SELECT owner_id, min(day) AS day FROM days GROUP BY owner_id)
SELECT owners.owner_id, week::date AS week FROM told CROSS JOIN owners JOIN people_person person ON person.id = owners.owner_id,
LATERAL generate_series(
    greatest(told.first, date_trunc('week', least(person.starts_on, owners.day))::date),
    least(told.last, date_trunc('week', person.left_on)::date), interval '7 days') AS week"""

STAGED = """
CREATE TEMPORARY TABLE metrics_staged (
    line integer NOT NULL DEFAULT 0, person_id uuid NOT NULL, metric_id uuid NOT NULL, period_start date NOT NULL,
    value numeric(18, 4) NOT NULL, denominator numeric(18, 4)
) ON COMMIT DROP"""

FILLED = """
INSERT INTO metrics_staged (person_id, metric_id, period_start, value)
SELECT owner_id, %s::uuid, week, coalesce(told.amount, 0)
FROM metrics_active LEFT JOIN (
    SELECT owner_id, date_trunc('week', day)::date AS week, sum(amount) AS amount FROM ({facts}) fact GROUP BY 1, 2
) told USING (owner_id, week)"""

WIN_RATE = """
INSERT INTO metrics_staged (person_id, metric_id, period_start, value, denominator)
SELECT owner_id, %s::uuid, date_trunc('week', closed_on)::date, avg((stage = 'won')::int), count(*)
FROM metrics_opportunity WHERE stage IN ('won', 'lost') GROUP BY owner_id, date_trunc('week', closed_on)"""

CYCLE = """
INSERT INTO metrics_staged (person_id, metric_id, period_start, value)
SELECT owner_id, %s::uuid, date_trunc('week', closed_on)::date, avg(closed_on - created_on)
FROM metrics_opportunity WHERE stage = 'won' AND created_on IS NOT NULL GROUP BY owner_id, date_trunc('week', closed_on)"""

FACTS = {  # key of a metric: what adds up to it
    "opportunities_created": "SELECT owner_id, created_on AS day, 1 AS amount FROM metrics_opportunity",
    "deals_won": "SELECT owner_id, closed_on AS day, 1 AS amount FROM metrics_opportunity WHERE stage = 'won'",
    "deals_lost": "SELECT owner_id, closed_on AS day, 1 AS amount FROM metrics_opportunity WHERE stage = 'lost'",
    "won_value": "SELECT owner_id, closed_on AS day, value AS amount FROM metrics_opportunity WHERE stage = 'won'",
    "pipeline_created_value": "SELECT owner_id, created_on AS day, list_value AS amount FROM metrics_opportunity",
}
OF_CLOSED = {"win_rate": WIN_RATE, "sales_cycle_days": CYCLE}
ALL_ACTIVITIES = "SELECT owner_id, happened_on AS day, 1 AS amount FROM metrics_activity"
ONE_TYPE = "SELECT owner_id, happened_on AS day, 1 AS amount FROM metrics_activity WHERE type = %s"

GONE = """
WITH gone AS (
DELETE FROM metrics_observation told
WHERE told.metric_id = ANY(%(metrics)s::uuid[])
  AND (told.source_id IN (SELECT id FROM metrics_import WHERE kind LIKE 'crm.%%')
       OR EXISTS (SELECT 1 FROM metrics_active active WHERE told.person_id = active.owner_id AND told.period_start = active.week))
  AND NOT EXISTS (
      SELECT 1 FROM metrics_staged now
      WHERE (now.person_id, now.metric_id, now.period_start) = (told.person_id, told.metric_id, told.period_start))
RETURNING told.*),
kept AS (
    INSERT INTO metrics_replacedobservation
        (by_import_id, person_id, metric_id, period_start, value, denominator, source_id)
    SELECT %(source)s::uuid, person_id, metric_id, period_start, value, denominator, source_id FROM gone
    WHERE NOT EXISTS (SELECT FROM metrics_import crm WHERE crm.id = gone.source_id AND crm.kind LIKE 'crm.%%'))
SELECT count(*) FROM gone"""


def stage_opportunities():
    """Stage the weekly metrics of all opportunities for `storing.merge`. Gives the metrics."""
    metrics = _metrics([*FACTS, *OF_CLOSED])
    with connection.cursor() as cursor:
        _begin(cursor, OPPORTUNITY_DAYS)
        for key in metrics:
            statement = FILLED.format(facts=FACTS[key]) if key in FACTS else OF_CLOSED[key]
            cursor.execute(statement, [metrics[key]])
    return list(metrics.values())


def stage_activities():
    """Stage the weekly metrics of all activities, together and by type, for `storing.merge`. Gives the metrics."""
    types = sorted(Activity.objects.values_list("type", flat=True).distinct())
    metrics = _metrics(["activities"], types)
    with connection.cursor() as cursor:
        _begin(cursor, ACTIVITY_DAYS)
        if "activities" in metrics:
            cursor.execute(FILLED.format(facts=ALL_ACTIVITIES), [metrics["activities"]])
        for kind in types:
            cursor.execute(FILLED.format(facts=ONE_TYPE), [metrics[f"activities_{kind}"], kind])
    return list(metrics.values())


def remove_gone(metrics, source_id):
    """Delete derived values that no fact stands behind any more: a deal that was opened again, for instance. Gives how many.

    What came by another way, for a week of which the CRM now says that there was none, is kept so that it can return.
    """
    with connection.cursor() as cursor:
        cursor.execute(GONE, {"metrics": metrics, "source": source_id})
        return cursor.fetchone()[0]


def _begin(cursor, days):
    cursor.execute("DROP TABLE IF EXISTS metrics_staged, metrics_active")
    cursor.execute(ACTIVE.format(days=days))
    cursor.execute("CREATE INDEX ON metrics_active (owner_id, week)")
    cursor.execute("ANALYZE metrics_active")
    cursor.execute(STAGED)


def _metrics(keys, types=()):
    """{key: id} of those that there are; one is made for a type of activity that is new."""
    for kind in types:
        words = kind.replace("_", " ")
        fields = {"name": f"Activities: {words}", "formula": f"Activities of the type {words} in the week", "is_derived": True}
        Metric.objects.get_or_create(key=f"activities_{kind}", defaults=fields)
    wanted = [*keys, *(f"activities_{kind}" for kind in types)]
    return dict(Metric.objects.filter(key__in=wanted).values_list("key", "pk"))
