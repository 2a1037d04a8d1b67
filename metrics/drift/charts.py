"""Charts beside the verdict: individuals (XmR) limits and the EWMA. A picture for the reader, never an
alarm.
"""

from dataclasses import dataclass

import numpy as np

D2 = 1.128  # mean range of two standard normal values, as the NIST/SEMATECH e-Handbook 6.3.2.2 rounds it
SCREEN = 3.267  # D4: moving ranges above this multiple of their mean are left out when screening


@dataclass(frozen=True)
class Limits:
    """Natural process limits of one series, in its own unit."""

    mean: float
    moving_range: float
    lower: float
    upper: float


def xmr_limits(x, screened=False):
    """Limits mean -+ 3 mR / 1.128 of the values that are there; None with fewer than two.

    screened=True leaves out moving ranges above 3.267 times their mean, once (NHS England, Making Data
    Count).
    """
    values = np.asarray(x, float)
    values = values[~np.isnan(values)]
    if values.size < 2:
        return None
    ranges = np.abs(np.diff(values))
    if screened:
        ranges = ranges[ranges <= SCREEN * ranges.mean()]
    mean, moving_range = float(values.mean()), float(ranges.mean())
    return Limits(mean, moving_range, mean - 3 * moving_range / D2, mean + 3 * moving_range / D2)


def ewma(x, lam, start):
    """E_t = (1 - lam) E_{t-1} + lam x_t from `start`; a missing week repeats the value before it."""
    level, out = float(start), []
    for value in np.asarray(x, float):
        level = level if np.isnan(value) else (1 - lam) * level + lam * value
        out.append(level)
    return np.array(out)


def ewma_limits(centre, sigma, lam, width=3.0):
    """Asymptotic limits (lower, upper) of the EWMA of values with deviation sigma (Roberts 1959)."""
    reach = width * sigma * np.sqrt(lam / (2 - lam))
    return centre - reach, centre + reach
