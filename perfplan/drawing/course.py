"""The course of one series in a picture: where its points fall, the agreed band, the line, and the sentence for it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from perfplan.templatetags.words import quantity

ENOUGH = 8  # points; with fewer there is no verdict, so nothing is coloured

# -- reading a series ---------------------------------------------------------------------------------------------------


def of(series, name, default=None):
    """A field of a series, be it a dictionary or an object; `default` where it has none."""
    value = series.get(name) if isinstance(series, dict) else getattr(series, name, None)
    return default if value is None else value


def numbers(values):
    """Floats, None where nothing is known."""
    return [None if v is None or v != v else float(v) for v in values]


class Frame:
    """Where the points of one series fall in a picture of a given size. `more` are other values that it must have room for."""

    def __init__(self, series, width, height, left=3.0, right=7.0, top=3.0, bottom=3.0, more=(), floor=False):
        self.width, self.height, self.left, self.top, self.bottom = width, height, left, top, bottom
        self.right = width - right
        self.points = numbers(of(series, "points", []))
        self.reach = of(series, "reach", 1)
        self.lo, self.hi = numbers([of(series, "lo"), of(series, "hi")])
        known = [v for v in (*self.points, self.lo, self.hi, *more) if v is not None]
        low, high = (min(known), max(known)) if known else (0.0, 1.0)
        room = (high - low or abs(high) or 1.0) * 0.12
        self.low, self.span = low - room, high - low + 2 * room
        if floor and low >= 0 > self.low:
            self.low, self.span = 0.0, self.span + self.low
        self.step = (width - left - right) / max(len(self.points) - 1, 1)
        self.last = max((i for i, v in enumerate(self.points) if v is not None), default=None)
        found = of(series, "detected")
        known_points = sum(v is not None for v in self.points)
        self.detected = found if found is not None and known_points >= ENOUGH and self.value(found) is not None else None

    def value(self, index):
        """The value at a point, or None outside the series and in a gap."""
        return self.points[index] if 0 <= index < len(self.points) else None

    def x(self, index):
        """Where a week stands, from the left."""
        return self.left + index * self.step

    def y(self, value):
        """Where a value stands, from the top."""
        return self.height - self.bottom - (value - self.low) * (self.height - self.top - self.bottom) / self.span

    def line(self, start, end):
        """The path through the points from `start` to `end`; a gap longer than `reach` lifts the pen, a lonely point is a dot."""
        known = [i for i in range(start, end + 1) if self.points[i] is not None]
        path, joined = [], False
        for place, i in enumerate(known):
            goes_on = place + 1 < len(known) and known[place + 1] - i <= self.reach
            lonely = "" if joined or goes_on else "h0"
            path.append(f"{' ' if joined else 'M'}{self.x(i):.1f} {self.y(self.points[i]):.1f}{lonely}")
            joined = goes_on
        return "".join(path)


def band(frame, left=0.0, right=None, top=0.0, foot=None):
    """The agreed range: filled between its ends, open towards a side that has none, ends dashed."""
    if frame.lo is None and frame.hi is None:
        return ""
    right, foot = (frame.width if right is None else right), (frame.height if foot is None else foot)
    upper = top if frame.hi is None else frame.y(frame.hi)
    lower = foot if frame.lo is None else frame.y(frame.lo)
    edges = "".join(f"M{left:g} {y:.1f}H{right:g}" for y, end in ((upper, frame.hi), (lower, frame.lo)) if end is not None)
    at = f'x="{left:g}" ' if left else ""
    return (
        f'<rect class="band" {at}y="{upper:.1f}" width="{right - left:g}" height="{max(lower - upper, 0.0):.1f}" rx="2"/>'
        f'<path class="limit" d="{edges}"/>'
    )


def curve(frame, size=4.2, dot=3):
    """The line, coloured from the detection on; the diamond of the detection; the dot of now."""
    if frame.last is None:
        return ""
    if frame.detected is None:
        out = [f'<path class="line" d="{frame.line(0, frame.last)}"/>']
    else:
        d, s = frame.detected, size
        x, y = frame.x(d), frame.y(frame.points[d])
        out = [
            f'<path class="line" d="{frame.line(0, d)}"/><path class="line off" d="{frame.line(d, frame.last)}"/>',
            f'<path class="mark" d="M{x:.1f} {y - s:.1f}l{s} {s}l-{s} {s}l-{s} -{s}z"/>',
        ]
    if frame.last != frame.detected:
        look = "now" if frame.detected is None else "now off"
        x, y = frame.x(frame.last), frame.y(frame.points[frame.last])
        out.append(f'<circle class="{look}" cx="{x:.1f}" cy="{y:.1f}" r="{dot:g}"/>')
    return "".join(out)


def readout(frame, unit):
    """What the pointer reads off, point by point."""
    return "|".join("" if v is None else quantity(v, unit) for v in frame.points)


# -- the sentence that stands for the picture ---------------------------------------------------------------------------


def summary(series):
    """What the chart shows, as a sentence: "First meetings a week, last 14 weeks: now 11, agreed 14 to 20. Left …"."""
    given = of(series, "summary")
    if given:
        return str(given)
    frame = Frame(series, 100, 100)
    if frame.last is None:
        return _("%(label)s: no data yet.") % {"label": of(series, "label", _("Metric"))}
    parts = [_where_it_stands(series, frame)]
    if frame.detected is not None:
        parts.append(_when_it_left(len(frame.points) - 1 - frame.detected))
    elif sum(v is not None for v in frame.points) < ENOUGH:
        parts.append(_("Too early to say."))
    return " ".join(parts)


def _where_it_stands(series, frame):
    unit, weeks = of(series, "unit", ""), len(frame.points)
    now = _("%(label)s, %(span)s: now %(now)s") % {
        "label": of(series, "label", _("Metric")),
        "span": ngettext("last %(n)d week", "last %(n)d weeks", weeks) % {"n": weeks},
        "now": quantity(frame.points[frame.last], unit),
    }
    agreed = range_in_words(series)
    if not agreed:
        return now + "."
    word = _("usual range %(range)s") if of(series, "band") == "limits" else _("agreed %(range)s")
    return f"{now}, {word % {'range': agreed}}."


def _when_it_left(weeks):
    if weeks == 0:
        return _("The change was detected this week.")
    return ngettext("The change was detected %(n)d week ago.", "The change was detected %(n)d weeks ago.", weeks) % {"n": weeks}


def range_in_words(series):
    """The range in words: 14 to 20, at least 14, at most 20, or nothing."""
    lo, hi, unit = of(series, "lo"), of(series, "hi"), of(series, "unit", "")
    if lo is None and hi is None:
        return ""
    if hi is None:
        return _("at least %(low)s") % {"low": quantity(lo, unit)}
    if lo is None:
        return _("at most %(high)s") % {"high": quantity(hi, unit)}
    sign = unit if unit in {"%", "×"} else ""
    low = quantity(lo, unit).removesuffix(sign)
    return _("%(low)s to %(high)s") % {"low": low, "high": quantity(hi, unit)}
