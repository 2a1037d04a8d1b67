"""The movement of a company and of its teams, week by week: taken out of what is expected of each, and judged as what it is.

Row 0 is the company, judged by its total against its own earlier level; each team after it, against its earlier level after the
movement of all the others. A team is judged while three of it and three others report. While a team's own episode is open,
its movement (without oneself) is taken out of what is expected of its members: whoever is still out has fallen alone.
"""

from dataclasses import dataclass, replace

import numpy as np

from metrics.drift import baseline, thresholds
from metrics.drift.baseline import Level
from metrics.drift.exposure import SHRINK, IndexPast, index_week
from metrics.drift.standing import Watch
from metrics.drift.watching import Scored, chosen, settled, watch

SMALLEST_TEAM = 3
KNOWN_WEEKS = 8  # before a total is judged: with fewer, the rates of its people err together, and week after week the same way


@dataclass(frozen=True)
class Groups:
    """The company's and the teams' own standing, (1 + teams,) each; `alone` is the index of all others at the week before."""

    bad: Watch
    good: Watch
    level_bad: Level
    level_good: Level
    alone: np.ndarray
    week: int = 0

    @classmethod
    def fresh(cls, teams, prior=(0.5, 0.0)):
        """Before the first week."""
        return cls.of_rows(1 + teams, prior)

    @classmethod
    def of_rows(cls, rows, prior=(0.5, 0.0)):
        """The same for so many rows, of which the first is the company."""
        return cls(Watch.fresh(rows), Watch.fresh(rows), *(Level.start(rows, *prior) for _ in range(2)), np.ones(rows))

    @property
    def is_open(self):
        """Whether an episode is open, on either side."""
        return self.bad.running.is_open | self.good.running.is_open


@dataclass(frozen=True)
class Totals:
    """One week of each row: what came, what was due by the rates before, how much is known of these, and who can be judged."""

    x: np.ndarray
    due: np.ndarray
    known: np.ndarray
    others: np.ndarray
    is_judged: np.ndarray


def step(past, groups, week, rules):
    """(index, groups, exposure for the own level, its relative variance) of one week."""
    e = np.where(np.isnan(week.e), np.nan, 1.0) if rules.kind == "duration" else week.e
    if not rules.uses_index or rules.kind not in ("count", "amount"):
        return past, replace(groups, week=groups.week + 1), e, np.zeros(len(e))
    if (past.could > 0).sum() < SMALLEST_TEAM:
        there = ~np.isnan(week.x)
        got, could = past.got + np.where(there, week.x, 0.0), past.could + np.where(there, e, 0.0)
        return IndexPast(got, could, np.ones(len(e)), 1.0), replace(groups, week=groups.week + 1), e, np.zeros(len(e))
    after, now = index_week(past, week.x, e, rules.phi)
    totals, alone = _totals(past, now, groups, week.team, rules.phi)
    groups = _judged(groups, totals, alone, rules)
    own, noise = e * now.alone, rules.phi / (now.others + SHRINK * rules.phi)
    moved = (week.team >= 0) & groups.is_open[week.team + 1]
    if moved.any():
        own, noise = _without_the_team(own, noise, e, now, totals, alone, week.team + 1, moved, rules.phi)
    return after, groups, own, noise


def _totals(past, now, groups, team, phi):
    """The totals of the week, and the index of all others for each row (1 for the company)."""
    rows, prior = len(groups.alone), SHRINK * phi

    def by_team(values):
        sums = np.bincount(team + 1, values, minlength=rows)
        sums[0] = values.sum()
        return sums

    x, due, known = by_team(now.now), by_team(now.rate), by_team(np.where(now.met, past.got, 0.0))
    members = by_team(now.met.astype(float))
    rest = np.maximum(due[0] - due, 0.0)
    alone = (x[0] - x + prior) / (rest + prior / groups.alone)
    alone[0] = 1.0
    enough = (members >= SMALLEST_TEAM) & ((members[0] - members >= SMALLEST_TEAM) | (np.arange(rows) == 0))
    return Totals(x, due, known, rest * groups.alone, enough & (due > 0)), alone


def _judged(groups, totals, alone, rules):
    """Each row against its own earlier level, in units of phi for amounts."""
    unit, phi = (1.0, rules.phi) if rules.kind == "count" else (rules.phi, 1.0)
    x = np.where(totals.is_judged, np.rint(totals.x / unit), np.nan)
    e = np.where(totals.is_judged, totals.due * alone / unit, np.nan)
    noise = phi / np.maximum(totals.known / unit, 1.0)
    noise[1:] += phi / (totals.others[1:] / unit + SHRINK * phi)
    return replace(
        groups,
        alone=alone,
        week=groups.week + 1,
        **_side(groups, "bad", rules, x, e, noise, phi),
        **_side(groups, "good", rules, x, e, noise, phi),
    )


def _side(groups, name, rules, x, e, noise, phi):
    level, before = getattr(groups, f"level_{name}"), getattr(groups, name)
    side = rules.side(name)
    sign = 1.0 if side == "low" else -1.0
    mu, z, more_a, more_b = baseline.count_week(level, x, e, phi, noise, rules.score)
    z = np.where(level.weeks >= KNOWN_WEEKS, z, np.nan)
    with np.errstate(invalid="ignore"):
        scored = Scored(z, -sign * z - thresholds.K, rules.team_h, mu, e, sign * (x - mu) >= 0)
    after, crossing = watch(before, groups.week, x, np.ones(len(x)), scored, side)
    level = baseline.learn(level, more_a, more_b, after.cusum.c, crossing)
    old, after = settled(after, groups.week)
    if old.any():
        level = chosen(old, baseline.begun_again(level, after.episode, phi, baseline.vague_prior(phi)), level)
    return {name: after, f"level_{name}": level}


def _without_the_team(own, noise, e, now, totals, alone, row, moved, phi):
    """Exposure and its variance where one's team moves: after the others of the team, instead of those of the company."""
    prior = SHRINK * phi
    due = np.maximum(totals.due[row] - now.rate, 0.0) * alone[row]
    team = (totals.x[row] - now.now + prior) / (due + prior)
    own = np.where(moved, e * alone[row] * team, own)
    return own, np.where(moved, phi / (due + prior), noise)
