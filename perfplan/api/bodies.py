"""What programs send, read strictly: UTF-8, JSON, no field twice, no number that is none, and only so much of it."""

import json
import re
from collections import Counter
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.http import UnreadablePostError
from django.utils.translation import gettext as _
from ninja.parser import Parser

from perfplan.api.problems import Problem

JSON = re.compile(r"application/json\s*(;\s*charset\s*=\s*\"?utf-8\"?\s*)?", re.IGNORECASE)


class StrictParser(Parser):
    """Bodies as `take` has read them: ninja itself would make one sentence of all that can be wrong with a body."""

    def parse_body(self, request):
        """The value that was sent."""
        return request.value


def take(request):
    """Read what was sent: its bytes as `request.sent`, its JSON value as `request.value`, decimals as they were written.

    Problem 415, 413 or 400 for what cannot be read.
    """
    if not JSON.fullmatch(request.headers.get("Content-Type", "").strip()):
        raise Problem(415, _("Send JSON, as application/json in UTF-8."), Accept="application/json")
    request.sent = sent(request)
    request.value = value_of(request.sent)
    request._body = request.sent  # what Django keeps of a body that was read: ours may be larger than a form's


def sent(request):
    """The bytes of the body, if these are not too many."""
    try:
        found = request.read(settings.API_MOST_BYTES + 1)
    except UnreadablePostError as error:
        raise Problem(400, _("What was sent broke off before its end.")) from error
    if len(found) > settings.API_MOST_BYTES:
        limit = settings.API_MOST_BYTES // 1_000_000
        raise Problem(413, _("One call may carry %(limit)s megabytes. Send it in parts.") % {"limit": limit})
    return found


def value_of(body):
    """The JSON value in these bytes. Problem 400 for what is none."""
    try:
        return json.loads(body.decode(), object_pairs_hook=_once, parse_float=_decimal, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise Problem(400, _("This is not UTF-8 (at byte %(place)s).") % {"place": error.start}) from None
    except RecursionError:
        raise Problem(400, _("This is nested too deeply.")) from None
    except json.JSONDecodeError as error:
        facts = {"line": error.lineno, "column": error.colno}
        raise Problem(400, _("This is not JSON (at line %(line)s, column %(column)s).") % facts) from None
    except ValueError as error:
        raise Problem(400, _("This is not JSON: %(why)s.") % {"why": str(error)[:200]}) from None


def _once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        [(twice, _count)] = Counter(name for name, _value in pairs).most_common(1)
        raise ValueError(_("the field %(name)s stands twice in one object") % {"name": ascii(twice[:40])})
    return found


def _decimal(text):
    try:
        return Decimal(text)
    except InvalidOperation:  # its exponent has more digits than any number needs
        return _no_number(text[:40])


def _no_number(name):
    raise ValueError(_("%(name)s is no number") % {"name": name})
