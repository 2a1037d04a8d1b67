"""How calls fail: which problems each route can answer, as the description of the API lists them."""

from perfplan.api.schemas import ProblemDetails

FAILS = {status: ProblemDetails for status in (401, 403, 405, 429, 503)}
FAILS_READING = FAILS | {422: ProblemDetails}
FAILS_FINDING = FAILS | {404: ProblemDetails}
FAILS_SENDING = FAILS | {status: ProblemDetails for status in (400, 409, 413, 415, 422)}


def with_key():
    """The header with which a call is done once, for the description of a route."""
    words = "The same key with the same body is answered the same and done once; kept for a day and a half."
    schema = {"type": "string", "minLength": 1, "maxLength": 255}
    return {
        "parameters": [{"in": "header", "name": "Idempotency-Key", "required": False, "description": words, "schema": schema}]
    }
