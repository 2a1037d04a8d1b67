"""A word for all that the page of a plan shows to one reader, and for all that their right to read it rests on. Reads only.

The reader's right is not decided here: a page is drawn, and then kept, only by the view that asks the rules. This names every row
that the answer of the rules rests on for a party or a coach, so that a page which they may no longer read has no word any more.
"""

from functools import lru_cache

from django.db import connection
from django.utils import timezone

from metrics.fingerprint import fingerprint_of
from plans.body import measures_of, read
from plans.models import PlanStatus, PlanVersion
from plans.unread import GAP

SHOWN = """
SELECT p.status, p.in_force_id, p.person_id, md5(ROW(p, seller, named,
    (SELECT ROW(count(*), max(e.id)) FROM plans_planevent e WHERE e.plan_id = p.id),
    (SELECT ROW(v, v.at > %(gone)s) FROM plans_visit v WHERE v.plan_id = p.id AND v.person_id = %(me)s),
    (SELECT string_agg(ROW(l, m)::text, ';' ORDER BY l.id)
       FROM people_reportingline l JOIN people_person m ON m.id = l.manager_id
      WHERE l.person_id = p.person_id AND l.kind = 'solid'
        AND l.starts_on <= %(day)s AND (l.ends_on IS NULL OR l.ends_on > %(day)s)),
    (SELECT string_agg(i::text, ';' ORDER BY i.id) FROM plans_invitation i
      WHERE i.plan_id = p.id AND i.person_id = %(me)s AND i.ended_at IS NULL)
)::text)
  FROM plans_plan p
  JOIN people_person seller ON seller.id = p.person_id
  JOIN people_person named ON named.id = p.manager_id
 WHERE p.id = %(plan)s
"""


def shown(plan_id, me, wants_text_in_force):
    """The word, or None for a plan that there is not; two queries at most."""
    with connection.cursor() as cursor:
        asked = {"plan": plan_id, "me": me.pk, "day": timezone.localdate(), "gone": timezone.now() - GAP}
        cursor.execute(SHOWN, asked)
        status, version_id, person_id, word = cursor.fetchone() or (None, None, None, None)
    is_written = status in (PlanStatus.DRAFT, PlanStatus.PROPOSED) and not wants_text_in_force
    if version_id is None or is_written:
        return word
    return f"{word} {fingerprint_of(person_id, metrics_of(version_id))}"


@lru_cache(maxsize=512)
def metrics_of(version_id):
    """The metrics that a signed text names: it never changes, so they are looked up once in a process."""
    return metrics_in(read(PlanVersion.objects.get(pk=version_id)))


def metrics_in(body):
    """The ids of the metrics that a text names."""
    return sorted({measure["metric"]["id"] for _goal, measure in measures_of(body) if measure["metric"]})
