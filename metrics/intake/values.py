"""Reading one value: right, or refused with what to write instead. Pure; nothing is guessed."""

import datetime
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from metrics.weeks import monday_of
from people.tables import Sure

GROUPED = re.compile(r"[+-]?\d{1,3}([, .'’\u00a0\u202f]\d{3})+([.,]\d+)?|[+-]?\d+,\d+", re.ASCII)
OF_POINTS = re.compile(r"[+-]?(\d{1,3}([, '’\u00a0\u202f]\d{3})+|\d+)(\.\d+)?", re.ASCII)
OF_COMMAS = re.compile(r"[+-]?(\d{1,3}([. '’\u00a0\u202f]\d{3})+|\d+)(,\d+)?", re.ASCII)
GROUPS = {ord(mark): None for mark in " '’\u00a0\u202f"}
MARKED = re.compile(r"(?P<before>[^\d\s.,+'’-]{1,4})?\s*(?P<number>[+-]?\d.*?)\s*(?P<after>[^\d\s.,'’%-]{1,4})?", re.DOTALL)
NUMBER = re.compile(r"[+-]?\d{1,14}(\.\d+)?", re.ASCII)
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
ISO_WEEK = re.compile(r"(\d{4})-?W(\d{2})", re.ASCII)
OTHER_DAY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
CLOCK = re.compile(r",?\s+([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?(\s?[ap]m)?\Z", re.ASCII | re.IGNORECASE)
ORDERS = {"dmy": (4, 3, 1), "mdy": (4, 1, 3)}
PLACES = 4
CODES = frozenset(
    ("AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "JPY", "KRW", "MXN", "MYR",
     "NOK", "NZD", "PHP", "PLN", "RON", "SEK", "SGD", "THB", "TRY", "USD", "ZAR", "kr", "zł", "Kč", "Fr")
)  # fmt: skip
SIGNS = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY", "₹": "INR"}
FIRST_DAY = datetime.date(1990, 1, 1)


class Wrong(Exception):
    """A value that cannot be taken. The message says why, and what to write instead."""


@dataclass(frozen=True)
class Style:
    """How a file writes days and numbers, as far as somebody has said so.

    `dates`: ymd, dmy or mdy. `decimal`: "." or ",", the other one then groups thousands; "" when nobody has said, and what
    could be read in two ways is refused. `marks`: signs of currencies that may stand beside a number.
    """

    dates: str = "ymd"
    decimal: str = ""
    marks: frozenset = frozenset()

    def plain(self, text):
        """The text of a number with digits and a point alone, as far as this style says how; else as it was."""
        if isinstance(text, Sure):
            return str(text)
        text = text.strip()
        if self.marks and (found := MARKED.fullmatch(text)) and {found["before"], found["after"]} - {None} <= self.marks:
            text = found["number"]
        if self.decimal == "." and OF_POINTS.fullmatch(text):
            return text.translate(GROUPS).replace(",", "")
        if self.decimal == "," and OF_COMMAS.fullmatch(text):
            return text.translate(GROUPS).replace(".", "").replace(",", ".")
        if self.decimal == "," and NUMBER.fullmatch(text):
            raise Wrong(_("%(value)s has a point, and this file is said to write decimals with a comma.") % {"value": text[:40]})
        return text

    def is_sure(self, text):
        """Whether a number like 1.234 can be read in one way alone."""
        return isinstance(text, Sure) or bool(self.decimal)


STRICT = Style()


def mark_of(text):
    """The sign of a currency that stands beside a number, € or USD for instance, or None."""
    found = MARKED.fullmatch(text.strip())
    mark = (found["before"] or found["after"]) if found else None
    return mark if mark and is_currency(mark) else None


def is_currency(mark):
    """Whether this is the sign or the code of a currency, and not a unit that would change the number (k, m, %)."""
    return any(unicodedata.category(letter) == "Sc" for letter in mark) or mark in CODES


def number(text, style=STRICT):
    """A decimal number, written with digits and a point unless `style` says how else. Raises `Wrong`."""
    text = style.plain(text).strip()
    if NUMBER.fullmatch(text):
        value = Decimal(text)
        if -value.normalize().as_tuple().exponent > PLACES:
            raise Wrong(_("%(value)s has more than four decimals. Round it.") % {"value": text[:40]})
        return value
    if not text:
        raise Wrong(_("The value is empty. Write a number, or leave the row out where nothing was measured."))
    if text.endswith("%"):
        raise Wrong(_("Write a share as a number: 0.25 for 25%."))
    if GROUPED.fullmatch(text):
        raise Wrong(
            _("%(value)s can be read in two ways. Write it without separators, with a point: 1234.5.") % {"value": text[:40]}
        )
    if (found := MARKED.fullmatch(text)) and (found["before"] or found["after"]):
        sentence = _("%(value)s is not a number: %(mark)s stands beside it. Write digits alone, in the unit of the metric.")
        raise Wrong(sentence % {"value": text[:40], "mark": found["before"] or found["after"]})
    raise Wrong(_("%(value)s is not a number. Write digits, and a point before decimals.") % {"value": text[:40]})


def value_of(text, metric, style=STRICT):
    """A value of that metric. Raises `Wrong`."""
    value = number(text, style)
    if value < 0:
        raise Wrong(_("%(name)s cannot be below 0.") % {"name": metric.name})
    if metric.kind == "count" and value != value.to_integral_value():
        raise Wrong(_("%(name)s is counted in whole numbers.") % {"name": metric.name})
    if metric.kind in ("count", "amount") and not style.is_sure(text) and THOUSANDS.fullmatch(text.strip()):
        facts = {"value": text.strip(), "plain": text.strip().replace(".", ""), "point": f"{text.strip()}0"}
        raise Wrong(_("%(value)s can be read in two ways. Write %(plain)s or %(point)s.") % facts)
    if metric.kind == "ratio" and metric.unit == "%" and value > 1:
        raise Wrong(_("%(name)s is a share between 0 and 1: write 0.25 for 25%%.") % {"name": metric.name})
    return value


def denominator_of(text, metric, style=STRICT):
    """The number of cases behind a ratio, None if it is not said. Raises `Wrong`."""
    if not text.strip():
        return None
    if metric.kind != "ratio":
        raise Wrong(_("%(name)s is not a ratio: leave the denominator empty.") % {"name": metric.name})
    value = number(text, style)
    if value <= 0:
        raise Wrong(_("Leave the row out where there were no cases."))
    return value


def without_clock(text):
    """A day beside which an hour stands, 31/8/2026 10:30 AM for instance, without the hour; as it is if none does."""
    return CLOCK.sub("", text.strip())


def day(text, order="ymd"):
    """A day: 2026-08-31; with `order` dmy or mdy also 31/8/2026 or 8/31/2026, with or without an hour. Raises `Wrong`."""
    text = without_clock(text)
    found, other = ISO_DAY.fullmatch(text), OTHER_DAY.fullmatch(text)
    try:
        if found:
            return datetime.date(*map(int, found.groups()))
        if other and order in ORDERS:
            return datetime.date(*(int(other[place]) for place in ORDERS[order]))
    except ValueError:
        raise Wrong(_("There is no day %(value)s.") % {"value": text[:40]}) from None
    if other:
        sentence = _("%(value)s can be read in two ways. Write 2026-08-31, or say how this file writes days: dmy or mdy.")
        raise Wrong(sentence % {"value": text[:40]})
    raise Wrong(_("%(value)s is not a day. Write it like 2026-08-31.") % {"value": text[:40] or _("Nothing")})


def week(text, today, order="ymd"):
    """The Monday of a week: that Monday, or the week as 2026-W36. Raises `Wrong` for another day and for weeks to come."""
    found = ISO_WEEK.fullmatch(text.strip())
    try:
        monday = datetime.date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else day(text, order)
    except ValueError:
        raise Wrong(_("There is no week %(value)s.") % {"value": text.strip()[:40]}) from None
    if monday != monday_of(monday):
        facts = {"day": monday.isoformat(), "monday": monday_of(monday).isoformat()}
        raise Wrong(_("%(day)s is not a Monday. A week is named by its Monday: write %(monday)s.") % facts)
    if monday > today:
        raise Wrong(_("The week of %(day)s has not begun.") % {"day": monday.isoformat()})
    if monday < FIRST_DAY:
        raise Wrong(_("The week of %(day)s is too long ago.") % {"day": monday.isoformat()})
    return monday


def currency_of(mark):
    """The code of a currency by its sign; as it is when the sign is shared by several or unknown."""
    return SIGNS.get(mark, mark)
