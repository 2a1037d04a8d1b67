"""An invented seller, week by week: one sees when each rule would have spoken. Pure.

Luck is drawn once for each example and kept while level and fall are changed, so that what changes in the picture is what was
changed.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import pdtrik

from metrics.drift import thresholds
from metrics.drift.batch import Batch, prepare
from metrics.drift.detectors import target_detector
from metrics.expecting import expected_weeks
from metrics.method import thumb
from metrics.models import Kind

WEEKS, FALLS_AT = 26, 10  # the fall begins in the week at this place
LEVELS = (1, 5, 12, 40)
FALLS = (0.0, 0.2, 0.3, 0.5)
EXAMPLES = 200


@dataclass(frozen=True)
class Lane:
    """One rule: in which weeks it speaks (the first of several in a row), and in which it goes on speaking."""

    key: str
    speaks: tuple[bool, ...]
    goes_on: tuple[bool, ...]

    def false_alarms(self, until, falls_at):
        """How often it spoke up to that week although nothing had changed."""
        return sum(self.speaks[: min(until + 1, falls_at)])

    def told_at(self, until, falls_at):
        """The week up to `until` in which it told of the fall, None if it has not."""
        return next((week for week in range(falls_at, until + 1) if self.speaks[week] or self.goes_on[week]), None)


@dataclass(frozen=True)
class Scene:
    """What the picture shows: weekly counts, the true level, the sum of shortfalls with its limit, and the rules."""

    level: int
    fall: float
    example: int
    counts: tuple[int, ...]
    levels: tuple[float, ...]
    expected: tuple[tuple[float, float], ...]
    sums: tuple[float, ...]
    limit: float
    lanes: tuple[Lane, ...]

    @property
    def falls_at(self):
        """The place of the first week with the lower level; beyond the last one when nothing falls."""
        return FALLS_AT if self.fall else WEEKS


def scene(level=5, fall=0.5, example=1, arl0=thresholds.ARL0):
    """The example of that number for a weekly level (events) that falls by a share in its eleventh week.

    ValueError for a level of 0 and for a share outside 0 to 1.
    """
    if level <= 0 or not 0 <= fall < 1:
        raise ValueError("the level is positive and the fall a share below 1")
    luck = np.random.default_rng(example).random(WEEKS)
    levels = np.where(np.arange(WEEKS) < FALLS_AT, level, level * (1 - fall))
    counts = np.ceil(np.maximum(pdtrik(luck, levels), 0) - 1e-9)
    found = target_detector(prepare(Batch(counts, target=float(level), phi=1.0, arl0=arl0, team_index=False)), "low")
    x = counts[None, :]
    lanes = (
        Lane("perfplan", _weeks(found.alert[0]), _weeks(found.is_open[0])),
        _runs("below_target", thumb.below(x, level)),
        _runs("quarter_80", thumb.quarter_to_date(x, level)),
    )
    expected = expected_weeks(Kind.COUNT, counts, low=level, high=level)
    sums = tuple(round(float(value), 3) for value in found.c[0])
    seen = tuple(int(count) for count in counts), tuple(float(one) for one in levels), tuple(expected)
    return Scene(level, fall, example, *seen, sums, float(found.h[0]), lanes)


def _weeks(values):
    return tuple(bool(value) for value in values)


def _runs(key, alarms):
    """A rule that has no memory of having spoken: a run of weeks counts once."""
    alarms = alarms[0]
    begins = alarms & ~np.concatenate([[False], alarms[:-1]])
    return Lane(key, _weeks(begins), _weeks(alarms))
