"""Has it changed? Each series against its own earlier level, self-starting, with the hold (drift.md 2.4).

The level is learnt as it goes: a conjugate prior gives the predictive distribution of the next week, the
week is scored against it and then learnt. While the CUSUM is above 0 the weeks since it left 0 are *held*:
not learnt until it is back at 0, so that a fall cannot teach the baseline to accept itself before it is told.
"""

from dataclasses import dataclass

import numpy as np

from metrics.drift import cusum
from metrics.drift.scores import count_scores, ratio_scores

FIRST_WEEKS = 2  # weeks learnt before the first score; with the vague prior this is b > 1.5 / phi


@dataclass(frozen=True)
class Level:
    """What is known of each series' level: a and b of the prior, the weeks held, and how many weeks were
    learnt.
    """

    a: np.ndarray
    b: np.ndarray
    held_a: np.ndarray
    held_b: np.ndarray
    weeks: np.ndarray
    held_weeks: np.ndarray

    @classmethod
    def start(cls, series, a0, b0):
        """The prior (a0, b0), which is worth one number or one per series, before any week."""
        prior = np.broadcast_to(np.asarray(a0, float), series), np.broadcast_to(np.asarray(b0, float), series)
        return cls(*prior, *(np.zeros(series) for _ in range(4)))


@dataclass(frozen=True)
class Trace:
    """Scores and expected values (series x weeks), the CUSUM's trace, and the level to go on from."""

    z: np.ndarray
    mu: np.ndarray
    cusum: cusum.Trace
    level: Level


def vague_prior(phi=1.0):
    """(a0, b0) of the default prior: half an event, no weeks. Never a fixed weight of several weeks."""
    return 0.5 / phi, 0.0


def moment_prior(rates, weeks, phi=1.0):
    """(a0, b0) fitted to the team: weekly rates of its sellers, each over `weeks` weeks.

    m = mean rate, v = variance of the rates - phi m / weeks; a0 = m^2 / (v phi), b0 = m / (v phi). The vague
    prior when there are fewer than three sellers or their rates differ by no more than chance explains.
    """
    rates, weeks = np.broadcast_arrays(np.asarray(rates, float), np.asarray(weeks, float))
    known = ~np.isnan(rates) & (weeks > 0)
    if known.sum() < 3:
        return vague_prior(phi)
    m = rates[known].mean()
    v = rates[known].var(ddof=1) - np.mean(phi * m / weeks[known])
    return (m * m / (v * phi), m / (v * phi)) if v > 0 else vague_prior(phi)


def learn(level, more_a, more_b, c, alert):
    """The level after a week: learnt with all that was held when C is at 0, be it after an alert; else held."""
    seen = ~np.isnan(more_a)
    more_a, more_b = np.where(seen, more_a, 0.0), np.where(seen, more_b, 0.0)
    taken = np.where((c <= 0) | alert, 1.0, 0.0)
    held_a, held_b, held_weeks = level.held_a + more_a, level.held_b + more_b, level.held_weeks + seen
    return Level(
        level.a + taken * held_a,
        level.b + taken * held_b,
        (1 - taken) * held_a,
        (1 - taken) * held_b,
        level.weeks + taken * held_weeks,
        (1 - taken) * held_weeks,
    )


def _follow(weeks, level, state, side, k, h, predict):
    """Run weeks in order; predict(level, week) gives (mu, z, a to learn, b to learn) from the level."""
    sign = -1.0 if side == "low" else 1.0
    columns = []
    for week in range(weeks):
        mu, z, more_a, more_b = predict(level, week)
        z = np.where(level.weeks >= FIRST_WEEKS, z, np.nan)
        state, c, alert, onset = cusum.step(state, sign * z - k, h)
        level = learn(level, more_a, more_b, c, alert)
        columns.append((z, np.where(level.b + level.a > 0, mu, np.nan), c, alert, onset))
    z, mu, c, alert, onset = (np.stack(parts, axis=1) for parts in zip(*columns, strict=True))
    return Trace(z, mu, cusum.Trace(c, alert, onset, state), level)


def begun_again(level, stretch, phi, prior):
    """The level of counts as the weeks of a stretch alone (its sums) tell it; what was before is forgotten."""
    none = np.zeros(len(level.a))
    a, b = prior[0] + stretch.x / phi, prior[1] + stretch.size / phi
    return Level(a, b, none, none, stretch.weeks, none)


def count_week(level, x, exposure, phi, noise=0.0, score=count_scores):
    """(mu, z, a to learn, b to learn) of one week of counts, each (series,), from the level before it."""
    e = np.where(np.isnan(x), np.nan, exposure)
    known = level.b > 0
    b = np.where(known, level.b, 1.0)
    mu = np.where(known, level.a * exposure / b, np.nan)
    spread = phi * (1 + e / (b * phi)) + noise * mu
    z = score(x, mu, np.maximum(np.where(known, spread, 1.0), 1.0))
    return mu, z, np.where(np.isnan(e), np.nan, x / phi), e / phi


def share_week(level, won, closed, phi=1.0):
    """The same of one week of shares: the beta-binomial predictive of dispersion phi + (n - 1) / (a + b + 1)."""
    n = np.where(closed > 0, closed, np.nan)
    x = np.where(np.isnan(n), np.nan, won)
    p = level.a / (level.a + level.b)
    spread = np.where(np.isnan(n), 1.0, phi + (n - 1) / (level.a + level.b + 1))
    return n * p, ratio_scores(x, n, p, np.maximum(spread, 1.2000001)), x / phi, (n - x) / phi


def gamma_poisson(x, exposure, phi, h, *, side="low", k=0.5, prior=None, noise=0.0, start=None):
    """Counts (series x weeks, >= 1 week) against their own earlier rate per unit of exposure; alert where C
    > h.

    Predictive mean m = a e / b, variance phi m (1 + e / (b phi)) + noise m^2; then a += x / phi, b += e /
    phi. `noise` is the relative variance of the exposure itself (a small team's index). `start` is (level,
    cusum state) of an earlier trace: going on week by week equals a full replay. mu is m, NaN before
    anything is known.
    """
    x = np.atleast_2d(np.asarray(x, float))
    exposure, noise = (np.broadcast_to(np.asarray(v, float), x.shape) for v in (exposure, noise))
    phi = np.broadcast_to(np.asarray(phi, float), len(x))
    level, state = start or (Level.start(len(x), *(prior or vague_prior(phi))), cusum.State.fresh(len(x)))

    def predict(level, week):
        return count_week(level, x[:, week], exposure[:, week], phi, noise[:, week])

    return _follow(x.shape[1], level, state, side, k, h, predict)


def beta_binomial(won, closed, h, *, side="low", k=0.5, prior=(0.5, 0.5), phi=1.0, start=None):
    """Shares won / closed against their own earlier share, the same way; weeks with nothing closed are
    skipped.

    The predictive is beta-binomial: dispersion phi + (n - 1) / (a + b + 1). mu is the expected number won.
    """
    won, closed = np.atleast_2d(np.asarray(won, float)), np.atleast_2d(np.asarray(closed, float))
    level, state = start or (Level.start(len(won), *prior), cusum.State.fresh(len(won)))

    def predict(level, week):
        return share_week(level, won[:, week], closed[:, week], phi)

    return _follow(won.shape[1], level, state, side, k, h, predict)


def own_rank(z, h, *, side="low", k=0.5, state=None):
    """The same question for amounts and durations, from sequential rank scores; the first weeks are not
    scored.
    """
    learnt = np.cumsum(~np.isnan(z), axis=1) > FIRST_WEEKS
    sign = -1.0 if side == "low" else 1.0
    return cusum.run(sign * np.where(learnt, z, np.nan) - k, h, state)


def mean_before(x):
    """The mean of the weeks before each one (series x weeks), NaN before the first with data."""
    seen = np.cumsum(~np.isnan(x), axis=1)
    mean = np.where(seen > 0, np.nancumsum(x, axis=1) / np.maximum(seen, 1), np.nan)
    return np.hstack([np.full((len(x), 1), np.nan), mean[:, :-1]])
