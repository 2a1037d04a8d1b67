"""Reading one value: right, or refused with what to write instead. Pure; nothing is guessed."""

import datetime
import re
from decimal import Decimal

from django.utils.translation import gettext as _

from metrics.weeks import monday_of

GROUPED = re.compile(r"[+-]?\d{1,3}([, .'’\u00a0\u202f]\d{3})+([.,]\d+)?|[+-]?\d+,\d+", re.ASCII)
NUMBER = re.compile(r"[+-]?\d{1,14}(\.\d+)?", re.ASCII)
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
ISO_WEEK = re.compile(r"(\d{4})-?W(\d{2})", re.ASCII)
OTHER_DAY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
ORDERS = {"dmy": (4, 3, 1), "mdy": (4, 1, 3)}
PLACES = 4
FIRST_DAY = datetime.date(1990, 1, 1)


class Wrong(Exception):
    """A value that cannot be taken. The message says why, and what to write instead."""


def number(text):
    """A decimal number, written with digits and a point. Raises `Wrong`."""
    text = text.strip()
    if NUMBER.fullmatch(text):
        value = Decimal(text)
        if -value.normalize().as_tuple().exponent > PLACES:
            raise Wrong(_("%(value)s has more than four decimals. Round it.") % {"value": text[:40]})
        return value
    if not text:
        raise Wrong(_("The value is empty. Write a number, or leave the row out where nothing was measured."))
    if text.endswith("%"):
        raise Wrong(_("Write a share as a number: 0.25 for 25%."))
    if re.fullmatch(r"[+-]?\d{1,3}([, .'’\u00a0\u202f]\d{3})+([.,]\d+)?|[+-]?\d+,\d+", text, re.ASCII):
        raise Wrong(
            _("%(value)s can be read in two ways. Write it without separators, with a point: 1234.5.") % {"value": text[:40]}
        )
    raise Wrong(_("%(value)s is not a number. Write digits, and a point before decimals.") % {"value": text[:40]})


def value_of(text, metric):
    """A value of that metric. Raises `Wrong`."""
    value = number(text)
    if value < 0:
        raise Wrong(_("%(name)s cannot be below 0.") % {"name": metric.name})
    if metric.kind == "count" and value != value.to_integral_value():
        raise Wrong(_("%(name)s is counted in whole numbers.") % {"name": metric.name})
    if metric.kind in ("count", "amount") and THOUSANDS.fullmatch(text.strip()):
        facts = {"value": text.strip(), "plain": text.strip().replace(".", ""), "point": f"{text.strip()}0"}
        raise Wrong(_("%(value)s can be read in two ways. Write %(plain)s or %(point)s.") % facts)
    if metric.kind == "ratio" and metric.unit == "%" and value > 1:
        raise Wrong(_("%(name)s is a share between 0 and 1: write 0.25 for 25%%.") % {"name": metric.name})
    return value


def denominator_of(text, metric):
    """The number of cases behind a ratio, None if it is not said. Raises `Wrong`."""
    if not text.strip():
        return None
    if metric.kind != "ratio":
        raise Wrong(_("%(name)s is not a ratio: leave the denominator empty.") % {"name": metric.name})
    value = number(text)
    if value <= 0:
        raise Wrong(_("Leave the row out where there were no cases."))
    return value


def day(text, order="ymd"):
    """A day: 2026-08-31; with `order` dmy or mdy also 31/8/2026 or 8/31/2026. Raises `Wrong`."""
    text = text.strip()
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
