"""Alert limits h for a promised run length ARL0 (weeks between false alarms, one side, k = .5).

The target detector's are calculated (`threshold_for`), the baseline detector's were simulated with the hold,
and those of the likelihood-ratio CUSUM for low counts come from its Markov chain; each is frozen here as a
table.
"""

import math
from functools import lru_cache

import numpy as np

from metrics.drift.arl import cusum_arl, discrete_cusum_arl
from metrics.drift.distributions import poisson_chances

K = 0.5
ARL0 = 104
RECOVERY_H = 2.259  # the good-side limit that closes an episode early
LOW_COUNT = 4.0  # expected events a week (in units of phi) below which the score is too timid
RHO = 0.7  # the fall that the low-count CUSUM is tuned to

TARGET_H = {26: 1.671, 52: 2.259, 104: 2.886, 156: 3.266, 312: 3.930}
BASELINE_H = {52: 2.416, 104: 3.191, 156: 3.720, 312: 4.815}
LOW_COUNT_MEANS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0)
LOW_COUNT_H = {
    0.7: {
        52: (1.080, 1.275, 1.380, 1.540, 1.683, 1.843, 1.980, 2.077),
        104: (1.470, 1.725, 1.810, 2.043, 2.200, 2.407, 2.570, 2.710),
        156: (1.740, 2.025, 2.120, 2.363, 2.543, 2.763, 2.930, 3.067),
        312: (2.230, 2.575, 2.680, 2.960, 3.153, 3.423, 3.573, 3.690),
    },
    0.5: {
        52: (1.620, 1.895, 2.000, 2.250, 2.307, 2.420, 2.534, 2.500),
        104: (2.170, 2.395, 2.500, 2.607, 2.920, 3.107, 3.147, 3.071),
        156: (2.500, 2.755, 2.920, 3.120, 3.237, 3.344, 3.310, 3.610),
        312: (3.100, 3.415, 3.540, 3.750, 3.920, 4.037, 4.134, 4.184),
    },
}


@lru_cache(maxsize=64)
def threshold_for(arl0, k=K):
    """The limit h at which a one-sided CUSUM of standard normal scores runs `arl0` weeks on average; to 1e-6.

    Raises ValueError for arl0 <= 2 (no limit is that low) and for k < 0.
    """
    if arl0 <= 2 or k < 0:
        raise ValueError("ARL0 must be above 2 weeks and k not negative")
    low, high = 1e-6, 1.0
    if cusum_arl(k, low) >= arl0:
        raise ValueError("at this k even the lowest limit runs longer than ARL0")
    while cusum_arl(k, high) < arl0:
        high *= 2
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if cusum_arl(k, middle) < arl0 else (low, middle)
    return (low + high) / 2


def target_h(arl0=ARL0):
    """h of the target detector: from the table, else calculated. Standard deviations of a score."""
    return TARGET_H[arl0] if arl0 in TARGET_H else threshold_for(arl0)


def baseline_h(arl0=ARL0):
    """h of the baseline detector with hold; ValueError for an ARL0 that was not simulated."""
    if arl0 not in BASELINE_H:
        raise ValueError(f"the baseline detector is calibrated for {sorted(BASELINE_H)} weeks, not {arl0}")
    return BASELINE_H[arl0]


def low_count_h(mean, arl0=ARL0, rho=RHO):
    """h in nats of the Poisson likelihood-ratio CUSUM for an expected `mean` (events a week, any shape).

    Linear between the calculated means; the nearest one outside (.5 to 5), which below .5 errs on the quiet
    side. ValueError for a rho or ARL0 outside the table.
    """
    if arl0 not in LOW_COUNT_H.get(rho, {}):
        raise ValueError("calculated for rho .7 and .5 and ARL0 52, 104, 156 and 312")
    return np.interp(mean, LOW_COUNT_MEANS, LOW_COUNT_H[rho][arl0])


def low_count_arl(mean, h, rho=RHO, actual=None):
    """ARL of that CUSUM tuned to `mean` when the true mean is `actual` (default: the same); about 1 %."""
    counts, chances = poisson_chances(mean if actual is None else actual)
    return discrete_cusum_arl(counts * math.log(rho) + mean * (1 - rho), chances, h)


def column(arl0, table):
    """The calibrated ARL0 at or above the wanted one, the largest if there is none."""
    return min((value for value in table if value >= arl0), default=max(table))


def raised(arl0, correlation):
    """ARL0 one column up when the pooled lag-1 correlation of weekly scores is above .2, else the same."""
    if not correlation > 0.2:
        return arl0
    return min((column for column in TARGET_H if column > arl0), default=arl0)


def arl0_for_budget(series_per_person, false_nudges_a_year):
    """ARL0 (weeks) at which a person with so many series gets so many false nudges a year."""
    if series_per_person <= 0 or false_nudges_a_year <= 0:
        raise ValueError("both numbers must be positive")
    return series_per_person * 52 / false_nudges_a_year


def reference_value(shortfall, mu, phi=1.0):
    """k for a stated meaningful shortfall (share of mu): half the shift in sigmas, held within .25 and 1."""
    return np.clip(shortfall * np.asarray(mu, float) / (2 * np.sqrt(phi * np.asarray(mu, float))), 0.25, 1.0)
