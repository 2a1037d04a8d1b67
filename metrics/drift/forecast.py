"""Will it get there? The probability to reach a period's target, with a range (drift.md 2.5).

The rate is Gamma(a, b) from the prior and the weeks so far; what is still to come is then negative binomial,
for amounts a gamma of the same mean and variance. Not drift: a seller exactly on pace has about one chance
in two.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincc, gammainccinv

from metrics.drift.distributions import count_cdf

PRIOR_CV = 0.25


@dataclass(frozen=True)
class Forecast:
    """Chance to reach the target (0 to 1) and the 10-90 % range of the period's total; None: cannot be
    known.
    """

    probability: float | None
    low: float | None
    high: float | None


def pace_prior(pace, cv=PRIOR_CV):
    """(a0, b0) of a rate believed to lie about `pace` a week, give or take cv: a0 = 1 / cv^2, b0 = a0 /
    pace.
    """
    a0 = 1 / cv**2
    return a0, a0 / np.asarray(pace, float)


def predictive(x, exposure, phi, prior, remaining):
    """(mean, variance) of what is still to come: prior updated by the weeks with data, over `remaining`
    exposure.

    x, exposure: (series x weeks); remaining: (series,) in full weeks.
    """
    x = np.atleast_2d(np.asarray(x, float))
    exposure = np.broadcast_to(np.asarray(exposure, float), x.shape)
    seen = ~np.isnan(x) & ~np.isnan(exposure)
    a = prior[0] + np.where(seen, x, 0.0).sum(1) / phi
    b = prior[1] + np.where(seen, exposure, 0.0).sum(1) / phi
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(b > 0, a * remaining / b, np.where(np.asarray(remaining) > 0, np.nan, 0.0))
        variance = phi * mean * (1 + np.where(b > 0, remaining / (b * phi), 0.0))
    return mean, variance


def hit_probability(done, target, mean, variance, amount=False):
    """P(done + rest >= target) for many series; 1 where it is reached, 0 where nothing can come; NaN if
    unknown.
    """
    done, target, mean, variance = np.broadcast_arrays(*(np.asarray(v, float) for v in (done, target, mean, variance)))
    need = target - done
    some = mean > 0
    m, v = np.where(some, mean, 1.0), np.where(some, variance, 1.0)
    if amount:
        chance = gammaincc(m * m / v, np.maximum(need, 0.0) * m / v)
    else:
        chance = 1 - count_cdf(np.ceil(need - 1e-9) - 1, m, np.maximum(v / m, 1.0))
    chance = np.where(need <= 0, 1.0, np.where(some, chance, 0.0))
    return np.where(np.isnan(need) | np.isnan(mean) & (need > 0), np.nan, chance)


def count_quantile(q, mean, phi):
    """The smallest whole number with P(X <= it) >= q, by halving; vectorised."""
    mean, phi = np.broadcast_arrays(np.asarray(mean, float), np.asarray(phi, float))
    low, high = np.full(mean.shape, -1.0), np.ceil(mean + 12 * np.sqrt(phi * mean) + 20 * phi)
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        enough = count_cdf(middle, mean, phi) >= q
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def forecast(x, exposure, phi, target, remaining, *, prior=None, amount=False, done=None):
    """Forecast of one series: weeks so far, their exposure, the period's target and the full weeks still to
    come.

    `done` is the total so far when it is more than the weeks in x. The prior is `pace_prior` of the target's
    pace unless given. All None when there is no target. For amounts phi = variance / mean, in the unit of x.
    """
    x = np.asarray(x, float)
    exposure = np.broadcast_to(np.asarray(exposure, float), x.shape)
    done = float(np.nansum(x)) if done is None else float(done)
    if target is None or np.isnan(target):
        return Forecast(None, None, None)
    if prior is None:
        weeks = float(np.nansum(exposure)) + remaining
        prior = pace_prior(target / weeks) if target > 0 and weeks > 0 else (0.0, 0.0)
    mean, variance = (float(v[0]) for v in predictive(x, exposure, phi, prior, np.array([float(remaining)])))
    chance = float(hit_probability(done, target, mean, variance, amount))
    if np.isnan(mean) or np.isnan(chance):
        return Forecast(None if np.isnan(chance) else chance, None, None)
    if mean <= 0:
        return Forecast(chance, done, done)
    if amount:
        low, high = (gammainccinv(mean**2 / variance, 1 - q) * variance / mean for q in (0.1, 0.9))
    else:
        low, high = (count_quantile(q, mean, max(variance / mean, 1.0)) for q in (0.1, 0.9))
    return Forecast(chance, done + float(low), done + float(high))
