"""One detector on one side, carried over one closed week: its CUSUM, the test of being back, its episode and their sums."""

from dataclasses import dataclass, replace

import numpy as np

from metrics.drift import cusum, episodes, thresholds
from metrics.drift.standing import Sums, Watch

NEW_LEVEL = 13  # weeks after its first crossing in which an episode of the baseline ends: what is new is usual by then


@dataclass(frozen=True)
class Scored:
    """What a detector hands to its watch: the score, the CUSUM's increment and limit, what was expected and of what size."""

    z: np.ndarray
    d: np.ndarray
    h: np.ndarray | float
    mu: np.ndarray
    size: np.ndarray
    recovered: np.ndarray


def chosen(mask, new, old):
    """Of two dataclasses of arrays, the one where the mask holds and the other elsewhere."""
    places = np.flatnonzero(mask)
    return _put(places, new, old) if places.size else old


def _put(places, new, old):
    made = {}
    for name, value in vars(old).items():
        if isinstance(value, np.ndarray):
            made[name] = value.copy()
            made[name][..., places] = getattr(new, name)[..., places]
        elif hasattr(value, "__dataclass_fields__"):
            made[name] = _put(places, getattr(new, name), value)
    return replace(old, **made)


def watch(before, number, x, cases, scored, side):
    """(the watch after week `number`, which series crossed). x and cases are what the sums add up."""
    seen, sign = ~np.isnan(scored.z), 1.0 if side == "low" else -1.0
    if not seen.any():
        state = replace(before.cusum, week=number + 1)
        return replace(before, cusum=state, shown=state.c, last_z=scored.z), seen
    state, c, alert, onset = cusum.step(replace(before.cusum, week=number), np.where(seen, scored.d, np.nan), scored.h)
    back = np.where(seen, np.maximum(0.0, before.back + sign * scored.z + thresholds.K), before.back)
    cleared = before.running.is_open & seen & (back > thresholds.RECOVERY_H)
    running, crossing, new = episodes.step(before.running, number, alert, scored.recovered, cleared, seen)
    more = (*(np.where(seen, value, 0.0) for value in (x, scored.size, cases)), seen)
    run = _added(_begun(before.run, scored, (c > 0) & (before.cusum.c <= 0)), more)
    episode = _added(before.episode, more)
    after = Watch(
        cusum=state,
        back=np.where(running.is_open & ~crossing, back, 0.0),
        shown=c,
        running=running,
        at=np.where(crossing, c, before.at),
        onset=np.where(new, onset, before.onset),
        run=run,
        episode=chosen(new, run, episode),
        first=before.first,
        last_z=scored.z,
    )
    return after, crossing


def _begun(sums, scored, begins):
    """Sums begun anew where a stretch begins."""
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.where(begins, scored.mu / scored.size, sums.rate)
    return Sums(*(np.where(begins, 0.0, old) for old in (sums.x, sums.size, sums.cases, sums.weeks)), rate)


def _added(sums, more):
    """Sums with one more week."""
    before = (sums.x, sums.size, sums.cases, sums.weeks)
    return Sums(*(old + new for old, new in zip(before, more, strict=True)), sums.rate)


def settled(watch, number):
    """(mask, watch): an episode that has been open for a quarter ends there, for its level is what is usual now."""
    old = watch.running.is_open & (number - watch.running.first >= NEW_LEVEL)
    if not old.any():
        return old, watch
    ended = replace(Watch.fresh(len(old)), onset=watch.onset, episode=watch.episode, first=watch.first, last_z=watch.last_z)
    return old, chosen(old, ended, watch)
