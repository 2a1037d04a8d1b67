"""Scores: exact where they can be, monotone, and silent where nothing is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import bdtr, ndtr

from metrics.drift.distributions import count_cdf, count_mid_p, share_mid_p
from metrics.drift.scores import (
    amount_scores,
    count_scores,
    hawkins_scores,
    lag1_correlation,
    likelihood_increments,
    pooled_phi,
    pooled_ratio,
    rank_scores,
    ratio_scores,
)
from metrics.drift.table import table_count_scores

from .simulate import amounts, counts

means = st.floats(0.05, 200)
phis = st.one_of(st.just(1.0), st.floats(1.01, 5))


def test_no_event_where_five_are_expected_scores_minus_271():
    assert count_scores(0, 5) == pytest.approx(-2.71, abs=0.005)


@given(means, phis)
def test_the_score_rises_with_the_count(mu, phi):
    z = count_scores(np.arange(60.0), mu, phi)
    assert np.all(np.diff(z) >= 0) and z.min() >= -4 and z.max() <= 4


@given(st.integers(0, 80), means, phis, st.floats(1.01, 3))
def test_the_score_falls_as_more_is_expected(x, mu, phi, factor):
    assert count_scores(x, mu * factor, phi) <= count_scores(x, mu, phi)


@given(st.integers(0, 60), st.floats(1, 60), phis)
def test_twice_the_exposure_and_twice_the_count_keep_the_side(x, mu, phi):
    once, twice = count_scores(x, mu, phi), count_scores(2 * x, 2 * mu, phi)
    assert once * twice > 0 or min(abs(once), abs(twice)) < 0.25  # about the median the sign is a rounding


@given(means, st.floats(1.01, 5))
def test_the_negative_binomial_has_the_mean_and_variance_it_says(mu, phi):
    x = np.arange(int(mu + 40 * np.sqrt(phi * mu) + 60 * phi))
    chances = np.diff(count_cdf(x, mu, phi), prepend=0.0)
    mean = (x * chances).sum()
    assert mean == pytest.approx(mu, rel=1e-4)
    assert ((x - mean) ** 2 * chances).sum() == pytest.approx(phi * mu, rel=1e-3)


def test_dispersion_is_continuous_at_one():
    x = np.arange(20.0)
    assert count_scores(x, 6.0, 1.000001) == pytest.approx(count_scores(x, 6.0, 1.0), abs=1e-4)


def test_unknown_weeks_have_no_score_and_nothing_expected_is_not_an_error():
    z = count_scores([np.nan, 3.0, 0.0, 2.0], [5.0, np.nan, 0.0, 0.0])
    assert np.isnan(z[:2]).all() and z[2:].tolist() == [0.0, 4.0]


@pytest.mark.parametrize(
    "call",
    [
        lambda: count_scores(-1, 5),
        lambda: count_scores(1, -5),
        lambda: count_scores(1, 5, 0.5),
        lambda: amount_scores(1, 5, 0),
        lambda: amount_scores(-1, 5, 1),
        lambda: ratio_scores(3, 2, 0.5),
        lambda: ratio_scores(1, 2, 1.5),
    ],
)
def test_impossible_numbers_are_refused(call):
    with pytest.raises(ValueError):
        call()


@given(st.integers(0, 60), means)
def test_an_amount_in_whole_units_scores_as_the_poisson_count_it_is(x, mu):
    assert amount_scores(x * 250.0, mu * 250.0, 250.0) == pytest.approx(count_scores(x, mu), abs=1e-6)


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=20), st.floats(1, 1e5), st.floats(10, 1e4))
def test_a_larger_amount_never_scores_lower(x, mu, phi):
    assert np.all(np.diff(amount_scores(np.sort(x), mu, phi)) >= -1e-9)


def test_nothing_closed_is_no_score():
    z = ratio_scores([0.0, 0.0, 2.0], [0.0, 4.0, 4.0], 0.5)
    assert np.isnan(z[0]) and z[1] < -1 and z[2] == pytest.approx(0, abs=1e-9)


@given(st.integers(1, 40), st.floats(0.02, 0.98), st.floats(1.2, 6))
def test_shares_are_a_distribution_with_the_dispersion_asked_for(n, p, phi):
    x = np.arange(n + 1.0)
    middle = share_mid_p(x, n, p, phi)
    chances = np.zeros(n + 1)
    for i in range(n + 1):  # mid-p holds half of its own chance and all of those below
        chances[i] = 2 * (middle[i] - chances[:i].sum())
    wanted = min(phi, 1 + 0.999 * (n - 1)) if n > 1 else 1.0
    mean = (x * chances).sum()
    assert chances.min() > -1e-9 and chances.sum() == pytest.approx(1, abs=1e-6)
    assert mean == pytest.approx(n * p, rel=1e-6, abs=1e-6)
    assert ((x - mean) ** 2 * chances).sum() == pytest.approx(wanted * n * p * (1 - p), rel=1e-4)


@given(st.integers(1, 60), st.floats(0.01, 0.99), st.data())
def test_without_dispersion_a_share_is_binomial(n, p, data):
    x = data.draw(st.integers(0, n))
    below = bdtr(x - 1, n, p) if x else 0.0
    assert share_mid_p(x, n, p) == pytest.approx((below + bdtr(x, n, p)) / 2)
    assert ratio_scores(x, n, p, 1.2) == ratio_scores(x, n, p, 1.0)  # up to 1.2 it is not worth it


def test_ranks_are_among_the_weeks_so_far():
    z = rank_scores([[10.0, 20.0, np.nan, 5.0, 10.0]])[0]
    assert ndtr(z[[0, 1, 3, 4]]) == pytest.approx([0.5, 0.75, 0.5 / 3, 2.0 / 4])
    assert np.isnan(z[2])


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=25))
def test_ranks_do_not_know_the_unit(x):
    x = np.round(np.array([x]), 3)
    assert np.array_equal(rank_scores(x), rank_scores(3 * x + 100))


def test_hawkins_compares_with_the_weeks_before():
    z = hawkins_scores([[1.0, 3.0, 2.0, np.nan, 9.0]])[0]
    assert np.isnan(z[[0, 1, 3]]).all()
    assert z[2] == pytest.approx(0.0)
    assert z[4] > 2


def test_hawkins_has_no_score_while_nothing_varied():
    assert np.isnan(hawkins_scores([[2.0, 2.0, 2.0]])).all()


def test_hawkins_scores_are_standard_normal():
    z = hawkins_scores(np.random.default_rng(5).normal(40, 7, (4000, 12)))[:, 2:]
    assert z.mean() == pytest.approx(0, abs=0.02)
    assert z.std() == pytest.approx(1, abs=0.02)


def test_the_low_count_increment_is_the_log_likelihood_ratio():
    x, mu = 2.0, 3.0
    ratio = (0.7 * mu) ** x * np.exp(-0.7 * mu) / (mu**x * np.exp(-mu))
    assert likelihood_increments(x, mu) == pytest.approx(np.log(ratio))
    assert likelihood_increments(x, mu, phi=2.0) == pytest.approx(np.log(ratio) / 2)


@pytest.mark.parametrize("phi", [1.0, 1.5, 2.5])
def test_the_table_is_as_good_as_the_exact_score(phi):
    rng = np.random.default_rng(7)
    mu = rng.uniform(0.3, 100, 40_000)
    x = counts(rng, mu * rng.choice([0.5, 1, 1.6], mu.size), phi, mu.shape)
    assert np.abs(table_count_scores(x, mu, phi) - count_scores(x, mu, phi)).max() <= 0.011


def test_outside_the_table_the_score_is_exact():
    x, mu = np.array([0.0, 300.0, np.nan, 0.0]), np.array([0.1, 250.0, 5.0, 0.0])
    assert np.array_equal(table_count_scores(x, mu), count_scores(x, mu), equal_nan=True)


def test_the_pooled_dispersion_is_recovered_from_twelve_weeks():
    rng = np.random.default_rng(11)
    rate = rng.lognormal(2, 0.5, (2000, 1))
    x = counts(rng, rate, 1.5, (2000, 12))
    assert pooled_phi(x, x.mean(1, keepdims=True)) == pytest.approx(1.5, abs=0.03)


def test_the_dispersion_is_one_when_too_little_is_known_or_less_than_chance():
    assert pooled_phi([[5.0, 9.0, 1.0]], 5.0) == 1.0  # three weeks
    assert pooled_phi([[1.0, 0.0, 0.0, 1.0]], 0.5) == 1.0  # two events
    assert pooled_phi([[5.0, 5.0, 5.0, 5.0]], 5.0) == 1.0


def test_the_dispersion_of_amounts_has_their_unit():
    x, mean, phi = amounts(np.random.default_rng(3), 4, 0.8, (800, 20))
    assert pooled_ratio(1000 * x, 1000 * mean) == pytest.approx(1000 * phi * 20 / 19, rel=0.06)
    assert np.isnan(pooled_ratio([[np.nan]], 1.0))


def test_lag_one_correlation_pools_the_series():
    rng = np.random.default_rng(13)
    noise = rng.normal(size=(500, 40))
    z = noise.copy()
    for week in range(1, 40):
        z[:, week] = 0.4 * z[:, week - 1] + np.sqrt(1 - 0.16) * noise[:, week]
    z[rng.random(z.shape) < 0.1] = np.nan
    assert lag1_correlation(z) == pytest.approx(0.4, abs=0.03)
    assert np.isnan(lag1_correlation(z[:1, :5]))


@given(st.integers(0, 80), means, phis)
def test_the_short_way_to_the_mid_p_is_the_long_one(x, mu, phi):
    assert count_mid_p(x, mu, phi) == pytest.approx((count_cdf(x - 1, mu, phi) + count_cdf(x, mu, phi)) / 2, abs=1e-10)
