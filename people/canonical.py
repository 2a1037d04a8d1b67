"""One text for one meaning: the bytes that are signed (RFC 8785, the JSON Canonicalization Scheme).

Numbers are whole and below 2**53, so that every reader in every language reads the same number; larger ones, decimals, days,
times and ids are strings. There are no floats.
"""

import datetime
import decimal
import unicodedata
import uuid

import rfc8785

from people.text import NUL, has_lone_surrogate

LARGEST_EXACT = 2**53


class NotCanonical(ValueError):
    """Something has no canonical text: a float, a NUL, half a character, NaN, a time without a zone, an unknown type."""


def canonical(data):
    """The canonical bytes of nested dicts and lists of plain values. Equal meaning gives equal bytes. Raises NotCanonical."""
    return rfc8785.dumps(plain(data))


def plain(value):
    """The value as only None, booleans, small integers, strings, lists and dicts, in the spelling that is signed."""
    if value is None or isinstance(value, bool):
        return value
    for kinds, spell in SPELLINGS:
        if isinstance(value, kinds):
            return spell(value)
    raise NotCanonical(f"{type(value).__name__} has no canonical text.")


def _text(value):
    text = str(value)
    if NUL in text or has_lone_surrogate(text):
        raise NotCanonical("A text holds a NUL character or half a character.")
    return unicodedata.normalize("NFC", text)


def _integer(value):
    return int(value) if abs(value) < LARGEST_EXACT else str(int(value))


def _decimal(value):
    if not value.is_finite():
        raise NotCanonical(f"{value} is not a number.")
    digits = format(value, "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits in ("-0", "") else digits


def _moment(value):
    if value.utcoffset() is None:
        raise NotCanonical("A time has no time zone.")
    return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def _object(value):
    spelled = {_key(key): plain(item) for key, item in value.items()}
    if len(spelled) != len(value):
        raise NotCanonical("Two keys are the same text.")
    return spelled


def _key(key):
    if not isinstance(key, str):
        raise NotCanonical(f"A key is a text, not {type(key).__name__}.")
    return _text(key)


SPELLINGS = [
    (str, _text),
    (int, _integer),
    (decimal.Decimal, _decimal),
    (datetime.datetime, _moment),
    (datetime.date, lambda day: day.isoformat()),
    (uuid.UUID, str),
    (dict, _object),
    ((list, tuple), lambda items: [plain(item) for item in items]),
]
