"""How a goal went, as a picture: what is measured and what either side said, over time. Pure: days and numbers in, SVG out.

The seller's marks are round, the manager's square: no mark is told by its colour alone. A state has the shape that it has
everywhere: a circle on course, a diamond drifting, a triangle off course.
"""

import datetime
from dataclasses import dataclass, field

from django.utils.html import escape

WIDTH, HEIGHT, EDGE = 640, 84, 8
ROW = 22
SHAPES = {"on_course": "ok", "ahead": "ok", "drifting": "drift", "off_course": "off"}


@dataclass(frozen=True)
class Mark:
    """Something that one side said on a day, and how a reader is told of it."""

    day: datetime.date
    side: str
    value: object
    words: str


@dataclass(frozen=True)
class Lane:
    """One measure: what is `measured` as (day, value), what was `said`, and the agreed range or the target if there is one."""

    label: str
    unit: str = ""
    measured: list = field(default_factory=list)
    said: list = field(default_factory=list)
    low: float | None = None
    high: float | None = None
    target: float | None = None

    @property
    def values(self):
        """Everything that has to be seen in the picture."""
        ends = [end for end in (self.low, self.high, self.target) if end is not None]
        return [value for _day, value in self.measured] + [mark.value for mark in self.said] + ends

    @property
    def is_empty(self):
        """Whether there is nothing to draw but lines that were agreed."""
        return not self.measured and not self.said


@dataclass(frozen=True)
class Span:
    """The days that a picture shows; all its lanes have the same."""

    first: datetime.date
    last: datetime.date

    def x(self, day):
        """Where a day stands; one outside stands at the edge."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return EDGE + min(max(share, 0), 1) * (WIDTH - 2 * EDGE)


def lane(one, span, sentence):
    """The picture of one measure; `sentence` stands for it."""
    scale = _scale(one.values)
    parts = [_agreed(one, scale), _line(one.measured, span, scale)]
    parts += [_mark(mark, span.x(mark.day), scale(mark.value)) for mark in sorted(one.said, key=lambda mark: mark.day)]
    return _svg(parts, HEIGHT, sentence)


def judgements(marks, span, sentence):
    """The picture of what both sides said of how it goes: a line for each, the seller's above."""
    parts = [f'<path class="base" d="M0 {ROW * (place + 0.5):g}H{WIDTH}"/>' for place in (0, 1)]
    for mark in sorted(marks, key=lambda mark: mark.day):
        y = ROW * (0.5 if mark.side == "seller" else 1.5)
        parts.append(_state(mark, span.x(mark.day), y))
    return _svg(parts, ROW * 2, sentence)


def _scale(values):
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    room = (high - low or abs(high) or 1.0) * 0.15
    low, height = low - room, high - low + 2 * room

    def y(value):
        return HEIGHT - (value - low) / height * HEIGHT

    return y


def _agreed(one, y):
    parts = []
    if one.low is not None or one.high is not None:
        top = 0.0 if one.high is None else y(one.high)
        foot = HEIGHT if one.low is None else y(one.low)
        parts.append(f'<rect class="band" y="{top:.1f}" width="{WIDTH}" height="{max(foot - top, 0):.1f}"/>')
    if one.target is not None:
        parts.append(f'<path class="limit" d="M0 {y(one.target):.1f}H{WIDTH}"/>')
    return "".join(parts)


def _line(points, span, y):
    if not points:
        return ""
    if len(points) == 1:
        day, value = points[0]
        return f'<circle class="dot" cx="{span.x(day):.1f}" cy="{y(value):.1f}" r="2.5"/>'
    path = " ".join(f"{span.x(day):.1f} {y(value):.1f}" for day, value in points)
    return f'<path class="line" d="M{path}"/>'


def _mark(mark, x, y):
    shape = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
    if mark.side == "manager":
        shape = f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" rx="1"/>'
    return f'<g class="by {escape(mark.side)}"><title>{escape(mark.words)}</title>{shape}</g>'


def _state(mark, x, y):
    look = SHAPES.get(mark.value, "none")
    shape = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
    if look == "drift":
        shape = f'<path d="M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6z"/>'
    if look == "off":
        shape = f'<path d="M{x:.1f} {y - 6:.1f}l6 11h-12z"/>'
    return f'<g class="{look}"><title>{escape(mark.words)}</title>{shape}</g>'


def _svg(parts, height, sentence):
    inside = "".join(parts)
    return f'<svg class="went" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(sentence)}">{inside}</svg>'
