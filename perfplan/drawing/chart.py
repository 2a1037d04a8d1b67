"""The large chart: a series with its weeks, what was agreed, what could be expected of each week, and what happened meanwhile.

It is drawn twice, for a desk and for a phone, so that its words have one size on both; the stylesheet shows the one that fits.
"""

import math
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfplan.drawing.course import Frame, band, curve, numbers, of, readout, summary
from perfplan.templatetags.words import quantity

KINDS = {
    "session": gettext_lazy("Conversation"),
    "action": gettext_lazy("Action"),
    "signal": gettext_lazy("Signal"),
}
SHAPES = {
    "session": '<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>',
    "action": '<path d="M{x:.1f} {y:.1f}m-3.5 -3.5h7v7h-7z"/>',
    "signal": '<path d="M{x:.1f} {y:.1f}m0 -5l5 5l-5 5l-5 -5z"/>',
}
ROWS, ROW = 3, 12  # marks of one week stand below each other, no more than three


@dataclass(frozen=True)
class Size:
    """One of the two sizes: its class, its measures, how many names of weeks and lines of the scale have room."""

    name: str
    width: int
    height: int
    left: float
    right: float
    names: int
    lines: int


SIZES = [Size("wide", 860, 300, 44, 52, 9, 4), Size("slim", 350, 230, 34, 42, 4, 3)]


def placed(marks, weeks):
    """Marks whose week is in the picture, in order: index, label, kind, its word, and the row below the curve."""
    found, rows = [], {}
    for mark in sorted(marks, key=lambda mark: of(mark, "index", -1)):
        index, kind = of(mark, "index", -1), str(of(mark, "kind", "session"))
        if 0 <= index < weeks:
            rows[index] = row = rows.get(index, -1) + 1
            found.append({"index": index, "label": of(mark, "label", ""), "kind": kind, "word": KINDS[kind], "row": row})
    return found


def expected_of(series, expected):
    """(low, high) or None for each week: what the caller gave, else what stands on the series."""
    pairs = list(expected if expected is not None else of(series, "expected", []))
    weeks = len(of(series, "points", []))
    pairs = [None if pair is None or None in numbers(pair) else tuple(numbers(pair)) for pair in pairs[:weeks]]
    return pairs + [None] * (weeks - len(pairs))


def drawings(series, marks, expected):
    """The chart in each size, one after the other."""
    return "".join(_drawing(series, marks, expected, size) for size in SIZES)


def _drawing(series, marks, expected, size):
    below = min(max((mark["row"] + 1 for mark in marks), default=0), ROWS)
    bottom = 26.0 + below * ROW
    edges = [end for pair in expected if pair for end in pair]
    margins = {"left": size.left, "right": size.right, "top": 10.0, "bottom": bottom}
    frame = Frame(series, size.width, size.height, **margins, more=edges, floor=True)
    foot, unit = size.height - bottom, of(series, "unit", "")
    shapes = [
        _scale(frame, unit, size, foot),
        _expected(frame, expected),
        band(frame, left=size.left, right=frame.right, top=frame.top, foot=foot),
        _onset(series, frame, foot),
        *(_event(frame, mark, foot) for mark in marks if mark["row"] < ROWS),
        curve(frame, size=5.4, dot=4),
        _dots(frame),
        _weeks(frame, list(of(series, "ticks", [])) or list(of(series, "labels", [])), size),
        _ends(frame, unit),
    ]
    inset = f"{size.left / size.width:.3f} {size.right / size.width:.3f}"
    return (
        f'<svg class="spark chart {size.name}" viewBox="0 0 {size.width} {size.height}" role="img" '
        f'aria-label="{escape(summary(series))}" data-inset="{inset}" data-points="{escape(readout(frame, unit))}">'
        f"{''.join(shapes)}</svg>"
    )


def _scale(frame, unit, size, foot):
    """A few faint lines with their values, and the foot of the picture."""
    out = []
    for value in ticks(frame.low, frame.low + frame.span, size.lines):
        y = frame.y(value)
        if frame.top <= y <= foot:
            out.append(f'<path class="grid" d="M{frame.left:g} {y:.1f}H{frame.right:g}"/>')
            word = escape(quantity(value, unit))
            out.append(f'<text class="scale" x="{frame.left - 6:g}" y="{y:.1f}" dy=".35em" text-anchor="end">{word}</text>')
    return "".join(out) + f'<path class="foot" d="M{frame.left:g} {foot:g}H{frame.right:g}"/>'


def ticks(low, high, most):
    """Round values from `low` to `high`, no more than `most` of them: steps of 1, 2 or 5 times a power of ten."""
    span = high - low
    if not span > 0 or not math.isfinite(span):
        return []
    power = 10 ** math.floor(math.log10(span / most))
    for step in (power, 2 * power, 5 * power, 10 * power, 20 * power):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            return [number * step for number in range(first, last + 1)]
    return []


def _expected(frame, expected):
    """What could be expected of each week, as an area; weeks of which nothing could be said leave a gap."""
    out, run = [], []
    for index, pair in enumerate([*expected, None]):
        if pair is not None:
            run.append((index, *pair))
        elif run:
            out.append(_area(frame, run))
            run = []
    return f'<path class="expected" d="{"".join(out)}"/>' if out else ""


def _area(frame, run):
    """The area of consecutive weeks, half a week wider at both ends."""
    half = frame.step / 2
    first, last = run[0], run[-1]
    upper = [(frame.x(i), high) for i, _low, high in run]
    lower = [(frame.x(i), low) for i, low, _high in run]
    upper = [(max(frame.x(first[0]) - half, frame.left), first[2]), *upper, (min(frame.x(last[0]) + half, frame.right), last[2])]
    lower = [(upper[0][0], first[1]), *lower, (upper[-1][0], last[1])]
    corners = [*upper, *reversed(lower)]
    return "M" + "L".join(f"{x:.1f} {frame.y(value):.1f}" for x, value in corners) + "z"


def _dots(frame):
    """A dot for each week that has a value."""
    drawn = {frame.detected, frame.last}
    dots = "".join(
        f"M{frame.x(i):.1f} {frame.y(v):.1f}h0" for i, v in enumerate(frame.points) if v is not None and i not in drawn
    )
    return f'<path class="dots" d="{dots}"/>' if dots else ""


def _onset(series, frame, foot):
    """A thin line where the change began, when it is known and was before the detection."""
    onset = of(series, "onset")
    if onset is None or frame.detected is None or not 0 <= onset < len(frame.points):
        return ""
    x, middle = frame.x(onset), onset > len(frame.points) / 2
    return (
        f'<path class="onset" d="M{x:.1f} {frame.top:.1f}V{foot:.1f}"/><text class="since" x="{x:.1f}" y="{frame.top:g}" '
        f'dx="{-5 if middle else 5}" dy=".6em" text-anchor="{"end" if middle else "start"}">{escape(_("began here"))}</text>'
    )


def _weeks(frame, names, size):
    """Some of the weeks' names along the foot: as many as fit, always the last."""
    every, count = max(1, math.ceil(len(names) / size.names)), len(names)
    chosen = [i for i in range(count) if (count - 1 - i) % every == 0 and names[i]]
    foot, out = frame.height - 4, []
    for i in chosen:
        anchor = "end" if i == count - 1 and count > 1 else "middle"
        out.append(f'<text class="week" x="{frame.x(i):.1f}" y="{foot}" text-anchor="{anchor}">{escape(names[i])}</text>')
    return "".join(out)


def _ends(frame, unit):
    """The two ends of the band, in numbers, beside it."""
    out = []
    for end in (frame.hi, frame.lo):
        if end is not None:
            word = escape(quantity(end, unit))
            out.append(f'<text class="edge" x="{frame.right + 6:g}" y="{frame.y(end):.1f}" dy=".35em">{word}</text>')
    return "".join(out)


def _event(frame, mark, foot):
    """What happened in a week, below the curve: a round, square or diamond mark, named on hover and in the table."""
    x, y = frame.x(mark["index"]), foot + 9 + mark["row"] * ROW
    line = f'<path class="from" d="M{x:.1f} {frame.top:g}V{foot:g}"/>' if mark["kind"] == "action" and not mark["row"] else ""
    shape = SHAPES[mark["kind"]].format(x=x, y=y)
    return f'<g class="event {mark["kind"]}"><title>{escape(mark["label"])}</title>{line}{shape}</g>'


def rows(series, marks, expected):
    """The same as a table: week, value, what could be expected of it, and what happened."""
    frame, unit, notes = Frame(series, 100, 100), of(series, "unit", ""), {}
    labels = list(of(series, "labels", [])) or [""] * len(frame.points)
    for mark in marks:
        notes.setdefault(mark["index"], []).append(mark["label"])
    if frame.detected is not None:
        notes.setdefault(frame.detected, []).insert(0, _("change detected"))
    for i, value in enumerate(frame.points):
        yield {
            "week": labels[i] or i + 1,
            "value": quantity(value, unit),
            "known": value is not None,
            "expected": _from_to(expected[i], unit),
            "notes": notes.get(i, []),
        }


def _from_to(pair, unit):
    return _("%(low)s to %(high)s") % {"low": quantity(pair[0], unit), "high": quantity(pair[1], unit)} if pair else ""
