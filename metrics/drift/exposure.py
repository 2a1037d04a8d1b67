"""Exposure: how much could be expected of a week, 1 = an ordinary full one. All seasonality lives here
(drift.md 2.1).

The expected value is pace x exposure, exposure = days worked / 5 x season x ramp (x team index, for the
baseline).
"""

from dataclasses import dataclass

import numpy as np

LEAST = 0.2
SHRINK = 4.0


def worked_share(days_worked, days_in_week=5):
    """Share of the week worked; NaN (the week is skipped) below .2. Days; ValueError when negative."""
    days = np.asarray(days_worked, float)
    if np.any(days < 0):
        raise ValueError("days worked are not negative")
    share = days / days_in_week
    return np.where(share < LEAST, np.nan, share)


def ramp(weeks_in_role, full_after, start=0.25):
    """A new seller's share of full pace: linear from `start` in week 0 to 1 after `full_after` weeks; 1
    without ramp.
    """
    weeks = np.asarray(weeks_in_role, float)
    if full_after <= 0:
        return np.ones_like(weeks)
    return np.clip(start + (1 - start) * weeks / full_after, 0.0, 1.0)


def season_weights(x, mu, period, periods):
    """Weights w_j = (sum x_j + 4) / (sum mu_j + 4) per period of the quarter, shrunk to 1 where little is
    known.

    x, mu: (series x weeks) counts of the company's last 4 to 8 quarters and what was expected without
    season. period: (weeks,) number of the week of the quarter (0-13) or month of the quarter (0-2); periods:
    how many.
    """
    x, mu = np.broadcast_arrays(np.atleast_2d(np.asarray(x, float)), np.asarray(mu, float))
    period = np.asarray(period)
    seen = ~np.isnan(x) & ~np.isnan(mu)
    got = np.bincount(period, np.where(seen, x, 0.0).sum(0), minlength=periods)
    due = np.bincount(period, np.where(seen, mu, 0.0).sum(0), minlength=periods)
    return (got + SHRINK) / (due + SHRINK)


def pace_to_quota(quota, exposure):
    """Expected value of each week on the way to a quota over the plan's weeks: Q e_t / sum e; NaN weeks get
    none.

    quota (series,) or one number, exposure (series x weeks). All NaN where no week can be worked.
    """
    exposure = np.atleast_2d(np.asarray(exposure, float))
    total = np.nansum(exposure, axis=1, keepdims=True)
    quota = np.reshape(np.asarray(quota, float), (-1, 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, quota * exposure / total, np.nan)


@dataclass(frozen=True)
class TeamIndex:
    """The movement common to a team. 1 = as in its first week; (weeks,) for all, (series x weeks) without
    oneself.
    """

    together: np.ndarray
    without_self: np.ndarray
    total: np.ndarray  # (weeks,) sum of what was reported
    due: np.ndarray  # (weeks,) what the same sellers did before, for the weeks they worked
    known: np.ndarray  # (weeks,) the sum of all weeks before: how well `due` is known
    others: np.ndarray  # (series x weeks) expected sum of the others at the week before's level, in the unit of x


@dataclass(frozen=True)
class IndexPast:
    """What the index remembers between two weeks: (series,) sums of what came and of what could, the last index of each alone."""

    got: np.ndarray
    could: np.ndarray
    own_level: np.ndarray
    level: float = 1.0

    @classmethod
    def fresh(cls, series):
        """Before the first week."""
        return cls(np.zeros(series), np.zeros(series), np.ones(series))


@dataclass(frozen=True)
class IndexWeek:
    """One week of the index: for all together, and (series,) what came, what was due by the rate before, and without oneself."""

    together: float
    total: float
    due: float
    known: float
    met: np.ndarray  # who was known before and reported now
    now: np.ndarray
    rate: np.ndarray
    alone: np.ndarray
    others: np.ndarray


def index_week(past, x, exposure, phi=1.0):
    """(what to remember, the week) for the values (series,) of one week; the rules are `team_index`'s."""
    there = ~np.isnan(x) & ~np.isnan(exposure)
    x, exposure, prior = np.where(there, x, 0.0), np.where(there, exposure, 0.0), SHRINK * phi
    met = there & (past.could > 0)
    rate = np.where(met, past.got / np.where(past.could > 0, past.could, 1.0), 0.0) * exposure
    now = np.where(met, x, 0.0)
    total, due = now.sum(), rate.sum()
    rest = np.maximum(due - rate, 0.0)
    level = (total + prior) / (due + prior / past.level)
    alone = (total - now + prior) / (rest + prior / past.own_level)
    week = IndexWeek(level, total, due, past.got.sum(), met, now, rate, alone, rest * past.own_level)
    return IndexPast(past.got + x, past.could + exposure * level, alone, level), week


def team_index(x, exposure=1.0, phi=1.0):
    """Leave-one-out index of each week, from that week and earlier ones only (the sum of others / its mean).

    Each seller's earlier rate r_j = sum x / sum (index x exposure); the index is the others' sum over the sum of
    r_j e_j, so that people who come, go or are away do not move it. 4 events (of phi each) draw it towards the week
    before, so that a small team's noise is damped and a team of one has index 1. x must not be negative.
    """
    x = np.atleast_2d(np.asarray(x, float))
    exposure = np.broadcast_to(np.asarray(exposure, float), x.shape)
    past, weeks = IndexPast.fresh(len(x)), []
    for t in range(x.shape[1]):
        past, week = index_week(past, x[:, t], exposure[:, t], phi)
        weeks.append(week)
    together, total, due, known = (
        np.array([getattr(week, name) for week in weeks]) for name in ("together", "total", "due", "known")
    )
    alone, others = (np.stack([getattr(week, name) for week in weeks], axis=1) for name in ("alone", "others"))
    return TeamIndex(together, alone, total, due, known, others)


FEWEST_QUARTERS = 4
MOST_QUARTERS = 8
ENOUGH = 100.0  # events (of phi each) expected at each place in the quarter, for weights of single weeks


def learnt_season(x, exposure, quarter, week, month, before, phi=1.0):
    """(by week?, weights) from the quarters before the quarter `before`: None with fewer than four whole ones with data.

    x, exposure (series x weeks); quarter, week of the quarter (0-13) and month of the quarter (0-2), (weeks,) each. What was to
    be expected without season is each seller's own mean of that quarter, so that growth and newcomers are no season. Weights of
    weeks where each place has 100 events, else of months; drawn to 1 by four events (of phi each). At most eight quarters.
    """
    there = ~np.isnan(x) & ~np.isnan(exposure) & (exposure > 0)
    x, exposure = np.where(there, x, 0.0), np.where(there, exposure, 0.0)
    numbers = [number for number in np.unique(quarter[quarter < before]) if _is_whole(quarter == number, week, x)]
    if len(numbers) < FEWEST_QUARTERS:
        return None
    got, due = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for number in numbers[-MOST_QUARTERS:]:
        inside = quarter == number
        could = exposure[:, inside].sum(axis=1, keepdims=True)
        rate = x[:, inside].sum(axis=1, keepdims=True) / np.where(could > 0, could, 1.0)
        got[inside], due[inside] = x[:, inside].sum(axis=0), (rate * exposure[:, inside]).sum(axis=0)
    by_week = bool(np.bincount(week, due, minlength=14)[:13].min() / phi >= ENOUGH)
    place, places = (week, 14) if by_week else (month, 3)
    prior = SHRINK * phi
    weights = (np.bincount(place, got, minlength=places) + prior) / (np.bincount(place, due, minlength=places) + prior)
    return by_week, np.round(weights, 3)


def _is_whole(inside, week, x):
    """Whether a quarter is there from its first week to its last, with something in each month or so."""
    weeks = np.flatnonzero(inside)
    return len(weeks) >= 12 and week[weeks[0]] == 0 and bool(x[:, weeks[:4]].any() and x[:, weeks[-4:]].any())
