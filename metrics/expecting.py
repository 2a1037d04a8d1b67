"""Where a single week could be expected to fall, given its level, its days and the season: 8 in 10 weeks do. Pure.

It is not the agreed range, which is one for the level: weeks scatter about their level by chance, the more the fewer there are.
"""

import numpy as np
from scipy.special import bdtrik, gammaincinv

from metrics.drift.forecast import count_quantile
from metrics.models import Kind

LOW, HIGH = 0.1, 0.9
ENOUGH = 4  # weeks from which one's own level is taken; 8 for durations, whose scatter is one's own as well


def expected_weeks(kind, points, *, low=None, high=None, exposure=None, sizes=None, phi=1.0, until=None):
    """(low, high) of each week, None where nothing can be said: no level, or a week that nobody works.

    points: values, None = not reported. low, high: the agreed range of the level of a full week; without one, the level is the
    mean of the weeks before `until` (where a change began). exposure: what each week can bring, 1 = a full ordinary one. sizes:
    cases behind each ratio. phi: variance / mean of the company's weeks.
    """
    x = np.array([np.nan if value is None else value for value in points], float)
    e = np.ones(len(x)) if exposure is None else np.array([np.nan if one is None else one for one in exposure], float)
    before = x[:until]
    if kind == Kind.RATIO and _known(sizes):
        ends = _shares(x, _sizes(sizes), low, high, phi, until)
    elif kind in (Kind.RATIO, Kind.DURATION):
        ends = _as_before(before, len(x))
    else:
        level = _level(x, e, low, high, until)
        ends = None if level is None else _sums(kind, *(end * e for end in level), phi)
    if ends is None:
        return [None] * len(x)
    return [None if np.isnan(a + b + c) else (float(a), float(b)) for a, b, c in zip(*ends, e, strict=True)]


def _known(sizes):
    return sizes is not None and any(size for size in sizes)


def _sizes(sizes):
    """Cases of each week; where none were told, as many as usual."""
    n = np.array([size if size else np.nan for size in sizes], float)
    return np.where(np.isnan(n), np.nanmedian(n), n)


def _between(own, low, high):
    """The two ends of the level; an end that was left open is where one's own level is, if that is beyond the other."""
    if low is None and high is None:
        return None if own is None else (own, own)
    low_end = low if low is not None else (high if own is None else min(own, high))
    high_end = high if high is not None else (low if own is None else max(own, low))
    return low_end, high_end


def _level(x, e, low, high, until):
    there = ~np.isnan(x) & ~np.isnan(e)
    there[len(x) if until is None else until :] = False
    own = x[there].sum() / e[there].sum() if there.sum() >= ENOUGH and e[there].sum() > 0 else None
    return _between(own, low, high)


def _sums(kind, low, high, phi):
    if kind == Kind.AMOUNT:
        return tuple(gammaincinv(np.maximum(mean, 1e-9) / phi, q) * phi for mean, q in ((low, LOW), (high, HIGH)))
    there = ~np.isnan(low)
    ends = (np.full(low.shape, np.nan), np.full(low.shape, np.nan))
    for end, mean, q in zip(ends, (low, high), (LOW, HIGH), strict=True):
        end[there] = np.where(mean[there] > 0, count_quantile(q, np.maximum(mean[there], 1e-9), max(phi, 1.0)), 0.0)
    return ends


def _shares(x, n, low, high, phi, until):
    """Shares of a binomial with as many cases; overdispersion is as if there were fewer of them."""
    there = ~np.isnan(x)
    there[len(x) if until is None else until :] = False
    own = float((x * n)[there].sum() / n[there].sum()) if there.sum() >= ENOUGH else None
    level = _between(own, low, high)
    if level is None:
        return None
    cases = np.maximum(np.rint(n / max(phi, 1.0)), 1.0)
    return tuple(_share(q, cases, min(max(p, 0.0), 1.0)) for p, q in zip(level, (LOW, HIGH), strict=True))


def _share(q, cases, p):
    if p in (0.0, 1.0):
        return np.full(cases.shape, p)
    return np.clip(np.ceil(np.nan_to_num(bdtrik(q, cases, p)) - 1e-9), 0, cases) / cases


def _as_before(before, weeks):
    """As one's own weeks were: their tenth and ninetieth percentile."""
    if (~np.isnan(before)).sum() < 2 * ENOUGH:
        return None
    return tuple(np.full(weeks, np.nanquantile(before, q)) for q in (LOW, HIGH))
