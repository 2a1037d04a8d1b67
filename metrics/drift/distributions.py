"""Cumulative distributions that drift needs, vectorised, with the dispersion phi = variance / mean.

`phi` 1 is the Poisson (for counts) or binomial (for shares); above 1 the negative binomial or beta-binomial.
"""

import numpy as np
from scipy.special import bdtr, betainc, betaln, gammaln, pdtr


def count_cdf(x, mu, phi=1.0):
    """P(X <= x) for X of mean mu and variance phi * mu: Poisson at phi 1, else negative binomial; 0 below 0.

    Broadcasts; x is floored; NaN stays NaN; mu = 0 gives 1 for x >= 0.
    """
    x, mu, phi = np.broadcast_arrays(np.floor(np.asarray(x, float)), np.asarray(mu, float), np.asarray(phi, float))
    safe_x, safe_mu = np.where(x >= 0, x, 0.0), np.where(mu > 0, mu, 1.0)
    spread = phi > 1 + 1e-9
    out = np.empty(x.shape)
    out[~spread] = pdtr(safe_x[~spread], safe_mu[~spread])
    over = phi[spread]
    out[spread] = betainc(safe_mu[spread] / (over - 1), safe_x[spread] + 1, 1 / over)
    out = np.where(x < 0, 0.0, np.where(mu > 0, out, np.where(mu == 0, 1.0, np.nan)))
    return np.where(np.isnan(x) | np.isnan(mu) | np.isnan(phi), np.nan, out)


def count_mid_p(x, mu, phi=1.0):
    """P(X < x) + P(X = x) / 2 for whole x >= 0: one incomplete function and one density, as two of the
    former cost more. Broadcasts; NaN stays NaN; mu = 0 gives 1 for x > 0 and a half for 0.
    """
    x, mu, phi = np.broadcast_arrays(np.asarray(x, float), np.asarray(mu, float), np.asarray(phi, float))
    mean, spread = np.where(mu > 0, mu, 1.0), phi > 1 + 1e-9
    over = np.where(spread, phi, 2.0)
    size = mean / (over - 1)
    mixed = gammaln(x + size) - gammaln(size) + x * np.log1p(-1 / over) - size * np.log(over)
    chance = np.exp(np.where(spread, mixed, x * np.log(mean) - mean) - gammaln(x + 1))
    middle = count_cdf(x - 1, mean, phi) + chance / 2
    return np.where(mu > 0, middle, np.where(np.isnan(x + mu), np.nan, np.where(x > 0, 1.0, 0.5)))


def share_mid_p(x, n, p, phi=1.0):
    """P(X < x) + P(X = x) / 2 for x successes of n, chance p: the binomial at phi 1, else the beta-binomial
    of variance phi * n p (1 - p).

    Broadcasts; a single trial cannot be overdispersed (its phi is 1), and phi is held below n. NaN where n
    is 0 or anything is unknown. One pass per possible success where phi > 1, so the cost grows with the
    largest x.
    """
    x, n, p, phi = np.broadcast_arrays(*(np.asarray(value, float) for value in (x, n, p, phi)))
    known = (n > 0) & ~(np.isnan(x) | np.isnan(p) | np.isnan(phi))
    out = np.full(x.shape, np.nan)
    spread = known & (phi > 1 + 1e-9) & (n > 1) & (p > 0) & (p < 1)
    plain = known & ~spread
    trials = np.rint(n[plain]).astype(np.intp)
    below = np.where(x[plain] > 0, bdtr(np.maximum(x[plain] - 1, 0), trials, p[plain]), 0.0)
    out[plain] = (below + bdtr(x[plain], trials, p[plain])) / 2
    out[spread] = _beta_binomial_mid_p(x[spread], n[spread], p[spread], phi[spread])
    return out


def _beta_binomial_mid_p(x, n, p, phi):
    """The sum of the chances below x and half of the one at x; all arrays flat, n > 1, 0 < p < 1, phi > 1.

    Each chance from the one before it, from the side on which fewer have to be added; in logarithms, so that none is lost.
    """
    flip = 2 * x > n
    x, p = np.where(flip, n - x, x), np.where(flip, 1 - p, p)
    inner = np.minimum((phi - 1) / (n - 1), 0.999)
    a, b = p * (1 - inner) / inner, (1 - p) * (1 - inner) / inner
    start = betaln(a, b + n) - betaln(a, b)
    ratio, total = np.ones(x.shape), np.zeros(x.shape)  # in units of the chance of none
    for j in range(int(x.max(initial=-1)) + 1):
        total += ratio * np.where(j < x, 1.0, np.where(j == x, 0.5, 0.0))
        rest = np.maximum(n - j, 0.0)
        ratio = np.where(j < x, ratio * (rest * (a + j) / ((j + 1) * (b + rest - 1))), ratio)
        high = ratio > 1e100
        if high.any():
            start, total, ratio = (
                np.where(high, start + np.log(1e100), start),
                np.where(high, total / 1e100, total),
                np.where(high, ratio / 1e100, ratio),
            )
    with np.errstate(divide="ignore"):
        below = np.minimum(np.exp(start + np.log(total)), 1.0)
    return np.where(flip, 1 - below, below)


def poisson_chances(mean, spare=30):
    """Counts 0..top and their Poisson chances, the tail beyond 12 sigmas left out (below 1e-12)."""
    counts = np.arange(int(mean + 12 * np.sqrt(mean)) + spare)
    return counts, np.exp(counts * np.log(mean) - mean - gammaln(counts + 1))
