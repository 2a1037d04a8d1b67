"""Rows of a call as the rooms' actions take them: text and numbers, each row that is none of these refused by itself."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.tables import Refusal
from people.tables.refusals import SHOWN, printable
from people.text import clean

LONGEST = 30  # digits of a number before it is shown as it was written: nothing that is measured has as many


class Wrong(Exception):
    """A value that no row can hold."""


def rows_of(given, fields):
    """For each of `given` (JSON values) a dictionary of texts, or a `Refusal`, numbered from 1. `fields`: name -> its types."""
    for line, row in enumerate(given, start=1):
        yield _row(line, row, fields)


def _row(line, row, fields):
    if not isinstance(row, dict):
        return _refusal(line, "", row, _("This is not an object with fields."))
    unknown = next((name for name in row if name not in fields), None)
    if unknown is not None:
        known = ", ".join(fields)
        return _refusal(
            line, printable(unknown)[:120], row[unknown], _("There is no such field. There are: %(known)s.") % {"known": known}
        )
    cells = {}
    for name, value in row.items():
        try:
            cells[name] = text_of(value, fields[name])
        except Wrong as wrong:
            return _refusal(line, name, value, str(wrong))
    return cells


def _refusal(line, column, value, reason):
    return Refusal(line, column, printable(value if isinstance(value, str) else _short(value))[:SHOWN], reason)


def _short(value):
    """What stood there, without more of it than one looks at."""
    if isinstance(value, (dict, list)):
        return "{…}" if isinstance(value, dict) else "[…]"
    return {None: "null", True: "true", False: "false"}.get(value) if value in (None, True, False) else str(value)[:SHOWN]


def text_of(value, types):
    """One value as the text that a file would have. Raises `Wrong`."""
    if value is None:
        return ""
    if isinstance(value, str) and str in types:
        return _cleaned(value)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool) and Decimal in types:
        return number_text(value)
    raise Wrong(_("This is a text.") if Decimal not in types else _("This is a number, or a number as a text."))


def _cleaned(text):
    try:
        return clean(text)
    except ValidationError as error:
        raise Wrong(error.messages[0]) from None


def number_text(value):
    """A number with digits and a point. Three decimals become four: a number is never a group of thousands, as a text can be."""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**LONGEST else _("a very long number")
    if abs(value.adjusted()) > LONGEST:
        return str(value)
    text = f"{value:f}"
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text
