"""The totals of steady teams, in seeded simulations: wrong no more often than their limit says, from the first weeks on."""

import numpy as np
import pytest

from metrics.drift.standing import Standing
from metrics.drift.stepping import Rules, Week, step
from metrics.drift.table import wide_count_scores
from metrics.drift.teams import Groups

from .simulate import counts

TEAMS, SIZE, PHI = 5, 7, 1.5
YEAR, PROMISED = 52, 312


def opened(x):
    """(weeks x 1 + teams) where an episode of the company's or a team's total began; x is (weeks x people)."""
    people = x.shape[1]
    rules = Rules("count", "up", PHI, score=wide_count_scores)
    past, groups = Standing.fresh(people, rules.prior), Groups.fresh(TEAMS, rules.prior)
    ones, nothing, found = np.ones(people), np.full(people, np.nan), []
    teams, key, no = np.arange(people) // SIZE, np.zeros(people, np.int64), np.zeros(people, bool)
    for values in x:
        before = groups.bad.running.is_open
        week = Week(values, ones, ones, nothing, nothing, ones, key, teams, ~no, no)
        past, groups, _crossings = step(past, groups, week, rules)
        found.append(groups.bad.running.is_open & ~before)
    return np.array(found)


@pytest.fixture(scope="module")
def companies():
    rng = np.random.default_rng(3)
    levels = rng.lognormal(2.0, 0.4, (60, 1, TEAMS * SIZE))
    return [counts(rng, level, PHI, (YEAR, TEAMS * SIZE)) for level in levels]


def test_totals_of_steady_teams_are_wrong_no_more_often_than_promised(companies):
    found = np.array([opened(x)[:, 1:] for x in companies])

    assert found.mean() * PROMISED <= 1.25
    assert (
        found[:, : YEAR // 2].mean() * PROMISED <= 1.5
    )  # 34 are there in 150 years of teams; judged from the third week on, 101


def test_a_team_that_falls_together_is_found_all_the_same(companies):
    weeks = []
    for x in companies[:20]:
        fallen = x.copy()
        fallen[26:, :SIZE] = np.rint(fallen[26:, :SIZE] * 0.6)
        weeks.append(int(np.argmax(opened(fallen)[26:, 1])))

    assert np.median(weeks) <= 6
