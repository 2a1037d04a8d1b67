"""Pages for what went wrong. Each says what happened and what to do next, and none says more than the reader may know."""

import sys

from django.db import InterfaceError, OperationalError
from django.shortcuts import render
from django.utils.translation import gettext as _

from people.verdict import Refused, Stale

AWAY = (OperationalError, InterfaceError)


def bad_request(request, exception):
    """What was sent cannot be read."""
    return render(request, "400.html", status=400)


def forbidden(request, exception):
    """Somebody asked for what they may not do; a Refused says why."""
    return render(request, "403.html", {"sentence": _sentence(exception)}, status=403)


def not_found(request, exception):
    """The same page for what is not there and for what the reader may not see."""
    return render(request, "404.html", status=404)


def server_error(request):
    """Something broke that should not have; or the database is away, which even the log-in needs. Nothing here may need it."""
    if isinstance(sys.exc_info()[1], AWAY):
        return outage(request)
    return render(request, "500.html", status=500)


def outage(request):
    """The database is away for a moment: come back in a few seconds."""
    answer = render(request, "503.html", status=503)
    answer["Retry-After"] = "5"
    return answer


def conflict(request, exception):
    """What somebody acted on has changed meanwhile."""
    return render(request, "409.html", {"sentence": _sentence(exception)}, status=409)


def csrf_failure(request, reason=""):
    """A form came from a page that is too old, or from somewhere else."""
    sentence = _("This page was open for too long, or you have signed in since. Go back, reload it, and send it again.")
    return render(request, "403.html", {"sentence": sentence}, status=403)


def show_refusals(get_response):
    """Middleware: `Refused` becomes a page with its sentence (403), `Stale` the same with 409, an outage a 503."""

    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        if isinstance(exception, AWAY):
            return outage(request)
        if isinstance(exception, Stale):
            return conflict(request, exception)
        if isinstance(exception, Refused):
            return forbidden(request, exception)
        return None

    middleware.process_exception = process_exception
    return middleware


def _sentence(exception):
    return str(exception) if isinstance(exception, Refused) else ""
