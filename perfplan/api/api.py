"""The API as a whole: its routes, how each kind of failure is told, and its description in OpenAPI 3.1."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

from perfplan.api import problems, reading, sending
from perfplan.api.bodies import StrictParser
from perfplan.api.problems import MEDIA_TYPE, Problem

VERSION = "1.0.0"
INTRODUCTION = (
    "A program sends a token with each call (`Authorization: Bearer …`) and acts as that token's person: it sees and does "
    "what they may, within the token's scopes. Whatever fails is answered with problem details (RFC 9457)."
)


class Api(NinjaAPI):
    """Ninja's, with problems as they are sent and the scopes of tokens in its description."""

    def get_openapi_schema(self, **options):
        """The description: OpenAPI 3.1, paths as seen from /api/v1."""
        schema = super().get_openapi_schema(path_prefix="", **options)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, said in operation["responses"].items():
                    if int(status) >= 400 and "content" in said:
                        said["content"] = {MEDIA_TYPE: next(iter(said["content"].values()))}
        return schema


api = Api(
    title="perfplan",
    version=VERSION,
    description=INTRODUCTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    parser=StrictParser(),
    servers=[{"url": "/api/v1"}],
)
api.add_router("", sending.router)
api.add_router("", reading.router)


@api.exception_handler(Problem)
def problem(request, failure):
    """What we found wrong ourselves."""
    return problems.answer(failure)


@api.exception_handler(PermissionDenied)
def refused(request, refusal):
    """A rule said no, and why."""
    return problems.answer(Problem(403, str(refusal) or problems.plain_sentence(403)))


@api.exception_handler(Http404)
def not_found(request, missing):
    """Not there and not visible are the same."""
    return problems.answer(Problem(404, problems.plain_sentence(404)))


@api.exception_handler(ValidationError)
def invalid(request, wrong):
    """Parameters, or a body, of another shape than the description says."""
    faults = [{"where": _place(one["loc"]), "detail": one["msg"]} for one in wrong.errors[:20]]
    return problems.answer(Problem(422, _("This call has another shape than the description says."), faults=faults))


@api.exception_handler(Exception)
def unforeseen(request, error):
    """Not ours to tell: Django writes it down, and the door makes a problem of what it answers."""
    raise error


def _place(loc):
    """Where something is wrong: `query cursor`, or a JSON pointer into the body."""
    source, *way = [str(step) for step in loc]
    way = way[1:] if way and way[0] in ("sent", "paging", "asked") else way
    return "/" + "/".join(way) if source == "body" else way[-1] if way else source
