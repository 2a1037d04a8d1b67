"""Calling the API as a program does: a token, JSON, and no cookies; every answer is held against the description."""

import json
from datetime import timedelta

from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

from people.actions import make_token
from people.models import Scope
from perfplan.api.api import api

EVERYTHING = list(Scope)
MONDAY = "2026-03-02"
_description = []


def description():
    """The OpenAPI document, as JSON has it."""
    if not _description:
        _description.append(json.loads(json.dumps(api.get_openapi_schema())))
    return _description[0]


def secret_of(person, scopes=EVERYTHING, days=30):
    """The text of a new token in somebody's name."""
    expires_at = timezone.now() + timedelta(days=days)
    return make_token(person, by=person, name="Night job", scopes=scopes, expires_at=expires_at)[1]


class Program:
    """A program with a token of `person`."""

    def __init__(self, person=None, scopes=EVERYTHING, *, secret=None):
        self.secret = secret or (secret_of(person, scopes) if person else None)
        self.client = Client(raise_request_exception=False)

    def headers(self, given):
        own = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        return own | given

    def get(self, path, **query):
        return conforming("get", path, self.client.get(f"/api/v1{path}", query, headers=self.headers({})))

    def post(self, path, body, *, key=None, content_type="application/json"):
        """Send a value as JSON, or bytes as they are."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = self.headers({"Idempotency-Key": key} if key is not None else {})
        answer = self.client.post(f"/api/v1{path}", sent, content_type=content_type, headers=headers)
        return conforming("post", path, answer)


def conforming(method, path, answer):
    """The answer, if the description of the API has its status, media type and shape for that route."""
    operation = _operation(method, path)
    if operation is None:
        assert answer.status_code in (404, 405)
        said = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    else:
        assert str(answer.status_code) in operation["responses"], f"{answer.status_code}: {answer.content[:300]}"
        said = operation["responses"][str(answer.status_code)]["content"]
    media = answer["Content-Type"].partition(";")[0]
    assert list(said) == [media]
    whole = said[media]["schema"] | {"components": description()["components"]}
    Draft202012Validator(whole).validate(json.loads(answer.content))
    if answer.status_code >= 400:
        problem = json.loads(answer.content)
        assert problem["status"] == answer.status_code and problem["detail"]
    return answer


def _operation(method, path):
    wanted = path.strip("/").split("/")
    for known, operations in description()["paths"].items():
        parts = known.strip("/").split("/")
        if len(parts) == len(wanted) and all(p == w or p.startswith("{") for p, w in zip(parts, wanted, strict=True)):
            return operations.get(method)
    return None
