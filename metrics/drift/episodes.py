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


def follow(alert, recovered, cleared, seen):
    """Run the states week by week. All arguments are bool (series x weeks).

    alert: C passed h; recovered: the week was at or above expected; cleared: the good-side CUSUM crossed;
    seen: there was data. An episode opens at an alert, escalates at another one within 8 weeks of its first,
    closes after 3 recovered weeks in a row or when cleared. An alert within the 4 quiet weeks after that
    opens the old one again. Weeks without data change nothing.
    """
    series, weeks = alert.shape
    is_open, escalated = np.zeros(series, bool), np.zeros(series, bool)
    first, good, rest = np.full(series, NONE), np.zeros(series, int), np.zeros(series, int)
    history = np.zeros(alert.shape, bool)
    for t in range(weeks):
        crossing = alert[:, t] & seen[:, t]
        new = crossing & ~is_open & (rest == 0)
        again = crossing & ~new
        first = np.where(new, t, first)
        escalated = np.where(new, False, escalated | (again & (t - first <= ESCALATE_WITHIN)))
        quiet = seen[:, t] & ~crossing
        good = np.where(crossing, 0, np.where(quiet, np.where(recovered[:, t], good + 1, 0), good))
        closes = is_open & quiet & ((good >= GOOD_WEEKS) | cleared[:, t])
        rest = np.where(crossing, 0, np.where(closes, REST_WEEKS, np.where(quiet & (rest > 0), rest - 1, rest)))
        is_open = (is_open & ~closes) | crossing
        gone = ~is_open & (rest == 0)
        first, escalated = np.where(gone, NONE, first), escalated & ~gone
        history[:, t] = is_open
    since = (np.arange(weeks)[None, :] >= first[:, None]) & (first[:, None] != NONE)
    return Episodes(history, is_open, rest > 0, escalated, first, alert & seen & since)
