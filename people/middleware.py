"""What every answer has in common."""

import time
import zoneinfo

from django.conf import settings
from django.contrib.auth import logout
from django.utils import timezone, translation

SINCE = "logged_in_at"


def end_old_sessions(get_response):
    """Whoever logged in longer ago than SESSION_COOKIE_AGE logs in again, however busy they have been since."""

    def middleware(request):
        if request.user.is_authenticated:
            now = time.time()
            since = request.session.get(SINCE)
            if since is None:
                request.session[SINCE] = now
            elif now - since > settings.SESSION_COOKIE_AGE:
                logout(request)
        return get_response(request)

    return middleware


def readers_place_and_language(get_response):
    """Show times in the reader's zone and words in their language."""

    def middleware(request):
        person = request.user
        if not person.is_authenticated:
            return get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(person.time_zone)), translation.override(person.language):
            return get_response(request)

    return middleware


def keep_out_of_caches(get_response):
    """Pages about people stay out of shared and disk caches."""

    def middleware(request):
        response = get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store")
            response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return middleware
