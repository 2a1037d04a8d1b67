"""A word for all that is known of one person's metrics: equal words, equal pictures."""

from django.db import connection

FACTS = """
SELECT md5(concat_ws('/',
    (SELECT string_agg(concat_ws(',', o.metric_id, o.period_start, o.value, o.denominator), ';' ORDER BY o.id)
       FROM metrics_observation o WHERE o.metric_id = ANY(%(metrics)s::uuid[]) AND o.person_id = %(person)s),
    (SELECT string_agg(t::text, ';' ORDER BY t.id) FROM metrics_target t WHERE t.person_id = %(person)s),
    (SELECT string_agg(j::text, ';' ORDER BY j.id) FROM metrics_judgement j WHERE j.person_id = %(person)s),
    (SELECT string_agg(s::text, ';' ORDER BY s.id) FROM metrics_signal s WHERE s.person_id = %(person)s),
    (SELECT string_agg(m::text, ';' ORDER BY m.id) FROM metrics_metric m WHERE m.id = ANY(%(metrics)s::uuid[]))))
"""


def fingerprint_of(person_id, metric_ids):
    """A word for the values of these metrics, and for the targets, judgements and signals of that person: one query."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS, {"person": person_id, "metrics": [str(metric_id) for metric_id in metric_ids]})
        return cursor.fetchone()[0]
