"""Charts as inline SVG, drawn by the server: they print, work in PDF and without JavaScript, and cost about 50 µs each.

A series is a dictionary, or any object with these attributes (all but `points` may be missing):

    points      values in time order, None where nothing is known (the line breaks there)
    lo, hi      the range that both agreed, drawn as the band; either may be None
    band        "agreed" (default) or "limits", when the band shows control limits
    expected    (low, high) or None for each point: where a single week may fall; only the large chart draws it
    detected    index of the point at which the change was detected: a hollow diamond, and the line is coloured from there
    reach       how many points apart two values may be and still be joined: 1, more where values come once a month
    onset       index of the point at which the change began
    label, unit, labels     the metric's name, its unit, and a name for each point ("2 March"); `ticks` are shorter ones
    summary     the sentence that stands for the picture; made from the rest if it is missing
"""

import math
from functools import lru_cache

from django import template
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from perfplan.drawing import chart, story
from perfplan.drawing.course import Frame, band, curve, of, range_in_words, readout, summary
from perfplan.templatetags.words import initials, percent

register = template.Library()


@register.simple_tag
def agreed_range(series):
    """The range in words: 14 to 20, at least 14, at most 20, or nothing."""
    return range_in_words(series)


@register.simple_tag
def sparkline(series, width=168, height=44):
    """A metric's course in one line of text's height: no axis, no grid; number and range stand beside it as text."""
    frame = Frame(series, width, height)
    unit = of(series, "unit", "")
    return mark_safe(
        f'<svg class="spark" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(summary(series))}" data-points="{escape(readout(frame, unit))}">'
        f"{band(frame)}{curve(frame)}</svg>"
    )


@register.inclusion_tag("components/metric_chart.html")
def metric_chart(series, marks=(), expected=None):
    """A metric's course with its weeks, the agreed range, what happened meanwhile, and a table of the values.

    `marks` are dictionaries with the `index` of the week, a `label`, and a `kind`: session, action or signal. `expected` has
    (low, high) or None for each week: where a single week may fall, given the days that can be worked and the season. The page
    links css/charts.css.
    """
    marks, expected = chart.placed(marks, len(of(series, "points", []))), chart.expected_of(series, expected)
    return {
        "svg": mark_safe(chart.drawings(series, marks, expected)),
        "rows": chart.rows(series, marks, expected),
        "kinds": [(kind, word) for kind, word in chart.KINDS.items() if any(mark["kind"] == kind for mark in marks)],
        "marks": marks,
        "label": of(series, "label", ""),
        "agreed": range_in_words(series),
        "has_expected": any(expected),
        "detected": Frame(series, 100, 100).detected,
        "limits": of(series, "band") == "limits",
    }


@register.simple_tag
def drift_picture(scene, week, names, sentence):
    """The picture of "How drift is judged", up to the week at that place. The page links css/charts.css and css/method.css."""
    return mark_safe(story.pictures(scene, week, names, sentence))


# -- progress -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def meter(value, target, label="", pace=None, start=0):
    """Progress from `start` towards a target, with a tick at the target and a fainter one at today's pace."""
    if value is None or target is None:
        return ""
    value, target, start = float(value), float(target), float(start or 0)
    sentence = label or _("%(share)s of the target") % {"share": percent((value - start) / (target - start or 1))}
    end = start + (target - start) * 1.1 or 1.0
    tick = min(_share(target, start, end), 99.2)
    hint = "" if pace is None else format_html(PACE, _share(float(pace), start, end))
    return format_html(METER, sentence, _share(value, start, end), hint, tick)


PACE = '<rect class="pc" x="{}" y="1" width=".6" height="6"/>'
METER = (
    '<svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}">'
    '<rect class="bg" y="2" width="100" height="4"/><rect class="fg" y="2" width="{}" height="4"/>{}'
    '<rect class="tg" x="{}" width=".8" height="8"/></svg>'
)


def _share(value, start, end):
    return round(max(0.0, min(100.0, (value - start) / (end - start or 1) * 100)), 1)


# -- rhythm -------------------------------------------------------------------------------------------------------------

RHYTHM = ["team_meeting", "strategy_session", "field_day", "impromptu", "weekly_slot"]  # clockwise from the top


@register.simple_tag
def ring(person, kinds=(), size=44):
    """Initials in a ring of five arcs, one for each kind of conversation; an arc is filled when that kind happened lately.

    Decoration: the same data stands in the balance table, so a screen reader passes over it.
    """
    happened = {str(getattr(kind, "value", kind)) for kind in kinds}
    arcs = "".join(f'<path class="{"on" if k in happened else "no"}" d="{d}"/>' for k, d in zip(RHYTHM, _arcs(size), strict=True))
    letters, middle = conditional_escape(initials(person)), size / 2
    return mark_safe(
        f'<svg class="ring" viewBox="0 0 {size} {size}" width="{size}" height="{size}" aria-hidden="true">{arcs}'
        f'<text x="{middle:g}" y="{middle:g}" dy=".36em" text-anchor="middle">{letters}</text></svg>'
    )


@lru_cache
def _arcs(size, gap=9):
    radius, middle = size / 2 - 2, size / 2
    turn = 360 / len(RHYTHM)

    def at(degrees):
        a = math.radians(degrees - 90)
        return f"{middle + radius * math.cos(a):.2f} {middle + radius * math.sin(a):.2f}"

    return [f"M{at(i * turn + gap / 2)}A{radius:g} {radius:g} 0 0 1 {at((i + 1) * turn - gap / 2)}" for i in range(len(RHYTHM))]


@register.simple_tag
def balance_cell(count):
    """One cell of the balance table: the number, darker the more there were; an empty box for none."""
    count = int(count or 0)
    if not count:
        return format_html('<span class="c c0"><span class="vh">{}</span></span>', _("none"))
    return format_html('<span class="c c{}">{}</span>', min(count, 3), count)
