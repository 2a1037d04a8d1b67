"""Lists in pages by cursor: the place where one page ended, so that what comes or goes meanwhile shifts nothing."""

import base64
import datetime
import json
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from people.text import clean
from perfplan.api.problems import Problem


def page_of(rows, order, paging):
    """One page of a queryset as {"items", "next"}. `order`: names that tell any two rows apart, all rising or all falling ("-").

    `next` is the cursor of the page after it, None on the last. Problem 422 for a cursor that is none.
    """
    names = [name.removeprefix("-") for name in order]
    falls = order[0].startswith("-")
    if paging.cursor is not None:
        rows = rows.filter(_after(names, _read(paging.cursor, rows.model, names), "lt" if falls else "gt"))
    found = list(rows.order_by(*order)[: paging.limit + 1])
    items = found[: paging.limit]
    more = len(found) > paging.limit
    return {"items": items, "next": _written(items[-1], names) if more else None}


def _after(names, values, beyond):
    """What comes after this place: further by the first name, or level there and further by the next."""
    if len(names) == 1:
        return Q(**{f"{names[0]}__{beyond}": values[0]})
    rest = Q(**{names[0]: values[0]}) & _after(names[1:], values[1:], beyond)
    return Q(**{f"{names[0]}__{beyond}": values[0]}) | rest


def _written(row, names):
    values = [attrgetter(name.replace("__", "."))(row) for name in names]
    texts = [value.isoformat() if isinstance(value, datetime.date) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(texts).encode()).decode().rstrip("=")


def _read(cursor, model, names):
    try:
        texts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(texts, list) or len(texts) != len(names) or not all(isinstance(text, str) for text in texts):
            raise ValueError
        return [_value(model, name, clean(text)) for name, text in zip(names, texts, strict=True)]
    except (ValueError, RecursionError, ValidationError):
        raise Problem(422, _("This cursor is none of ours. Begin again without one.")) from None


def _value(model, name, text):
    """A text of a cursor as a value of the field that it is compared with."""
    *way, last = name.split("__")
    for step in way:
        model = model._meta.get_field(step).related_model
    field = model._meta.pk if last == "pk" else model._meta.get_field(last)
    value = field.to_python(text)
    if isinstance(value, datetime.datetime) and value.tzinfo is None:
        raise ValueError
    return value
