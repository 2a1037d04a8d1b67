"""The one-sided CUSUM C = max(0, C + d), week by week over many series at once (Page 1954, Biometrika
41:100-115).

The increment d is `-z - k` for the low side, `z - k` for the high side, or a log-likelihood ratio. Its state
is three numbers a series, so that a new week costs one step and gives exactly what a full replay gives.
"""

from dataclasses import dataclass

import numpy as np

NEVER = -1


@dataclass(frozen=True)
class State:
    """What the past left behind: C, the week its present run began (-1: C is 0) and the number of weeks
    seen.
    """

    c: np.ndarray
    onset: np.ndarray
    week: int = 0

    @classmethod
    def fresh(cls, series):
        return cls(np.zeros(series), np.full(series, NEVER), 0)


@dataclass(frozen=True)
class Trace:
    """Per series and week: C before any restart, alert, and the onset of the run (-1 where C is 0)."""

    c: np.ndarray
    alert: np.ndarray
    onset: np.ndarray
    state: State


def low_side(z, k=0.5):
    """Increments that grow when scores fall below -k."""
    return -np.asarray(z, float) - k


def high_side(z, k=0.5):
    """Increments that grow when scores rise above k."""
    return np.asarray(z, float) - k


def step(state, increments, h):
    """One closed week: (new state, C reached, alert, onset), each (series,). h is one limit or one per
    series.

    A missing week (NaN) changes nothing and cannot alert. After an alert C starts again at 0. Onset is the
    first scored week after C was last 0.
    """
    d = np.asarray(increments, float)
    seen = ~np.isnan(d)
    c = np.where(seen, np.maximum(0.0, state.c + d), state.c)
    onset = np.where(c > 0, np.where(state.c > 0, state.onset, state.week), NEVER)
    alert = seen & (c > h)
    after = State(np.where(alert, 0.0, c), np.where(alert, NEVER, onset), state.week + 1)
    return after, c, alert, onset


def run(increments, h, state=None):
    """The CUSUM over (series x weeks) increments from `state` (fresh by default); the rules are `step`'s."""
    weekly = np.ascontiguousarray(np.atleast_2d(np.asarray(increments, float)).T)  # one week lies together
    state = State.fresh(weekly.shape[1]) if state is None else state
    c, alert, onset = np.empty(weekly.shape), np.empty(weekly.shape, bool), np.empty(weekly.shape, int)
    for week, d in enumerate(weekly):
        state, c[week], alert[week], onset[week] = step(state, d, h)
    return Trace(c.T, alert.T, onset.T, state)


def expected_false_share(series, arl0, alerts):
    """Share of this week's alerts that chance alone explains: (series / ARL0) / alerts, at most 1; None with
    no alerts.
    """
    return min(1.0, series / arl0 / alerts) if alerts else None
