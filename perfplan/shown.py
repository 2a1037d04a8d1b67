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
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import get_language

from perfplan.around import Around
from perfplan.templatetags.remembering import TOKEN
from perfplan.theme import chosen_theme


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
