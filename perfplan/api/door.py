"""The way into the API: no cookies, the language and days of whoever a token acts for, and problems instead of pages."""

from django.utils import timezone, translation

from perfplan.api.problems import Problem, answer, is_problem, plain_sentence

BELOW = "/api/v1/"
FOR_PEOPLE = (f"{BELOW}docs", f"{BELOW}openapi.json")  # may also be read by whoever is logged in
KEPT = ("Allow", "Retry-After")


def programs_enter(get_response):
    """Middleware: what is asked below /api/v1/ comes with a token and nothing else, and is answered with a problem if it fails.

    Cookies are taken off before anything looks at them, so that no page of another site can act through somebody's log-in.
    """

    def middleware(request):
        if not request.path_info.startswith(BELOW):
            return get_response(request)
        if request.path_info not in FOR_PEOPLE or "HTTP_AUTHORIZATION" in request.META:
            request.META.pop("HTTP_COOKIE", None)
        with timezone.override(None), translation.override(translation.get_language()):
            response = get_response(request)
            return as_problem(response) if _is_ours(request, response) else response

    return middleware


def _is_ours(request, response):
    return response.status_code >= 400 and not is_problem(response) and request.path_info != FOR_PEOPLE[0]


def as_problem(response):
    """A page of an error as a problem of the same status, with the headers that say what to do."""
    status = response.status_code
    problem = Problem(status, plain_sentence(status))
    problem.headers = {name: response[name] for name in KEPT if name in response}
    changed = answer(problem)
    changed._has_been_logged = True
    return changed
