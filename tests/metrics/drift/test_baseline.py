"""The baseline detector: it learns, it holds, and going on week by week is a full replay."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from metrics.drift import baseline
from metrics.drift.scores import rank_scores

from .simulate import counts

weekly = arrays.arrays(
    float,
    st.tuples(st.integers(1, 4), st.integers(2, 25)),
    elements=st.one_of(st.integers(0, 30).map(float), st.just(np.nan)),
)


def test_the_first_two_weeks_only_teach():
    trace = baseline.gamma_poisson([[4.0, 6.0, 5.0, 5.0]], 1.0, 1.0, 3.191)
    assert np.isnan(trace.z[0, :2]).all() and not np.isnan(trace.z[0, 2:]).any()
    assert np.isnan(trace.mu[0, 0])
    assert trace.mu[0, 1:] == pytest.approx([4.5, 5.25, 15.5 / 3], abs=1e-9)  # half an event beforehand


def test_exposure_scales_what_is_expected():
    trace = baseline.gamma_poisson([[10.0, 10.0, 5.0]], [[1.0, 1.0, 0.5]], 1.0, 3.191)
    assert trace.mu[0, 2] == pytest.approx(20.5 / 2 * 0.5)
    assert abs(trace.z[0, 2]) < 0.2


def test_while_it_falls_the_level_is_held():
    x = np.array([[10.0] * 10 + [5.0, 4.0, 5.0]])
    trace = baseline.gamma_poisson(x, 1.0, 1.0, 99.0)
    assert np.all(trace.cusum.c[0, 10:] > 0)
    assert trace.mu[0, 11] == trace.mu[0, 12] == trace.mu[0, 10]


def test_back_at_zero_the_held_weeks_are_learnt():
    x = np.array([[10.0] * 10 + [6.0, 18.0, 10.0]])
    trace = baseline.gamma_poisson(x, 1.0, 1.0, 99.0)
    assert trace.cusum.c[0, 10] > 0 and trace.cusum.c[0, 11] == 0
    assert trace.mu[0, 12] == pytest.approx((100.5 + 6 + 18) / 12)


def test_a_missing_week_teaches_nothing():
    full = baseline.gamma_poisson([[5.0, 6.0, 7.0, 2.0]], 1.0, 1.5, 3.191)
    gap = baseline.gamma_poisson([[5.0, 6.0, np.nan, 7.0, 2.0]], 1.0, 1.5, 3.191)
    assert np.array_equal(full.z[0], gap.z[0, [0, 1, 3, 4]], equal_nan=True)


@given(weekly, st.sampled_from(["low", "high"]), st.floats(1, 3), st.data())
def test_week_by_week_is_a_full_replay_and_nothing_looks_ahead(x, side, phi, data):
    cut = data.draw(st.integers(1, x.shape[1] - 1))
    whole = baseline.gamma_poisson(x, 1.0, phi, 2.416, side=side)
    first = baseline.gamma_poisson(x[:, :cut], 1.0, phi, 2.416, side=side)
    rest = baseline.gamma_poisson(x[:, cut:], 1.0, phi, 2.416, side=side, start=(first.level, first.cusum.state))
    assert np.array_equal(np.hstack([first.z, rest.z]), whole.z, equal_nan=True)
    assert np.array_equal(np.hstack([first.cusum.c, rest.cusum.c]), whole.cusum.c)
    assert np.array_equal(np.hstack([first.cusum.alert, rest.cusum.alert]), whole.cusum.alert)


@given(weekly, st.data())
def test_shares_too_go_on_where_they_stopped(closed, data):
    won = np.floor(closed / 2)
    cut = data.draw(st.integers(1, closed.shape[1] - 1))
    whole = baseline.beta_binomial(won, closed, 2.416)
    first = baseline.beta_binomial(won[:, :cut], closed[:, :cut], 2.416)
    rest = baseline.beta_binomial(won[:, cut:], closed[:, cut:], 2.416, start=(first.level, first.cusum.state))
    assert np.array_equal(np.hstack([first.z, rest.z]), whole.z, equal_nan=True)
    assert np.array_equal(np.hstack([first.cusum.c, rest.cusum.c]), whole.cusum.c)


def test_weeks_with_nothing_closed_are_skipped():
    trace = baseline.beta_binomial([[2.0, 3.0, 0.0, 2.0]], [[4.0, 6.0, 0.0, 4.0]], 2.416)
    assert np.isnan(trace.z[0, 2]) and trace.mu[0, 3] == pytest.approx(4 * 5.5 / 11)


def test_a_noisy_exposure_makes_the_same_week_less_surprising():
    x = [[10.0, 10.0, 10.0, 3.0]]
    sure = baseline.gamma_poisson(x, 1.0, 1.0, 3.191).z[0, 3]
    unsure = baseline.gamma_poisson(x, 1.0, 1.0, 3.191, noise=0.1).z[0, 3]
    assert sure < unsure < 0


def test_the_prior_fitted_to_a_team_has_its_mean_and_spread():
    rng = np.random.default_rng(17)
    rates = rng.gamma(4.0, 2.0, 4000)  # mean 8, variance 16
    seen = counts(rng, rates[:, None], 1.5, (4000, 8)).mean(1)
    a0, b0 = baseline.moment_prior(seen, 8, 1.5)
    assert a0 / b0 == pytest.approx(8, rel=0.03)
    assert a0 / b0**2 * (1 / 1.5) == pytest.approx(16 / 1.5 * 1.5, rel=0.1)


@pytest.mark.parametrize("rates", [[5.0, 5.0], [5.0, np.nan, 6.0], [5.0, 5.01, 4.99, 5.0]])
def test_a_team_too_small_or_too_alike_gets_the_vague_prior(rates):
    assert baseline.moment_prior(rates, 8, 1.5) == baseline.vague_prior(1.5) == (0.5 / 1.5, 0.0)


def test_ranks_start_after_two_weeks():
    z = rank_scores([[10.0, 9.0, 8.0, 7.0, 6.0, 5.0]])
    trace = baseline.own_rank(z, 2.886)
    assert trace.c[0, :2].tolist() == [0, 0] and trace.c[0, 2] > 0


def test_the_mean_before_looks_at_earlier_weeks_only():
    before = baseline.mean_before(np.array([[2.0, 4.0, np.nan, 9.0]]))[0]
    assert np.isnan(before[0]) and before[1:].tolist() == [2.0, 3.0, 3.0]
