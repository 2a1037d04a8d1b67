"""Average run lengths (ARL): weeks a scheme runs until it signals, by integral equation or Markov chain.

All lengths are in samples (here: weeks), all limits in standard deviations of one sample unless said
otherwise.
"""

import math
from fractions import Fraction
from functools import lru_cache

import numpy as np
from scipy.special import gammaln, ndtr

NEVER = 1e12  # weeks: beyond it the chain is singular to double precision
SQRT_TWO_PI = math.sqrt(2 * math.pi)


@lru_cache(maxsize=8)
def _nodes(count):
    return np.polynomial.legendre.leggauss(count)


def _density(z):
    return np.exp(-0.5 * z * z) / SQRT_TWO_PI


def _one_sided(k, h, shift, start):
    """ARL of C = max(0, C + z - k), z ~ N(shift, 1), signal at C > h, from C = start."""
    roots, weights = _nodes(120)
    y, w = h * (roots + 1) / 2, h * weights / 2
    points = np.concatenate(([0.0], y))
    kernel = np.empty((points.size, points.size))
    kernel[:, 0] = ndtr(k - shift - points)
    kernel[:, 1:] = w * _density(y[None, :] - points[:, None] + k - shift)
    lengths = np.linalg.solve(np.eye(points.size) - kernel, np.ones(points.size))
    reset = ndtr(k - shift - start)
    onwards = (w * _density(y - start + k - shift)) @ lengths[1:]
    return float(1 + reset * lengths[0] + onwards)


def cusum_arl(k, h, shift=0.0, fir=0.0, sides=1):
    """ARL of the CUSUM with reference value k and limit h on N(shift, 1) scores; `fir` is the head start.

    sides=2 joins the upper and the lower CUSUM, which never interact for k >= 0 when both start at 0
    (Lucas & Crosier 1982, Technometrics 24:199-205, who credit van Dobben de Bruyn 1968).
    Integral equation by Gauss-Legendre (Vance 1986; Waldmann 1986); relative error below 1e-8.
    Raises ValueError for h <= 0, a head start outside [0, h] or sides other than 1 and 2.
    """
    if h <= 0 or not 0 <= fir <= h:
        raise ValueError("h must be positive and the head start between 0 and h")
    if sides not in (1, 2):
        raise ValueError("sides is 1 or 2")
    upper = _one_sided(k, h, shift, fir)
    if sides == 1:
        return upper
    upper_zero = _one_sided(k, h, shift, 0.0)
    lower, lower_zero = _one_sided(k, h, -shift, fir), _one_sided(k, h, -shift, 0.0)
    # written as quotients: a side that practically never signals may have a run length of 1e30
    a, b = upper_zero / (upper_zero + lower_zero), lower_zero / (upper_zero + lower_zero)
    return float(upper * b + lower * a - upper_zero * b)


def ewma_arl(lam, limit, shift=0.0):
    """ARL of the two-sided EWMA E = (1 - lam) E + lam z from 0, signal beyond `limit` asymptotic sigmas of E.

    Crowder 1987 (Technometrics 29:401-407), Lucas & Saccucci 1990 (Technometrics 32:1-12); integral equation.
    Raises ValueError unless 0 < lam <= 1 and limit > 0.
    """
    if not 0 < lam <= 1 or limit <= 0:
        raise ValueError("lam lies in (0, 1] and the limit is positive")
    half = limit * math.sqrt(lam / (2 - lam))
    roots, weights = _nodes(160)
    y, w = half * roots, half * weights
    kernel = w * _density((y[None, :] - (1 - lam) * y[:, None]) / lam - shift) / lam
    lengths = np.linalg.solve(np.eye(y.size) - kernel, np.ones(y.size))
    return float(1 + (w * _density(y / lam - shift) / lam) @ lengths)


def _poisson_pmf(mean, top):
    counts = np.arange(top + 1)
    return np.exp(counts * math.log(mean) - mean - gammaln(counts + 1))


def poisson_cusum_arl(k, h, mean, fir=0.0, side="upper"):
    """ARL of C = max(0, C + x - k) (side "lower": k - x), x ~ Poisson(mean), signal at C >= h (Lucas 1985).

    Exact Markov chain on the lattice 1/d for k, h and fir that are fractions with denominator d <= 1000.
    Raises ValueError for a mean <= 0 or an unknown side.
    """
    if mean <= 0 or side not in ("upper", "lower"):
        raise ValueError("the mean is positive and the side is upper or lower")
    parts = [Fraction(value).limit_denominator(1000) for value in (k, h, fir)]
    unit = math.lcm(*(part.denominator for part in parts))
    reference, limit, start = (int(part * unit) for part in parts)
    sign = 1 if side == "upper" else -1
    top = int(mean + 12 * math.sqrt(mean) + limit / unit + k + 20)
    chances = _poisson_pmf(mean, top)
    steps = sign * (np.arange(top + 1) * unit - reference)
    lengths = _lattice_lengths(steps, chances, limit)
    return float(lengths[start])


def _lattice_lengths(steps, chances, limit):
    """Run lengths from each state 0..limit-1 of C = max(0, C + step), signal at C >= limit (Brook & Evans
    1972).
    """
    states = np.arange(limit)
    after = np.maximum(states[:, None] + steps[None, :], 0)
    stays = after < limit
    moves = np.zeros((limit, limit))
    rows = np.broadcast_to(states[:, None], after.shape)
    np.add.at(moves, (rows[stays], after[stays]), np.broadcast_to(chances, after.shape)[stays])
    return np.linalg.solve(np.eye(limit) - moves, np.ones(limit))


def discrete_cusum_arl(increments, chances, h, cells=600):
    """ARL of C = max(0, C + d), d taking `increments` with `chances`, signal at C > h; any real increments.

    Markov chain on a grid of `cells`; each landing point shares its chance between its two grid neighbours,
    so that the mean step is exact. Error about 1 % at 600 cells, more where h sits on an atom of C. inf when
    C can never pass h.
    """
    increments, chances = np.asarray(increments, float), np.asarray(chances, float)
    if increments.max() <= 0:
        return math.inf
    grid = np.linspace(0.0, h, cells)
    width = grid[1]
    after = np.maximum(grid[:, None] + increments[None, :], 0.0)
    stays = after <= h + 1e-12
    place = np.where(stays, after / width, 0.0)
    left = np.minimum(place.astype(int), cells - 2)
    share = place - left
    rows = np.broadcast_to(np.arange(cells)[:, None], after.shape)
    weight = np.where(stays, chances[None, :], 0.0)
    moves = np.zeros((cells, cells))
    np.add.at(moves, (rows, left), weight * (1 - share))
    np.add.at(moves, (rows, left + 1), weight * share)
    length = float(np.linalg.solve(np.eye(cells) - moves, np.ones(cells))[0])
    return length if 0 < length < NEVER else math.inf
