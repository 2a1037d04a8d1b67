"""Numbers for plain words (drift.md 2.8); the sentences themselves are written, and translated, where they
are shown.
"""

import math

from metrics.drift import thresholds
from metrics.drift.arl import cusum_arl

WEEKS_IN_YEAR = 52


def years_between_false_alarms(arl0):
    """About how often a series that is on course shows such a stretch: once in so many years, one side."""
    return arl0 / WEEKS_IN_YEAR


def one_in(probability):
    """8 for a chance of .125 ("about 1 in 8"), to a whole number of at least 1; None for 0 or an unknown
    chance.
    """
    if probability is None or math.isnan(probability) or probability <= 0:
        return None
    return max(1, round(1 / probability))


def change_share(actual, expected):
    """(actual - expected) / expected: -.5 for half of what was expected; None when nothing was expected."""
    if actual is None or not expected:
        return None
    return (actual - expected) / expected


def weeks_to_show(mean, fall=0.3, phi=1.0, arl0=thresholds.ARL0):
    """Mean weeks until a fall by the share `fall` from `mean` events a week shows, by the detector used at
    that mean.

    Low counts by the chain of the likelihood-ratio CUSUM, others by the normal one. ValueError unless mean >
    0 and 0 < fall < 1.
    """
    if mean <= 0 or not 0 < fall < 1:
        raise ValueError("the mean is positive and the fall a share between 0 and 1")
    effective = mean / phi
    if effective < thresholds.LOW_COUNT:
        column = min((value for value in thresholds.LOW_COUNT_H[0.7] if value >= arl0), default=312)
        h = float(thresholds.low_count_h(effective, column))
        return thresholds.low_count_arl(effective, h, actual=effective * (1 - fall))
    return cusum_arl(thresholds.K, thresholds.target_h(arl0), shift=fall * math.sqrt(effective))


def assurance(probability):
    """ "unlikely" below .2, "likely" above .8, "open" between; None when the chance is unknown."""
    if probability is None or math.isnan(probability):
        return None
    return "unlikely" if probability < 0.2 else "likely" if probability > 0.8 else "open"
