"""The picture of "How drift is judged": the weeks of an invented seller, small shortfalls added up, and when each rule speaks.

Each week is a group of its own, so that a script can step through them; without one the server draws the weeks up to the one
asked for. Like the large chart it is drawn for a desk and for a phone.
"""

from dataclasses import dataclass

from django.utils.html import escape
from django.utils.translation import gettext as _

from perfplan.drawing.chart import ticks
from perfplan.templatetags.words import quantity

SIZES = (("wide", 800), ("slim", 350))
LEFT, RIGHT = 34.0, 14.0
PLOT, SUM, LANES, LANE, HEIGHT = (12.0, 190.0), (232.0, 300.0), 330.0, 36.0, 448


@dataclass(frozen=True)
class Stage:
    """Where things stand in one size of the picture."""

    scene: object
    name: str
    width: int
    week: int

    @property
    def right(self):
        """Where the weeks end."""
        return self.width - RIGHT

    @property
    def step(self):
        """Pixels from one week to the next."""
        return (self.width - LEFT - RIGHT) / (len(self.scene.counts) - 1)

    @property
    def most(self):
        """The largest value that the upper part has room for."""
        return max(*self.scene.counts, *(high for _low, high in self.scene.expected), 1) * 1.06

    @property
    def sum_most(self):
        """The largest sum that the lower part has room for."""
        return max(*self.scene.sums, self.scene.limit) * 1.12

    def x(self, week):
        """Where a week stands, from the left."""
        return LEFT + week * self.step

    def y(self, value):
        """Where a count stands, from the top."""
        top, foot = PLOT
        return foot - value / self.most * (foot - top)

    def sum_y(self, value):
        """Where a sum of shortfalls stands, from the top."""
        top, foot = SUM
        return foot - value / self.sum_most * (foot - top)


def pictures(scene, week, names, sentence):
    """Both sizes of the picture; `week` is the last one shown, `names` those of the lanes."""
    return "".join(_picture(Stage(scene, name, width, week), names, sentence) for name, width in SIZES)


def _picture(stage, names, sentence):
    weeks = "".join(_week(stage, week) for week in range(len(stage.scene.counts)))
    return (
        f'<svg class="chart story {stage.name}" viewBox="0 0 {stage.width} {HEIGHT}" role="img" aria-label="{escape(sentence)}" '
        f'data-left="{LEFT:g}" data-step="{stage.step:.3f}" data-width="{stage.width}">'
        f"{_grounds(stage)}{_names(stage, names)}{weeks}{_axis(stage)}{_cursor(stage)}</svg>"
    )


def _grounds(stage):
    """The scale, where a week may fall, the pace, the true level, and the limit."""
    return "".join([*_scale(stage), *_pace(stage), *_fall(stage), *_limit(stage)])


def _text(look, x, y, words, anchor="start", drop=""):
    """A word in the picture."""
    drop = f' dy="{drop}"' if drop else ""
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{drop}>{escape(words)}</text>'


def _scale(stage):
    for value in ticks(0, stage.most, 4):
        y = stage.y(value)
        yield f'<path class="grid" d="M{LEFT:g} {y:.1f}H{stage.right:g}"/>'
        yield _text("scale", LEFT - 6, y, quantity(value), "end", ".35em")


def _pace(stage):
    low, high = (stage.y(end) for end in stage.scene.expected[0])
    yield f'<rect class="expected" x="{LEFT:g}" y="{high:.1f}" width="{stage.right - LEFT:g}" height="{low - high:.1f}"/>'
    yield f'<path class="limit" d="M{LEFT:g} {stage.y(stage.scene.level):.1f}H{stage.right:g}"/>'


def _fall(stage):
    scene = stage.scene
    if scene.fall:
        x, before, after = stage.x(scene.falls_at) - stage.step / 2, stage.y(scene.level), stage.y(scene.levels[-1])
        yield f'<path class="true" d="M{LEFT:g} {before:.1f}H{x:.1f}V{after:.1f}H{stage.right:g}"/>'
        yield f'<path class="onset" d="M{x:.1f} {PLOT[0]:g}V{HEIGHT - 22}"/>'
        yield _text("since", x + 5, PLOT[0], _("the level falls here"), drop=".6em")


def _limit(stage):
    y = stage.sum_y(stage.scene.limit)
    yield f'<path class="foot" d="M{LEFT:g} {PLOT[1]:g}H{stage.right:g}M{LEFT:g} {SUM[1]:g}H{stage.right:g}"/>'
    yield f'<path class="bar" d="M{LEFT:g} {y:.1f}H{stage.right:g}"/>'
    yield _text("barword", stage.right, y - 4, _("limit"), "end")


def _names(stage, names):
    out = [_text("lane", LEFT, SUM[0] - 12, _("shortfalls beyond what chance explains, added up"))]
    for number, name in enumerate(names):
        y = LANES + number * LANE
        out.append(_text("lane", LEFT, y, name))
        out.append(f'<path class="grid" d="M{LEFT:g} {y + 14:g}H{stage.right:g}"/>')
    return "".join(out)


def _week(stage, week):
    """One week: its value, the sum up to it, and who speaks in it."""
    scene, x = stage.scene, stage.x(week)
    y, before = stage.y(scene.counts[week]), ""
    if week:
        before = f'<path class="line" d="M{stage.x(week - 1):.1f} {stage.y(scene.counts[week - 1]):.1f}L{x:.1f} {y:.1f}"/>'
    top, breadth = stage.sum_y(scene.sums[week]), stage.step * 0.56
    over = " over" if scene.lanes[0].speaks[week] else ""
    parts = [
        before,
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>',
        f'<rect class="sum{over}" x="{x - breadth / 2:.1f}" y="{top:.1f}" width="{breadth:.1f}" height="{SUM[1] - top:.1f}"/>',
        *(_voice(stage, lane, week, LANES + number * LANE + 14) for number, lane in enumerate(scene.lanes)),
    ]
    later = " later" if week > stage.week else ""
    return f'<g class="wk{later}" data-week="{week + 1}">{"".join(parts)}</g>'


def _voice(stage, lane, week, y):
    """Whether a rule speaks in a week: a diamond, hollow where nothing had changed; a bar while it goes on."""
    x, half = stage.x(week), stage.step / 2
    wrong = " wrong" if week < stage.scene.falls_at else ""
    bar = f'<path class="on{wrong}" d="M{x - half:.1f} {y:g}h{stage.step:.1f}"/>' if lane.goes_on[week] else ""
    mark = f'<path class="says{wrong}" d="M{x:.1f} {y - 5:g}l5 5l-5 5l-5 -5z"/>' if lane.speaks[week] else ""
    return bar + mark


def _axis(stage):
    every = 5 if stage.name == "slim" else 2
    weeks = [week for week in range(len(stage.scene.counts)) if week % every == every - 1]
    return "".join(_text("week", stage.x(week), HEIGHT - 6, week + 1, "middle") for week in weeks)


def _cursor(stage):
    x = stage.x(stage.week)
    return f'<path class="cursor" transform="translate({x:.1f} 0)" d="M0 {PLOT[0]:g}V{HEIGHT - 22}"/>'
