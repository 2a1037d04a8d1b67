"""Charts as inline SVG, drawn by the server: they print, work in PDF and without JavaScript, and cost about 50 µs each.

A series is a dictionary, or any object with these attributes (all but `points` may be missing):

    points      values in time order, None where nothing is known (the line breaks there)
    lo, hi      the range that both agreed, drawn as the band; either may be None
    band        "agreed" (default) or "limits", when the band shows control limits
    detected    index of the point at which the change was detected: a hollow diamond, and the line is coloured from there
    onset       index of the point at which the change began
    label, unit, labels     the metric's name, its unit, and a name for each point ("2 March")
    summary     the sentence that stands for the picture; made from the rest if it is missing
"""

import math
from functools import lru_cache

from django import template
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from perfplan.templatetags.words import initials, percent, quantity

register = template.Library()

ENOUGH = 8  # points; with fewer there is no verdict, so nothing is coloured

# -- reading a series ---------------------------------------------------------------------------------------------------


def _of(series, name, default=None):
    value = series.get(name) if isinstance(series, dict) else getattr(series, name, None)
    return default if value is None else value


def _numbers(values):
    return [None if v is None or v != v else float(v) for v in values]


class Frame:
    """Where the points of one series fall in a picture of a given size."""

    def __init__(self, series, width, height, left=3.0, right=7.0, top=3.0, bottom=3.0):
        self.width, self.height, self.left, self.top, self.bottom = width, height, left, top, bottom
        self.points = _numbers(_of(series, "points", []))
        self.lo, self.hi = _numbers([_of(series, "lo"), _of(series, "hi")])
        known = [v for v in (*self.points, self.lo, self.hi, *_numbers([_of(series, "target")])) if v is not None]
        low, high = (min(known), max(known)) if known else (0.0, 1.0)
        room = (high - low or abs(high) or 1.0) * 0.12
        self.low, self.span = low - room, high - low + 2 * room
        self.step = (width - left - right) / max(len(self.points) - 1, 1)
        self.last = max((i for i, v in enumerate(self.points) if v is not None), default=None)
        found = _of(series, "detected")
        known_points = sum(v is not None for v in self.points)
        self.detected = found if found is not None and known_points >= ENOUGH and self.value(found) is not None else None

    def value(self, index):
        """The value at a point, or None outside the series and in a gap."""
        return self.points[index] if 0 <= index < len(self.points) else None

    def x(self, index):
        return self.left + index * self.step

    def y(self, value):
        return self.height - self.bottom - (value - self.low) * (self.height - self.top - self.bottom) / self.span

    def line(self, start, end):
        """The path through the points from `start` to `end`; a gap lifts the pen, a lonely point is a dot."""
        path, pen = [], False
        for i in range(start, end + 1):
            value = self.points[i]
            if value is not None:
                path.append(f"{' ' if pen else 'M'}{self.x(i):.1f} {self.y(value):.1f}")
                if not pen and (i == end or self.points[i + 1] is None):
                    path.append("h0")
            pen = value is not None
        return "".join(path)


def _band(frame):
    """The agreed range: filled between its ends, open towards a side that has none, ends dashed."""
    if frame.lo is None and frame.hi is None:
        return ""
    top = 0.0 if frame.hi is None else frame.y(frame.hi)
    foot = frame.height if frame.lo is None else frame.y(frame.lo)
    edges = "".join(f"M0 {edge:.1f}H{frame.width}" for edge, end in ((top, frame.hi), (foot, frame.lo)) if end is not None)
    return (
        f'<rect class="band" y="{top:.1f}" width="{frame.width}" height="{max(foot - top, 0.0):.1f}" rx="2"/>'
        f'<path class="limit" d="{edges}"/>'
    )


def _curve(frame):
    """The line, coloured from the detection on; the diamond of the detection; the dot of now."""
    if frame.last is None:
        return ""
    if frame.detected is None:
        out = [f'<path class="line" d="{frame.line(0, frame.last)}"/>']
    else:
        d = frame.detected
        x, y, s = frame.x(d), frame.y(frame.points[d]), 4.2
        out = [
            f'<path class="line" d="{frame.line(0, d)}"/><path class="line off" d="{frame.line(d, frame.last)}"/>',
            f'<path class="mark" d="M{x:.1f} {y - s:.1f}l{s} {s}l-{s} {s}l-{s} -{s}z"/>',
        ]
    if frame.last != frame.detected:
        look = "now" if frame.detected is None else "now off"
        out.append(f'<circle class="{look}" cx="{frame.x(frame.last):.1f}" cy="{frame.y(frame.points[frame.last]):.1f}" r="3"/>')
    return "".join(out)


# -- the sentence that stands for the picture ---------------------------------------------------------------------------


def summary(series):
    """What the chart shows, as a sentence: "First meetings a week, last 14 weeks: now 11, agreed 14 to 20. Left …"."""
    given = _of(series, "summary")
    if given:
        return str(given)
    frame = Frame(series, 100, 100)
    if frame.last is None:
        return _("%(label)s: no data yet.") % {"label": _of(series, "label", _("Metric"))}
    parts = [_where_it_stands(series, frame)]
    if frame.detected is not None:
        parts.append(_when_it_left(series, len(frame.points) - 1 - frame.detected))
    elif sum(v is not None for v in frame.points) < ENOUGH:
        parts.append(_("Too early to say."))
    return " ".join(parts)


def _where_it_stands(series, frame):
    unit, weeks = _of(series, "unit", ""), len(frame.points)
    now = _("%(label)s, %(span)s: now %(now)s") % {
        "label": _of(series, "label", _("Metric")),
        "span": ngettext("last %(n)d week", "last %(n)d weeks", weeks) % {"n": weeks},
        "now": quantity(frame.points[frame.last], unit),
    }
    agreed = agreed_range(series)
    if not agreed:
        return now + "."
    word = _("usual range %(range)s") if _of(series, "band") == "limits" else _("agreed %(range)s")
    return f"{now}, {word % {'range': agreed}}."


def _when_it_left(series, weeks):
    if weeks == 0:
        return _("The change was detected this week.")
    return ngettext("The change was detected %(n)d week ago.", "The change was detected %(n)d weeks ago.", weeks) % {"n": weeks}


@register.simple_tag
def agreed_range(series):
    """The range in words: 14 to 20, at least 14, at most 20, or nothing."""
    lo, hi, unit = _of(series, "lo"), _of(series, "hi"), _of(series, "unit", "")
    if lo is None and hi is None:
        return ""
    if hi is None:
        return _("at least %(low)s") % {"low": quantity(lo, unit)}
    if lo is None:
        return _("at most %(high)s") % {"high": quantity(hi, unit)}
    sign = unit if unit in {"%", "×"} else ""
    low = quantity(lo, unit).removesuffix(sign)
    return _("%(low)s to %(high)s") % {"low": low, "high": quantity(hi, unit)}


# -- sparkline ----------------------------------------------------------------------------------------------------------


@register.simple_tag
def sparkline(series, width=168, height=44):
    """A metric's course in one line of text's height: no axis, no grid; number and range stand beside it as text."""
    frame = Frame(series, width, height)
    unit = _of(series, "unit", "")
    return mark_safe(
        f'<svg class="spark" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(summary(series))}" data-points="{escape(_readout(frame, unit))}">'
        f"{_band(frame)}{_curve(frame)}</svg>"
    )


def _readout(frame, unit):
    """What the pointer reads off, point by point."""
    return "|".join("" if v is None else quantity(v, unit) for v in frame.points)


# -- the same drawing, larger -------------------------------------------------------------------------------------------

KINDS_OF_MARK = {
    "session": gettext_lazy("Conversation"),
    "action": gettext_lazy("Action"),
    "signal": gettext_lazy("Signal"),
}


@register.inclusion_tag("components/metric_chart.html")
def metric_chart(series, marks=(), width=720, height=220):
    """A metric's course with its weeks, the agreed range, what happened meanwhile, and a table of the values.

    `marks` are dictionaries with the `index` of the week, a `label`, and a `kind`: session, action or signal.
    """
    frame = Frame(series, width, height, left=8.0, right=12.0, top=14.0, bottom=40.0)
    labels = list(_of(series, "labels", [])) or [""] * len(frame.points)
    marks = [_placed(frame, mark) for mark in marks if 0 <= _of(mark, "index", -1) < len(frame.points)]
    return {
        "svg": _drawing(series, frame, labels, marks),
        "rows": _rows(series, frame, labels, marks),
        "marks": marks,
        "label": _of(series, "label", ""),
        "agreed": agreed_range(series),
    }


def _placed(frame, mark):
    kind = str(_of(mark, "kind", "session"))
    return {"index": _of(mark, "index"), "label": _of(mark, "label", ""), "kind": kind, "word": KINDS_OF_MARK[kind]}


def _drawing(series, frame, labels, marks):
    shapes = [_band(frame), _onset(series, frame), _curve(frame), _dots(frame), _axis(frame, labels)]
    shapes += [_mark(frame, mark) for mark in marks]
    return mark_safe(
        f'<svg class="spark chart" viewBox="0 0 {frame.width} {frame.height}" role="img" aria-label="{escape(summary(series))}" '
        f'data-points="{escape(_readout(frame, _of(series, "unit", "")))}">{"".join(shapes)}{_edge_words(series, frame)}</svg>'
    )


def _dots(frame):
    """A dot for each week that has a value."""
    drawn = {frame.detected, frame.last}
    dots = "".join(
        f"M{frame.x(i):.1f} {frame.y(v):.1f}h0" for i, v in enumerate(frame.points) if v is not None and i not in drawn
    )
    return f'<path class="dots" d="{dots}"/>' if dots else ""


def _onset(series, frame):
    """A thin line where the change began, when it is known and was before the detection."""
    onset = _of(series, "onset")
    if onset is None or frame.detected is None or not 0 <= onset < len(frame.points):
        return ""
    return f'<path class="onset" d="M{frame.x(onset):.1f} {frame.top:.1f}V{frame.height - frame.bottom:.1f}"/>'


def _axis(frame, labels):
    """Some of the weeks' names along the foot: as many as fit, always the last."""
    every = max(1, math.ceil(len(labels) / 6))
    chosen = [i for i in range(len(labels)) if (len(labels) - 1 - i) % every == 0 and labels[i]]
    foot, names = frame.height - 2, []
    for i in chosen:
        anchor = "end" if i == len(labels) - 1 else "start" if i == 0 else "middle"
        names.append(f'<text class="week" x="{frame.x(i):.1f}" y="{foot}" text-anchor="{anchor}">{escape(labels[i])}</text>')
    return "".join(names)


def _edge_words(series, frame):
    """The two ends of the band, in numbers."""
    unit, words = _of(series, "unit", ""), []
    for end, lift in ((frame.hi, "-.35em"), (frame.lo, "1.05em")):
        if end is not None:
            word = escape(quantity(end, unit))
            words.append(f'<text class="edge" x="2" y="{frame.y(end):.1f}" dy="{lift}">{word}</text>')
    return "".join(words)


def _mark(frame, mark):
    """What happened in a week, below the curve: a round, square or diamond mark, named on hover and in the table."""
    x, y = frame.x(mark["index"]), frame.height - 24
    shape = {
        "session": f'<circle cx="{x:.1f}" cy="{y}" r="4"/>',
        "action": f'<rect x="{x - 3.5:.1f}" y="{y - 3.5}" width="7" height="7" rx="1"/>',
        "signal": f'<path d="M{x:.1f} {y - 5}l5 5l-5 5l-5 -5z"/>',
    }[mark["kind"]]
    return f'<g class="event {mark["kind"]}"><title>{escape(mark["label"])}</title>{shape}</g>'


def _rows(series, frame, labels, marks):
    unit, notes = _of(series, "unit", ""), {}
    for mark in marks:
        notes.setdefault(mark["index"], []).append(mark["label"])
    if frame.detected is not None:
        notes.setdefault(frame.detected, []).insert(0, _("change detected"))
    for i, value in enumerate(frame.points):
        yield {"week": labels[i] or i + 1, "value": quantity(value, unit), "known": value is not None, "notes": notes.get(i, [])}


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
