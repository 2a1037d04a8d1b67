"""What stands around every page of one reader, read in one query."""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from metrics.models.signals import CLOSED

MOST_IN_TEAM = 30  # names beside the page; the rest is a search away
AROUND = """
WITH acts_for AS (
    SELECT d.delegator_id AS id FROM people_delegation d
     WHERE d.delegate_id = %(me)s AND d.starts_on <= %(day)s AND (d.ends_on IS NULL OR d.ends_on > %(day)s)),
team AS (
    SELECT p.id, p.name,
           (SELECT s.verdict FROM metrics_signal s
             WHERE s.person_id = p.id AND s.kind = 'metric' AND NOT s.state = ANY(%(closed)s)
             ORDER BY array_position(ARRAY['off_course', 'drifting'], s.verdict::text) NULLS LAST LIMIT 1) AS verdict
      FROM people_person p
     WHERE p.is_active AND (p.left_on IS NULL OR p.left_on >= %(day)s)
       AND p.id IN (SELECT l.person_id FROM people_reportingline l
                     WHERE l.kind = 'solid' AND l.manager_id IN (SELECT %(me)s UNION TABLE acts_for)
                       AND l.starts_on <= %(day)s AND (l.ends_on IS NULL OR l.ends_on > %(day)s))
     ORDER BY p.name, p.email LIMIT %(most)s)
SELECT
    (SELECT count(*) FROM reminders_reminder r
      WHERE r.recipient_id = %(me)s AND r.channel = 'app' AND r.state = 'sent' AND r.read_at IS NULL),
    ARRAY(SELECT g.role FROM people_grant g
      WHERE g.person_id = %(me)s AND g.starts_on <= %(day)s AND (g.ends_on IS NULL OR g.ends_on > %(day)s) ORDER BY g.id),
    ARRAY(SELECT id::text FROM acts_for ORDER BY id),
    (SELECT md5(p::text) FROM people_person p WHERE p.id = %(me)s),
    (SELECT coalesce(json_agg(json_build_array(id, name, verdict)), '[]') FROM team)
"""


@dataclass(frozen=True)
class Around:
    """Unread reminders, roles, those whom the reader stands in for, a word for the reader, and their team (those with a solid
    line to them or to one of those): id, name and the worst open verdict on their metrics of each, good news last.
    """

    unread: int
    role_names: list
    seat_ids: list
    me: str
    team: list

    @classmethod
    def of(cls, person):
        """As it is now."""
        closed = [str(state) for state in CLOSED]
        with connection.cursor() as cursor:
            cursor.execute(AROUND, {"me": person.pk, "day": timezone.localdate(), "closed": closed, "most": MOST_IN_TEAM})
            return cls(*cursor.fetchone())
