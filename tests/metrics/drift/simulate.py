"""Seeded data for the tests: steady sellers, and where the published numbers lie when they are at hand."""

import numpy as np

from tests.shared import SHARED_DATA

VALIDATION = SHARED_DATA / "drift-validation"


def counts(rng, mean, phi, shape):
    """Counts of that mean and variance phi * mean; the mean may vary by series and week."""
    mean = np.broadcast_to(np.asarray(mean, float), shape)
    drawn = rng.poisson(mean) if phi == 1 else rng.negative_binomial(mean / (phi - 1), 1 / phi)
    return drawn.astype(float)


def amounts(rng, deals, sd, shape):
    """Sums of a Poisson number of lognormal deals, with their mean and variance / mean."""
    number = rng.poisson(deals, shape)
    total = sum(np.where(number > j, rng.lognormal(0, sd, shape), 0.0) for j in range(number.max()))
    return total, deals * np.exp(sd**2 / 2), np.exp(1.5 * sd**2)
