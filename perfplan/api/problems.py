"""What went wrong, as RFC 9457 problem details: the one shape of every answer of the API from 400 on."""

import json
from http import HTTPStatus

from django.http import HttpResponse
from django.utils.translation import gettext as _

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """What a call cannot be given, in words for whoever wrote the program. `faults`: {"where", "detail"} each."""

    def __init__(self, status, detail, *, faults=(), **headers):
        super().__init__(detail)
        self.status, self.detail, self.faults = status, str(detail), list(faults)
        self.headers = {name.replace("_", "-"): str(value) for name, value in headers.items()}


def answer(problem):
    """A problem as the answer to a call."""
    said = {"type": "about:blank", "title": HTTPStatus(problem.status).phrase, "status": problem.status, "detail": problem.detail}
    if problem.faults:
        said["errors"] = problem.faults
    response = HttpResponse(json.dumps(said), status=problem.status, content_type=MEDIA_TYPE)
    for name, value in problem.headers.items():
        response[name] = value
    return response


def is_problem(response):
    """Whether an answer says what went wrong, in this shape."""
    return response.get("Content-Type", "").startswith(MEDIA_TYPE)


def plain_sentence(status):
    """What to say where nothing more is known: of paths that are not there, methods, outages."""
    sentences = {
        400: _("This call cannot be read."),
        403: _("That is refused."),
        404: _("Nothing is here, or nothing that this token may see."),
        405: _("This path does not take that method; the header Allow says which it takes."),
        413: _("This is more than one call may carry."),
        503: _("The database is away for a moment. Send it again in a few seconds."),
    }
    return sentences.get(status, _("Something broke that should not have. It is written down on the server."))
