"""A batch: the series of one metric and one team, checked and made ready to be judged."""

from dataclasses import dataclass

import numpy as np

from metrics.drift import exposure, scores, thresholds

KINDS = ("count", "amount", "ratio", "duration")


@dataclass(frozen=True)
class Batch:
    """Series of one metric and one team; arrays are (series x weeks) of closed weeks, NaN = not reported.

    x: counts, amounts, durations, or the number won of a ratio. denominators: the number closed, for ratios.
    target: expected level of a full week (a share for ratios), (series,) or (series x weeks), NaN = none:
    the *near* end of the agreed range, low when up is good. target_far: its other end, beyond which one is
    ahead. exposure: 1 = a full ordinary week, NaN or below .2 = not worked. phi: variance / mean; None =
    pooled over the batch (freeze it within a plan: then replays are identical). team_index: allow for the
    common movement, when there are at least three series of counts or amounts.
    """

    x: np.ndarray
    kind: str = "count"
    good: str = "up"
    denominators: np.ndarray | None = None
    target: np.ndarray | float | None = None
    target_far: np.ndarray | float | None = None
    exposure: np.ndarray | float = 1.0
    phi: float | None = None
    arl0: int = thresholds.ARL0
    team_index: bool = True
    silence_weeks: int = 3

    def __post_init__(self):
        if self.kind not in KINDS or self.good not in ("up", "down"):
            raise ValueError(f"the kind is one of {KINDS} and good is up or down")
        if self.kind == "ratio" and self.denominators is None:
            raise ValueError("a ratio is judged by its numerator and denominator")


@dataclass(frozen=True)
class Prepared:
    """The batch with every array made (series x weeks), phi known, weeks that cannot be scored blanked."""

    batch: Batch
    x: np.ndarray
    n: np.ndarray
    e: np.ndarray
    target: np.ndarray
    far: np.ndarray
    phi: float

    @property
    def bad(self):
        return "low" if self.batch.good == "up" else "high"


def _levels(value, shape):
    """A target as (series x weeks): one number, one per series, or one per series and week."""
    level = np.asarray(np.nan if value is None else value, float)
    return np.broadcast_to(level[:, None] if level.ndim == 1 else level, shape)


def prepare(batch):
    """Check shapes, blank the weeks not worked, find phi and the team index."""
    x = np.atleast_2d(np.asarray(batch.x, float))
    e = np.broadcast_to(np.asarray(batch.exposure, float), x.shape)
    e = np.where(e < exposure.LEAST, np.nan, e)
    n = np.ones(x.shape) if batch.denominators is None else np.atleast_2d(np.asarray(batch.denominators, float))
    if n.shape != x.shape:
        raise ValueError("denominators have the shape of x")
    x = np.where(np.isnan(e), np.nan, x)
    if batch.kind == "ratio":
        x = np.where(n > 0, x, np.nan)
    target = _levels(batch.target, x.shape)
    far = _levels(batch.target if batch.target_far is None else batch.target_far, x.shape)
    phi = batch.phi if batch.phi is not None else _own_phi(batch.kind, x, n, e)
    return Prepared(batch, x, n, e, target, np.where(np.isnan(far), target, far), phi)


def pooled_phi_of(batch):
    """phi of a batch as `prepare` would find it."""
    return prepare(batch).phi


def _own_phi(kind, x, n, e):
    """phi pooled over the batch, each series about its own mean after the common movement of the weeks."""
    if kind == "duration" or not np.any(~np.isnan(x)):
        return 1.0
    size = n if kind == "ratio" else e * exposure.team_index(x, e).together
    size = np.where(np.isnan(x), np.nan, size)
    rate = np.nansum(x, axis=1, keepdims=True) / np.maximum(np.nansum(size, axis=1, keepdims=True), 1e-12)
    if kind == "amount":
        return max(scores.pooled_ratio(x, rate * size, default=1.0), 1e-9)
    if kind == "ratio":  # (x - np)^2 / np(1 - p): the count's ratio divided by 1 - p, series by series
        root = np.sqrt(np.maximum(1 - rate, 1e-6))
        return scores.pooled_phi(rate * size + (x - rate * size) / root, rate * size)
    return scores.pooled_phi(x, rate * size)
