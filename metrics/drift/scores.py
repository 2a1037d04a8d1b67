"""One week's surprise as a standard normal score z: below 0 is less than expected. Arrays are (series x
weeks).

NaN in, NaN out: a week without data has no score. Scores are clipped to +-4, so that one absurd week cannot
alert for ever. Mid-p: u = P(X < x) + P(X = x) / 2, z = the normal quantile of u (Grigg, Spiegelhalter &
Jones 2009).
"""

import numpy as np
from scipy.special import gammaincc, ndtri, stdtr

from metrics.drift.distributions import count_mid_p, share_mid_p

CLIP = 4.0
BETA_BINOMIAL_FROM = 1.2


def normal_score(u):
    """z of a probability u, clipped to +-4; u 0 and 1 give the clip."""
    with np.errstate(invalid="ignore"):
        return np.clip(ndtri(np.clip(u, 0.0, 1.0)), -CLIP, CLIP)


def count_scores(x, mu, phi=1.0):
    """Mid-p scores of counts x against expected mu (same unit: events), variance phi * mu; exact.

    Negative binomial for phi > 1, Poisson at 1. mu = 0 gives 0 for x = 0 and the clip above. NaN where x, mu
    or phi is. Raises ValueError for phi < 1 or a negative x or mu.
    """
    x, mu, phi = (np.asarray(value, float) for value in (x, mu, phi))
    if np.any(phi < 1) or np.any(x < 0) or np.any(mu < 0):
        raise ValueError("counts and expectations are not negative, and phi is at least 1")
    return normal_score(count_mid_p(x, mu, phi))


def amount_scores(x, mu, phi):
    """Mid-p scores of amounts x (money) against expected mu, phi = variance / mean in the same unit of
    money.

    x / phi has the mean and variance of a Poisson count; its distribution, continued between whole numbers
    by the incomplete gamma function, scores amounts with zeros without splitting them. ValueError for phi <=
    0 or x < 0.
    """
    x, mu, phi = (np.asarray(value, float) for value in (x, mu, phi))
    if np.any(phi <= 0) or np.any(x < 0):
        raise ValueError("amounts are not negative, and phi is positive")
    events, mean = x / phi, np.maximum(mu / phi, 1e-12)
    below = np.where(events > 0, gammaincc(np.maximum(events, 1e-12), mean), 0.0)
    return normal_score((below + gammaincc(events + 1, mean)) / 2)


def ratio_scores(won, closed, p, phi=1.0):
    """Mid-p scores of `won` out of `closed` against chance p; NaN where nothing closed or nothing is known.

    Beta-binomial when the pooled phi is above 1.2, else binomial: never the weekly percentage. ValueError
    unless 0 <= won <= closed and 0 <= p <= 1.
    """
    won, closed, p, phi = (np.asarray(value, float) for value in (won, closed, p, phi))
    if np.any(won < 0) or np.any(won > closed) or np.any(p < 0) or np.any(p > 1):
        raise ValueError("won lies between 0 and closed, and p between 0 and 1")
    spread = np.where(phi > BETA_BINOMIAL_FROM, phi, 1.0)
    return normal_score(share_mid_p(won, closed, p, spread))


def rank_scores(x):
    """Sequential mid-rank scores, distribution-free: u_t = (#{s < t: x_s < x_t} + .5 #{=} + .5) / t.

    Only earlier weeks are looked at; t counts the weeks with data. The first week of a series scores 0.
    """
    x = np.atleast_2d(np.asarray(x, float))
    z = np.full(x.shape, np.nan)
    for week in range(x.shape[1]):
        before, now = x[:, :week], x[:, week : week + 1]
        rank = (before < now).sum(1) + 0.5 * (before == now).sum(1) + 0.5
        z[:, week] = normal_score(rank / ((~np.isnan(before)).sum(1) + 1))
    return np.where(np.isnan(x), np.nan, z)


def hawkins_scores(x):
    """Self-starting t scores of symmetric measurements (Hawkins 1987, The Statistician 36:299-315); NaN for
    the first two.

    Each week is compared with the mean and deviation of the weeks before it. Exactly N(0, 1) and independent
    for normal x; not clipped. Two equal first values give NaN until they vary.
    """
    x = np.atleast_2d(np.asarray(x, float))
    seen = ~np.isnan(x)
    filled = np.where(seen, x, 0.0)
    n = np.cumsum(seen, axis=1) - seen
    mean = (np.cumsum(filled, axis=1) - filled) / np.maximum(n, 1)
    deviation = np.where(seen, x - mean, 0.0)
    gain = deviation**2 * np.where(n > 0, n / (n + 1.0), 0.0)
    spread = np.cumsum(gain, axis=1) - gain
    with np.errstate(divide="ignore", invalid="ignore"):
        t = deviation / np.sqrt(spread / (n - 1)) * np.sqrt(n / (n + 1.0))
        z = ndtri(stdtr(n - 1, t))
    return np.where(seen & (n >= 2) & (spread > 0), z, np.nan)


def likelihood_increments(x, mu, rho=0.7, phi=1.0):
    """Increments x ln(rho) + mu (1 - rho) of the low-count CUSUM, in nats; above 0 speaks for a fall to rho
    * mu.

    Divided by phi (quasi-likelihood): the threshold is then that of the mean mu / phi. rho > 1 looks for a
    rise.
    """
    return (np.asarray(x, float) * np.log(rho) + np.asarray(mu, float) * (1 - rho)) / phi


def pooled_phi(x, mu_hat, events=4, weeks=4):
    """One dispersion for the team: max(1, sum (x - mu_hat)^2 / mu_hat / sum (n_i - 1)), series with enough
    data only.

    mu_hat is the fitted mean per series and week, in the unit of x. 1 when no series has `weeks` weeks and
    `events` in total.
    """
    return max(1.0, pooled_ratio(x, mu_hat, events, weeks, default=1.0))


def pooled_ratio(x, mu_hat, events=0, weeks=4, default=np.nan):
    """The same without the floor of 1, for amounts: variance / mean in the unit of x; `default` when
    unknown.
    """
    x, mu_hat = np.broadcast_arrays(np.atleast_2d(np.asarray(x, float)), np.asarray(mu_hat, float))
    seen = ~np.isnan(x) & (mu_hat > 0)
    enough = (seen.sum(1) >= weeks) & (np.where(seen, x, 0).sum(1) >= max(events, 1e-300))
    if not enough.any():
        return float(default)
    seen = seen & enough[:, None]
    surprise = np.where(seen, (x - mu_hat) ** 2 / np.where(seen, mu_hat, 1.0), 0.0).sum()
    return float(surprise / (seen.sum() - enough.sum()))


def lag1_correlation(z):
    """Pooled correlation of each week's score with the next, over all series; NaN below 10 pairs."""
    z = np.atleast_2d(np.asarray(z, float))
    z = z - np.nanmean(z) if np.any(~np.isnan(z)) else z
    first, second = z[:, :-1], z[:, 1:]
    pairs = ~np.isnan(first) & ~np.isnan(second)
    if pairs.sum() < 10:
        return float("nan")
    return float(np.corrcoef(first[pairs], second[pairs])[0, 1])
