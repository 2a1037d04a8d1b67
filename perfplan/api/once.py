"""Calls that are done once: the same call again, under the same Idempotency-Key, is answered what it was answered before."""

import hashlib
import re

from django.db import connection, transaction
from django.utils.translation import gettext as _

from people.models import Answered
from perfplan.api.problems import Problem

KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
AGAIN = "Idempotency-Replayed"


def done_once(request, response, act):
    """What `act()` answers, or what it answered to this call before: then it is not done a second time.

    Both in one transaction, so that what is done and what is kept of it stay together. Problem 409 while the first of two such
    calls is still at work (its answer can be had with the same key a moment later), 422 for a key that came with another call.
    """
    key = request.headers.get("Idempotency-Key")
    with transaction.atomic():
        if key is None:
            return act()
        if not KEY.fullmatch(key):
            raise Problem(422, _("An Idempotency-Key has 1 to 255 printable characters without spaces."))
        digest = hashlib.sha256(request.path.encode() + b"\0" + request.sent).hexdigest()
        _lock(request.auth, key)
        before = Answered.objects.filter(token=request.auth, key=key).first()
        if before is not None:
            return _again(before, digest, response)
        answered = act()
        Answered.objects.create(token=request.auth, key=key, path=request.path, digest=digest, status=200, body=answered)
        return answered


def _again(before, digest, response):
    if before.digest != digest:
        raise Problem(422, _("This Idempotency-Key was sent with another call. Send a new key with each new call."))
    response[AGAIN] = "true"
    return before.body


def _lock(token, key):
    """Hold this key until the transaction ends, or say that another call holds it."""
    number = int.from_bytes(hashlib.sha256(f"{token.pk} {key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise Problem(409, _("A call with this Idempotency-Key is being worked on."), Retry_After=1)
