"""The target and the baseline detector for one batch of series, for each kind of metric."""

from dataclasses import dataclass

import numpy as np

from metrics.drift import baseline, cusum, exposure, scores, thresholds
from metrics.drift.episodes import Episodes, follow


@dataclass(frozen=True)
class Detection:
    """One detector on one side: its CUSUM, limit per series, expected values, and episodes."""

    name: str
    c: np.ndarray
    alert: np.ndarray
    onset: np.ndarray
    h: np.ndarray
    mu: np.ndarray
    size: np.ndarray  # (series x weeks) what mu is proportional to at a steady level
    scored: np.ndarray  # (series x weeks) bool
    episodes: Episodes


def _finish(name, ready, c, h, mu, size, z, side, *, by_score=False, hush=None):
    """Turn a CUSUM trace into a Detection: recovery, clearing by the opposite side, episodes."""
    scored = ~np.isnan(z)
    sign = 1 if side == "low" else -1
    with np.errstate(invalid="ignore"):
        recovered = sign * z >= 0 if by_score else sign * (ready.x - mu) >= 0
    cleared = cusum.run(sign * z - thresholds.K, thresholds.RECOVERY_H).alert
    alert = c.alert if hush is None else c.alert & ~hush[None, :]
    episodes = follow(alert, recovered, cleared, scored)
    return Detection(name, c.c, alert, c.onset, np.broadcast_to(h, len(z)), mu, size, scored, episodes)


def column(arl0, table):
    """The calibrated ARL0 at or above the wanted one, the largest if there is none."""
    return min((value for value in table if value >= arl0), default=max(table))


def _first_known(level):
    """(series,) the first target each series had: its detector is chosen by that, so that later weeks change
    nothing.
    """
    known = ~np.isnan(level)
    return np.take_along_axis(level, np.argmax(known, axis=1)[:, None], axis=1)[:, 0]


def target_detector(ready, side):
    """Against the agreed range: its near end on the bad side, its far end on the good one; None for
    durations.
    """
    kind, arl0 = ready.batch.kind, ready.batch.arl0
    if kind == "duration":
        return None
    level = ready.target if side == ready.bad else ready.far
    first = _first_known(level)
    h = np.full(len(level), thresholds.target_h(arl0))
    if kind == "ratio":
        mu = level * ready.n
        z = scores.ratio_scores(ready.x, ready.n, level, ready.phi)
    else:
        mu = level * ready.e
        score = scores.amount_scores if kind == "amount" else scores.count_scores
        z = score(ready.x, mu, ready.phi)
    d = cusum.low_side(z) if side == "low" else cusum.high_side(z)
    few = (first / ready.phi < thresholds.LOW_COUNT) & (kind in ("count", "amount")) & (side == "low")
    if few.any():
        d[few] = scores.likelihood_increments(ready.x[few], mu[few], thresholds.RHO, ready.phi)
        low_arl0 = column(arl0, thresholds.LOW_COUNT_H[thresholds.RHO])
        h[few] = thresholds.low_count_h(first[few] / ready.phi, low_arl0)
    return _finish("target", ready, cusum.run(d, h), h, mu, mu, z, side)


def _team_noise(ready):
    """(exposure with the index, its relative variance) for the baseline detector."""
    if ready.index is None:
        return ready.e, np.zeros(ready.x.shape)
    return ready.e * ready.index.without_self, ready.phi / (ready.index.others + exposure.SHRINK * ready.phi)


def baseline_detector(ready, side, hush=None):
    """Against the series' own earlier level, after the team's movement. `hush` (weeks,): the team itself has
    moved.
    """
    kind, e = ready.batch.kind, ready.e
    h = thresholds.baseline_h(column(ready.batch.arl0, thresholds.BASELINE_H))
    if kind == "ratio":
        trace = baseline.beta_binomial(ready.x, ready.n, h, side=side, phi=ready.phi)
        return _finish("baseline", ready, trace.cusum, h, trace.mu, ready.n, trace.z, side)
    if kind == "count":
        e, noise = _team_noise(ready)
        trace = baseline.gamma_poisson(ready.x, e, ready.phi, h, side=side, noise=noise)
        return _finish("baseline", ready, trace.cusum, h, trace.mu, e, trace.z, side, hush=hush)
    size = np.ones(e.shape) if kind == "duration" else _team_noise(ready)[0]
    z, h = scores.rank_scores(ready.x / size), thresholds.target_h(ready.batch.arl0)
    trace = baseline.own_rank(z, h, side=side)
    mu = baseline.mean_before(ready.x / size) * size
    return _finish("baseline", ready, trace, h, mu, size, z, side, by_score=True, hush=hush)


def team_has_moved(ready, side):
    """(weeks,) bool: an episode of the team's own total is open on that side, judged by the same method."""
    if ready.index is None:
        return np.zeros(ready.x.shape[1], bool)
    index, h = ready.index, thresholds.baseline_h(column(ready.batch.arl0, thresholds.BASELINE_H))
    unit, phi = (1.0, ready.phi) if ready.batch.kind == "count" else (ready.phi, 1.0)
    known = index.due > 0
    due, total = (np.where(known, values / unit, np.nan) for values in (index.due, index.total))
    noise = phi / np.maximum(index.known / unit, 1.0)
    trace = baseline.gamma_poisson(np.rint(total), due, phi, h, side=side, noise=noise)
    scored = ~np.isnan(trace.z)
    z = trace.z if side == "low" else -trace.z
    cleared = cusum.run(z - thresholds.K, thresholds.RECOVERY_H).alert
    return follow(trace.cusum.alert, np.nan_to_num(z, nan=-1.0) >= 0, cleared, scored).open[0]
