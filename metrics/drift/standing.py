"""What the past left behind of many series of one metric, from which a new week is one step; packed, it is bytes.

Everything is (series,) or (something x series), so that series lie together and can be added, taken and put back.
"""

from dataclasses import dataclass, fields, is_dataclass, replace

import numpy as np

from metrics.drift import cusum
from metrics.drift.baseline import Level
from metrics.drift.episodes import Running
from metrics.drift.exposure import IndexPast

TAIL = 4  # weeks that say what is usual while nothing happens


def zeros(series, *rows):
    """Nothing added up yet."""
    return np.zeros((*rows, series))


@dataclass(frozen=True)
class Sums:
    """Over a stretch: what was seen, what mu is proportional to, cases, weeks; and mu per unit of size when it began."""

    x: np.ndarray
    size: np.ndarray
    cases: np.ndarray
    weeks: np.ndarray
    rate: np.ndarray

    @classmethod
    def fresh(cls, series):
        """Over no week."""
        return cls(*(zeros(series) for _ in range(5)))


@dataclass(frozen=True)
class Watch:
    """One detector on one side: its CUSUM, the test of being back, the episode, and the sums that its sentence needs."""

    cusum: cusum.State
    back: np.ndarray  # the CUSUM that closes an episode
    shown: np.ndarray  # C of the last week, before any restart
    running: Running
    at: np.ndarray  # C at the last crossing
    onset: np.ndarray  # the week the episode began
    run: Sums  # since C left 0
    episode: Sums  # since the episode's onset
    first: np.ndarray  # the first level agreed: it decides how low counts are judged
    last_z: np.ndarray

    @classmethod
    def fresh(cls, series):
        """Before the first week."""
        return cls(
            cusum.State.fresh(series),
            zeros(series),
            zeros(series),
            Running.fresh(series),
            zeros(series),
            np.full(series, cusum.NEVER),
            Sums.fresh(series),
            Sums.fresh(series),
            np.full(series, np.nan),
            np.full(series, np.nan),
        )


@dataclass(frozen=True)
class Tail:
    """The last four weeks that were scored, newest last: expected, seen, cases. NaN: not so many yet."""

    mu: np.ndarray
    x: np.ndarray
    cases: np.ndarray

    @classmethod
    def fresh(cls, series):
        """No week yet."""
        return cls(*(np.full((TAIL, series), np.nan) for _ in range(3)))

    def add(self, mu, x, cases, scored):
        """With one more week of those that were scored."""
        moved = (
            np.where(scored, np.vstack([old[1:], new]), old) for old, new in ((self.mu, mu), (self.x, x), (self.cases, cases))
        )
        return Tail(*moved)


@dataclass(frozen=True)
class Seen:
    """Reports: weeks with data, whether there ever was one, and the weeks since one was missed."""

    data: np.ndarray
    ever: np.ndarray
    overdue: np.ndarray
    key: np.ndarray  # which agreement was in force last; 0 = none
    done: np.ndarray  # since it began: what came, and in how many full weeks
    worked: np.ndarray
    ranks: np.ndarray  # sum and number of all values before, for the mean of what ranks judge

    @classmethod
    def fresh(cls, series):
        """Nobody has reported."""
        small = np.zeros(series, np.int16)
        return cls(
            small,
            np.zeros(series, bool),
            small.copy(),
            np.zeros(series, np.int64),
            *(zeros(series) for _ in range(2)),
            zeros(series, 2),
        )


@dataclass(frozen=True)
class Standing:
    """All of it. `target` and `own` (the baseline) each have a bad and a good side."""

    target_bad: Watch
    target_good: Watch
    own_bad: Watch
    own_good: Watch
    level_bad: Level
    level_good: Level
    target_tail: Tail
    own_tail: Tail
    seen: Seen
    index: IndexPast
    week: int = 0
    has_begun: bool = False
    past: tuple = ()  # of what ranks judge: one (series,) of each week
    pairs: tuple = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)  # sums of scores and the next ones: n, a, b, aa, bb, ab

    @classmethod
    def fresh(cls, series, prior=(0.5, 0.0)):
        """No week has been looked at. `prior` is that of the level, (a0, b0)."""
        return cls(
            *(Watch.fresh(series) for _ in range(4)),
            *(Level.start(series, *prior) for _ in range(2)),
            Tail.fresh(series),
            Tail.fresh(series),
            Seen.fresh(series),
            IndexPast.fresh(series),
        )

    @property
    def correlation(self):
        """Pooled correlation of each week's score with the next; NaN below 10 pairs."""
        n, a, b, aa, bb, ab = self.pairs
        if n < 10:
            return float("nan")
        spread = (aa - a * a / n) * (bb - b * b / n)
        return float((ab - a * b / n) / np.sqrt(spread)) if spread > 0 else float("nan")


def leaves(part):
    """All arrays of a dataclass of dataclasses, in their order."""
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, np.ndarray):
            yield value
        elif is_dataclass(value):
            yield from leaves(value)


def rebuilt(part, arrays):
    """The same dataclass with the next arrays of an iterator in the place of its own."""
    made = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, np.ndarray):
            made[field.name] = next(arrays)
        elif is_dataclass(value):
            made[field.name] = rebuilt(value, arrays)
    return replace(part, **made)


def grown(standing, more, prior):
    """With `more` series of which nothing is known yet."""
    if not more:
        return standing
    new = Standing.fresh(more, prior)
    both = zip(leaves(standing), leaves(new), strict=True)
    past = tuple(np.concatenate([old, np.full(more, np.nan, np.float32)]) for old in standing.past)
    return replace(rebuilt(standing, (np.concatenate(pair, axis=-1) for pair in both)), past=past)


def taken(standing, rows):
    """The standing of some series alone."""
    some = rebuilt(standing, (array[..., rows] for array in leaves(standing)))
    return replace(some, past=tuple(week[rows] for week in standing.past))


def put(standing, rows, some):
    """The standing with that of some series put back into their rows."""
    arrays = [array.copy() for array in leaves(standing)]
    for array, part in zip(arrays, leaves(some), strict=True):
        array[..., rows] = part
    past = tuple(week.copy() for week in standing.past)
    for week, part in zip(past, some.past, strict=True):
        week[rows] = part
    return replace(rebuilt(standing, iter(arrays)), past=past)


def packed(standing):
    """Bytes: how many series, weeks and weeks of ranks; the numbers common to all; then the arrays one after the other."""
    series = len(standing.seen.data)
    head = np.array([series, standing.week, standing.has_begun, len(standing.past), standing.index.level, *standing.pairs])
    return b"".join(
        [head.tobytes(), *(array.tobytes() for array in leaves(standing)), *(week.tobytes() for week in standing.past)]
    )


def unpacked(body):
    """(standing, the bytes after it)."""
    head = np.frombuffer(body, float, 11)
    series, week, begun, weeks = (int(number) for number in head[:4])
    place, arrays, skeleton = head.nbytes, [], Standing.fresh(series)
    for array in leaves(skeleton):
        arrays.append(np.frombuffer(body, array.dtype, array.size, place).reshape(array.shape))
        place += array.nbytes
    past = tuple(np.frombuffer(body, np.float32, series, place + 4 * series * number) for number in range(weeks))
    made = rebuilt(skeleton, iter(arrays))
    watches = {
        name: replace(getattr(made, name), cusum=replace(getattr(made, name).cusum, week=week))
        for name in ("target_bad", "target_good", "own_bad", "own_good")
    }
    index = replace(made.index, level=float(head[4]))
    common = {"week": week, "has_begun": bool(begun), "past": past, "pairs": tuple(head[5:].tolist())}
    return replace(made, **watches, index=index, **common), body[place + 4 * series * weeks :]
