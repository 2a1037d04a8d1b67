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
        if not scored.any():
            return self
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
    began: int = -1  # the first week in which anybody had more than 0; -1: none yet
    past: tuple = ()  # of what ranks judge: one (series,) of each week since the first that was looked at
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


def grown(part, new):
    """With the series of a fresh one after its own."""
    pairs = zip(leaves(part), leaves(new), strict=True)
    return rebuilt(part, (np.concatenate(pair, axis=-1) for pair in pairs))


def enlarged(standing, more, prior):
    """With so many more series of which nothing is known yet."""
    if not more:
        return standing
    past = tuple(np.concatenate([week, np.full(more, np.nan, np.float32)]) for week in standing.past)
    new = Standing.fresh(more, prior)
    new = replace(new, index=replace(new.index, own_level=np.full(more, float(standing.index.level))))  # all others are all
    return replace(grown(standing, new), past=past)


def with_targets_of(standing, rows, other):
    """The standing with what another one says of the agreements of some series, in its order, in their rows."""
    made = {}
    for name in ("target_bad", "target_good", "target_tail", "seen"):
        arrays = [array.copy() for array in leaves(getattr(standing, name))]
        names = [field.name for field in fields(standing.seen)]
        for place, (array, part) in enumerate(zip(arrays, leaves(getattr(other, name)), strict=True)):
            if name != "seen" or names[place] in ("key", "done", "worked"):
                array[..., rows] = part
        made[name] = rebuilt(getattr(standing, name), iter(arrays))
    return replace(standing, **made)


def packed(standing, groups):
    """Bytes: how many series, teams, weeks and weeks of ranks; the numbers common to all; then the arrays one after the other."""
    series, rows = len(standing.seen.data), len(groups.alone)
    common = [series, rows, standing.week, standing.began, len(standing.past), standing.index.level, *standing.pairs]
    arrays = [*leaves(standing), *standing.past, *leaves(groups)]
    return b"".join([np.array(common).tobytes(), *(np.ascontiguousarray(array).tobytes() for array in arrays)])


def unpacked(body, fresh_groups):
    """(standing, groups) of what was packed. `fresh_groups(rows)` makes the frame for the groups."""
    head = np.frombuffer(body, float, 12)
    series, rows, week, began, weeks = (int(number) for number in head[:5])
    place = head.nbytes

    def read(part):
        nonlocal place
        arrays = []
        for array in leaves(part):
            arrays.append(np.frombuffer(body, array.dtype, array.size, place).reshape(array.shape))
            place += array.nbytes
        return rebuilt(part, iter(arrays))

    made = read(Standing.fresh(series))
    past = tuple(np.frombuffer(body, np.float32, series, place + 4 * series * number) for number in range(weeks))
    place += 4 * series * weeks
    groups = at_week(read(fresh_groups(rows)), week)
    index = replace(made.index, level=float(head[5]))
    common = {"week": week, "began": began, "past": past, "pairs": tuple(head[6:].tolist())}
    return replace(at_week(made, week), index=index, **common), groups


def at_week(part, week):
    """The same with every CUSUM at that week."""
    made = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, cusum.State):
            made[field.name] = replace(value, week=week)
        elif field.name == "week":
            made[field.name] = week
        elif is_dataclass(value):
            made[field.name] = at_week(value, week)
    return replace(part, **made)
