"""Whole pages that are shown to their reader again, until anything that they show has changed.

A view says what its page depends on: `view.shows = facts`, where `facts(request, **ids)` gives a word for all that the page shows
of its subject and for all that its reader's rights to it rest on. What stands around the page has its own word here. A page is
drawn with marks where each answer has something of its own (the token of its forms, and what the view names in
`response.renewed`); it is kept in this process, for a minute at most, and only if the view gave it such a `renewed`.
"""

import hashlib
import re
from dataclasses import dataclass

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import get_language

from metrics.models.signals import CLOSED
from perfplan.templatetags.remembering import TOKEN
from perfplan.theme import chosen_theme

AROUND = """
SELECT
    (SELECT count(*) FROM reminders_reminder r
      WHERE r.recipient_id = %(me)s AND r.channel = 'app' AND r.state = 'sent' AND r.read_at IS NULL),
    ARRAY(SELECT g.role FROM people_grant g
      WHERE g.person_id = %(me)s AND g.starts_on <= %(day)s AND (g.ends_on IS NULL OR g.ends_on > %(day)s) ORDER BY g.id),
    ARRAY(SELECT d.delegator_id::text FROM people_delegation d
      WHERE d.delegate_id = %(me)s AND d.starts_on <= %(day)s AND (d.ends_on IS NULL OR d.ends_on > %(day)s) ORDER BY d.id),
    (SELECT md5(p::text) FROM people_person p WHERE p.id = %(me)s),
    (SELECT md5(string_agg(ROW(p.id, p.name, p.is_active, p.left_on, l.id,
            (SELECT string_agg(ROW(s.id, s.verdict)::text, ',' ORDER BY s.id) FROM metrics_signal s
              WHERE s.person_id = p.id AND NOT s.state = ANY(%(closed)s)))::text, ';' ORDER BY l.id))
       FROM people_reportingline l JOIN people_person p ON p.id = l.person_id
      WHERE l.kind = 'solid' AND l.starts_on <= %(day)s AND (l.ends_on IS NULL OR l.ends_on > %(day)s)
        AND l.manager_id IN (
            SELECT %(me)s UNION
            SELECT d.delegator_id FROM people_delegation d
             WHERE d.delegate_id = %(me)s AND d.starts_on <= %(day)s AND (d.ends_on IS NULL OR d.ends_on > %(day)s)))
"""


class ShowAgain:
    """Middleware: what was drawn for this reader is their answer as long as it still says the truth."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Finish a page that was drawn now, and keep it if its view agrees."""
        response = self.get_response(request)
        key, may_be_kept = getattr(request, "kept_as", None), hasattr(response, "renewed")
        if not key and not may_be_kept:
            return response
        page = Drawn.of(response)
        if key and may_be_kept and response.status_code == 200:
            caches["drawn"].set(key, page)
        response.content = page.filled(request)
        return response

    def process_view(self, request, view, _args, ids):
        """Answer with the page that is kept; else let it be drawn with marks, to be kept."""
        shows = getattr(view, "shows", None)
        if shows is None or request.method != "GET" or request.htmx or len(get_messages(request)):
            return None
        facts = shows(request, **ids)
        if facts is None:
            return None
        key = key_of(request, facts)
        page = caches["drawn"].get(key)
        if page is not None:
            return HttpResponse(page.filled(request))
        request.kept_as = key
        return None


@dataclass(frozen=True)
class Drawn:
    """A page in pieces: every second one is a mark, in the place of which each answer has something of its own."""

    pieces: list
    renewed: dict

    @classmethod
    def of(cls, response):
        """A response that was drawn with marks."""
        renewed = getattr(response, "renewed", {})
        marks = "|".join([TOKEN, *renewed]).encode()
        return cls(re.split(b"(%s)" % marks, response.content), renewed)

    def filled(self, request):
        """The page as bytes, with what is this answer's own."""
        marks = set(self.pieces[1::2])
        values = {mark.encode(): make() for mark, make in self.renewed.items() if mark.encode() in marks}
        if TOKEN.encode() in marks:
            values[TOKEN.encode()] = get_token(request)
        pieces = list(self.pieces)
        pieces[1::2] = [values[mark].encode() for mark in pieces[1::2]]
        return b"".join(pieces)


def key_of(request, facts):
    """A word for a page of this reader: equal words, equal pages."""
    here = (get_language(), timezone.get_current_timezone_name(), timezone.localdate(), chosen_theme(request))
    request.around = Around.of(request.user)
    frame = (request.get_full_path(), request.user.pk, here, request.around)
    request.frame_key = hashlib.sha256(repr(frame).encode()).hexdigest()
    return hashlib.sha256(repr((frame, facts)).encode()).hexdigest()


@dataclass(frozen=True)
class Around:
    """What stands around every page of theirs (`perfplan.frame`): what can be said of it in one query, and words for the rest."""

    unread: int
    role_names: list
    seat_ids: list
    me: str
    team: str

    @classmethod
    def of(cls, person):
        """As it is now."""
        with connection.cursor() as cursor:
            asked = {"me": person.pk, "day": timezone.localdate(), "closed": [str(state) for state in CLOSED]}
            cursor.execute(AROUND, asked)
            return cls(*cursor.fetchone())
