"""Values of a plan's text (rows of the working copy, or the strings of a signed text) as the shared tags of the frame take
them.
"""

from datetime import datetime
from html import unescape
from typing import NamedTuple

from django import template
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from metrics.sentences import each
from plans.block_keys import word
from plans.body import day, number
from plans.mentions import marked
from plans.models import Evidence, Family, MeasureKind, Rule

register = template.Library()


def _of(measure, name):
    return measure.get(name) if isinstance(measure, dict) else getattr(measure, name)


@register.filter
def as_number(value):
    """A number of the text as a float, None if there is none."""
    found = number(str(value)) if value not in (None, "") else None
    return None if found is None else float(found)


@register.filter
def as_day(text):
    """A day of the text as a date."""
    return day(text)


@register.filter
def as_moment(text):
    """A point in time of the text."""
    return datetime.fromisoformat(text)


@register.filter
def range_of(measure):
    """The agreed range of a measure as `agreed_range` takes it: lo, hi and unit. Nothing for nothing."""
    if not measure:
        return {}
    metric = _of(measure, "metric")
    unit = (metric and _of(metric, "unit")) or ""
    return {"lo": as_number(_of(measure, "low")), "hi": as_number(_of(measure, "high")), "unit": unit}


@register.filter
def each_of(measure):
    """For how long its agreed range stands: a week, unless its metric comes less often."""
    metric = _of(measure, "metric")
    return each(_of(metric, "cadence") if metric else None)


@register.filter
def unit_of(measure):
    """The unit of the metric that a measure names, or nothing."""
    metric = _of(measure, "metric")
    return (metric and _of(metric, "unit")) or ""


@register.filter
def family(key):
    """The name of a family of goals."""
    return Family(key).label


@register.filter
def how_often(key):
    """The name of a rule by which a promise comes back."""
    return Rule(key).label


@register.filter
def measure_kind(key):
    """The name of a way to judge."""
    return MeasureKind(key).label


@register.filter
def split(words):
    """Words as a list."""
    return words.split()


@register.filter
def evidence_name(key):
    """What keeps a promise."""
    return Evidence(key).label


@register.filter
def range_in(measure, metrics):
    """The range of a template's measure as `agreed_range` takes it; `metrics`: key -> metric."""
    metric = metrics.get(measure["metric"])
    return {"lo": as_number(measure["low"]), "hi": as_number(measure["high"]), "unit": metric.unit if metric else ""}


@register.filter
def each_in(measure, metrics):
    """For how long the range of a template's measure stands."""
    metric = metrics.get(measure["metric"])
    return each(metric.cadence if metric else None)


@register.filter
def metric_name(measure, metrics):
    """The name of the metric that a template's measure names by its key; `metrics`: key -> metric."""
    metric = metrics.get(measure["metric"])
    return metric.name if metric else measure["metric"]


class Called(NamedTuple):
    """Somebody who is called in a remark."""

    name: str
    first_name: str


@register.filter
def with_calls(html, names):
    """Rendered words of a remark with the names that it calls marked."""
    return mark_safe(marked(html, [Called(name, name.split()[0]) for name in names])) if names else html


@register.filter
def plain(html):
    """Rendered words without their marks, as one line of text."""
    return " ".join(unescape(strip_tags(html)).split())


# -- who agrees, and whose turn it is ---------------------------------------------------------------------------------

MINE = {
    "agrees": gettext_lazy("You agree"),
    "earlier": gettext_lazy("You agreed an earlier wording"),
    "partly": gettext_lazy("You agree with some parts"),
    "none": gettext_lazy("You have not agreed yet"),
}
THEIRS = {
    "agrees": gettext_lazy("%(name)s agrees"),
    "earlier": gettext_lazy("%(name)s agreed an earlier wording"),
    "partly": gettext_lazy("%(name)s agrees with some parts"),
    "none": gettext_lazy("%(name)s has not agreed yet"),
}


@register.filter
def of_side(marks, side):
    """How one side stands to an item."""
    return marks.get(side)


@register.filter
def agreement(consent, names):
    """How one side stands to an item, in words for the reader."""
    if consent.side == names.side:
        return MINE[consent.state]
    return THEIRS[consent.state] % {"name": names.plan.party(consent.side).first_name}


@register.filter
def is_partly(item, side):
    """Whether one side agreed with some of it, so that the parts are worth showing."""
    consent = item.marks.get(side)
    return consent is not None and consent.state in ("partly", "earlier")


@register.filter
def known_by(openings, page):
    """A word for some openings as they stand on a page."""
    return word(page.ground, openings)


@register.filter
def waiting(between, side):
    """What waits for one side, by kind."""
    return between.groups(side)


@register.filter
def waits_for(between, side):
    """How many things wait for one side."""
    return len(between.of[side])
