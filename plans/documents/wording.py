"""How documents say things: long words, charts, days."""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plans.body import day


@dataclass(frozen=True)
class Prose:
    """Somebody's long words, in Markdown."""

    text: str


class Exact(str):
    """A word that is copied and compared: it is never broken."""


@dataclass(frozen=True)
class Chart:
    """The course of a metric, as `{% sparkline %}` takes it, and its last value."""

    series: dict
    now: float | None


def moment(value):
    """A point in time, the same for every reader."""
    return date_format(value.astimezone(datetime.UTC), "j F Y, H:i") + " UTC"


def long_day(value):
    """A day with its year."""
    return _long_day(value, get_language())


@lru_cache(maxsize=1024)
def _long_day(value, language):
    return date_format(value, "j F Y")


def when(item):
    """From when to when something goes, by the days of the text; empty if it has none."""
    first, last = item.get("starts_on"), item.get("due_on")
    if first and last:
        return _("%(first)s to %(last)s") % {"first": long_day(day(first)), "last": long_day(day(last))}
    if first:
        return _("from %(day)s") % {"day": long_day(day(first))}
    return _("by %(day)s") % {"day": long_day(day(last))} if last else ""
