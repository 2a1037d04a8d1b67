"""From crossings to episodes: quiet, alert, escalated, closed (drift.md 2.7). One episode is one case, not
one a night.
"""

from dataclasses import dataclass

import numpy as np

ESCALATE_WITHIN = 8  # weeks from the first crossing to a second one that goes to the manager
GOOD_WEEKS = 3  # closed weeks in a row at or above expected that close an episode
REST_WEEKS = 4  # quiet weeks before a new first alert
NONE = -1


@dataclass(frozen=True)
class Episodes:
    """The last week's standing per series, and whether an episode was open in each week (series x weeks)."""

    open: np.ndarray
    is_open: np.ndarray
    is_resting: np.ndarray
    escalated: np.ndarray
    first: np.ndarray  # week of the first crossing of the open or just closed episode, -1: none
    crossings: np.ndarray  # (series x weeks) those of that episode


@dataclass(frozen=True)
class Running:
    """Where each series stands between two weeks: (series,) each, all of them small."""

    is_open: np.ndarray
    escalated: np.ndarray
    first: np.ndarray
    good: np.ndarray
    rest: np.ndarray
    crossings: np.ndarray

    @classmethod
    def fresh(cls, series):
        """Nothing has happened yet."""
        return cls(
            np.zeros(series, bool),
            np.zeros(series, bool),
            np.full(series, NONE, np.int16),
            *(np.zeros(series, np.int16) for _ in range(3)),
        )


def step(now, week, alert, recovered, cleared, seen):
    """One closed week: the new `Running`, and which series crossed and which of these for the first time in an episode."""
    crossing = alert & seen
    new = crossing & ~now.is_open & (now.rest == 0)
    again = crossing & ~new
    first = np.where(new, week, now.first)
    escalated = np.where(new, False, now.escalated | (again & (week - first <= ESCALATE_WITHIN)))
    quiet = seen & ~crossing
    good = np.where(crossing, 0, np.where(quiet, np.where(recovered, now.good + 1, 0), now.good))
    closes = now.is_open & quiet & ((good >= GOOD_WEEKS) | cleared)
    rest = np.where(crossing, 0, np.where(closes, REST_WEEKS, np.where(quiet & (now.rest > 0), now.rest - 1, now.rest)))
    is_open = (now.is_open & ~closes) | crossing
    gone = ~is_open & (rest == 0)
    crossings = np.where(gone, 0, np.where(new, 1, now.crossings + again))
    first, escalated = np.where(gone, NONE, first), escalated & ~gone
    small = (part.astype(np.int16) for part in (first, good, rest, crossings))
    return Running(is_open, escalated, *small), crossing, new


def follow(alert, recovered, cleared, seen):
    """Run the states week by week. All arguments are bool (series x weeks).

    alert: C passed h; recovered: the week was at or above expected; cleared: the test of being back crossed;
    seen: there was data. An episode opens at an alert, escalates at another one within 8 weeks of its first,
    closes after 3 recovered weeks in a row or when cleared. An alert within the 4 quiet weeks after that
    opens the old one again. Weeks without data change nothing.
    """
    now, history = Running.fresh(len(alert)), np.zeros(alert.shape, bool)
    for t in range(alert.shape[1]):
        now, _crossing, _new = step(now, t, alert[:, t], recovered[:, t], cleared[:, t], seen[:, t])
        history[:, t] = now.is_open
    since = (np.arange(alert.shape[1])[None, :] >= now.first[:, None]) & (now.first[:, None] != NONE)
    return Episodes(history, now.is_open, now.rest > 0, now.escalated, now.first, alert & seen & since)
