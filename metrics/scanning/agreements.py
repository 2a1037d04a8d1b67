"""What was agreed, as columns: which agreement counts in a week, and what it says of that week."""

from dataclasses import dataclass

import numpy as np

from metrics.models import Direction, Kind

FAR_ABOVE, FAR_BELOW = 1e6, 1e-6  # an open end of an agreed range: never passed
EPOCH = 730120  # the ordinal of 1 January 2000, from which the database counts days
SPREAD = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1, 0xD3A2646C], np.uint64)


@dataclass(frozen=True)
class Agreed:
    """(weeks x series): the ends of what was agreed for a full week, near and far; which one, 0 = none; whether one begins.

    `now`: for each series the place in the columns of the target that counts in the last week, -1 = none.
    """

    level: np.ndarray
    far: np.ndarray
    key: np.ndarray
    starts: np.ndarray
    now: np.ndarray


def ends_of(rows, metric):
    """(near, far, by pace) of each target, seen from the bad side, in units of a week.

    The range that both agreed is one for the expected level: the low side is judged against its low end and the high side against
    its high end, so that a steady level between them is on course. A range with one end is open at the other. With only a total,
    the pace to it is the level, week by week; with only a baseline, that.
    """
    low, high = rows["low"], rows["high"]
    near, far = (low, high) if metric.direction == Direction.HIGHER else (high, low)
    far = np.where(np.isnan(far), _open_end(near, metric), far)
    nothing = np.isnan(low) & np.isnan(high)
    by_pace = nothing & has_total(rows, metric)
    level = np.where(np.isnan(rows["total"]), rows["baseline"], rows["total"])
    near, far = (np.where(nothing, level, end) for end in (near, far))
    return np.where(by_pace, np.nan, near), np.where(by_pace, np.nan, far), by_pace


def _open_end(near, metric):
    if metric.direction != Direction.HIGHER:
        return near * FAR_BELOW
    return np.where((metric.kind == Kind.RATIO) & (near <= 1), 1.0, near * FAR_ABOVE)


def has_total(rows, metric):
    """Whether there is a total to reach."""
    return ~np.isnan(rows["total"]) & (metric.kind in (Kind.COUNT, Kind.AMOUNT))


def keys_of(rows, by_pace):
    """A number for what each target says: equal ones are one agreement, whoever wrote them anew. Never 0."""
    period = [np.where(by_pace, rows[name], 0).astype(float) for name in ("starts", "ends")]
    columns = [np.nan_to_num(rows[name], nan=-1.0) for name in ("low", "high", "baseline", "total")] + period
    words = np.stack([np.ascontiguousarray(column, float).view(np.uint64) for column in columns])
    with np.errstate(over="ignore"):
        mixed = ((words ^ (words >> np.uint64(29))) * SPREAD[:, None]).sum(axis=0, dtype=np.uint64)
    return (mixed >> np.uint64(1)).astype(np.int64) | 1


def spans_of(rows, first):
    """(first week, week after the last) in which each target counts: those whose Monday lies within it. `first`: an ordinal."""
    starts, ends = (rows[name] + EPOCH - first for name in ("starts", "ends"))
    return -(-starts // 7), ends // 7 + 1


def agreed(rows, metric, places, a, b, first, pace):
    """`Agreed` for the series in `places` ({person: series}) and the weeks from `a` up to `b`.

    `rows`: the targets of the metric, those that count first before the others. `pace(which, series, spans)` gives for
    each of these targets the level (targets x weeks) of its weeks, on the way to its total.
    """
    series, weeks = len(places), b - a
    level, far = (np.full((weeks, series), np.nan) for _ in range(2))
    key, starts, now = np.zeros((weeks, series), np.int64), np.zeros((weeks, series), bool), np.full(series, -1)
    if rows is None:
        return Agreed(level, far, key, starts, now)
    near_end, far_end, by_pace = ends_of(rows, metric)
    words, (begin, end) = keys_of(rows, by_pace), spans_of(rows, first)
    total = has_total(rows, metric)
    where = np.array([places.get(bytes(one), -1) for one in rows["person"].tolist()], int)
    counts = (where >= 0) & (begin < b) & (end > a)
    paced = np.flatnonzero(counts & by_pace)
    paces = dict(zip(paced.tolist(), pace(rows["total"][paced], where[paced], begin[paced], end[paced]), strict=True))
    for row in np.flatnonzero(counts)[::-1].tolist():
        at, start, stop = where[row], max(begin[row], a) - a, min(end[row], b) - a
        level[start:stop, at] = paces[row][start:stop] if row in paces else near_end[row]
        far[start:stop, at] = paces[row][start:stop] if row in paces else far_end[row]
        key[start:stop, at] = words[row]
        if stop == weeks:
            now[at] = row
        if total[row] and begin[row] >= a:
            starts[start, at] = True
    return Agreed(level, far, key, starts, now)
