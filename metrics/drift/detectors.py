"""The target and the baseline detector of one batch, week by week: what a picture draws and a test counts."""

from dataclasses import dataclass

import numpy as np

from metrics.drift.standing import Standing
from metrics.drift.stepping import step
from metrics.drift.teams import Groups
from metrics.drift.verdict import WATCHES, limits_of, rules_of, week_of


@dataclass(frozen=True)
class Trace:
    """One watch of a batch, (series x weeks) each: C before any restart, crossings, onset of the run, scores, open episodes."""

    c: np.ndarray
    alert: np.ndarray
    onset: np.ndarray
    z: np.ndarray
    is_open: np.ndarray
    h: np.ndarray  # (series,) the limit

    @property
    def scored(self):
        """Where a week could be scored."""
        return ~np.isnan(self.z)


def traces(ready):
    """{watch: Trace}, and (weeks,) for each side whether an episode of the company's own total was open."""
    rules = rules_of(ready)
    standing, groups = Standing.fresh(len(ready.x), rules.prior), Groups.fresh(0, rules.prior)
    rows, moved = {name: [] for name in WATCHES}, {"bad": [], "good": []}
    for number in range(ready.x.shape[1]):
        standing, groups, crossed = step(standing, groups, week_of(ready, number), rules)
        for name in WATCHES:
            watch = getattr(standing, name)
            onset = np.where(watch.running.is_open, watch.onset, watch.cusum.onset)
            rows[name].append((watch.shown, crossed[name], onset, watch.last_z, watch.running.is_open))
        for side, weeks in moved.items():
            weeks.append(bool(getattr(groups, side).running.is_open[0]))
    limits, found = limits_of(standing, rules), {}
    for name, weeks in rows.items():
        found[name] = Trace(*(np.stack(parts, axis=1) for parts in zip(*weeks, strict=True)), limits[name])
    return found, {side: np.array(weeks) for side, weeks in moved.items()}


def _named(ready, side):
    return "bad" if side == rules_of(ready).bad else "good"


def target_detector(ready, side):
    """Against the agreed range: its near end on the bad side, its far end on the good one; None for durations."""
    return None if ready.batch.kind == "duration" else traces(ready)[0][f"target_{_named(ready, side)}"]


def baseline_detector(ready, side):
    """Against the series' own earlier level, after the movement of all."""
    return traces(ready)[0][f"own_{_named(ready, side)}"]


def team_has_moved(ready, side):
    """(weeks,) bool: an episode of the total of all is open on that side, judged by the same method."""
    return traces(ready)[1][_named(ready, side)]
