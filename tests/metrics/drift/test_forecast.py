"""P(hit): its edges, its calibration, and what it does not know."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.drift.distributions import count_cdf
from metrics.drift.forecast import (
    Forecast,
    count_quantile,
    forecast,
    hit_probability,
    pace_prior,
    predictive,
)

from .simulate import counts

weeks = st.lists(st.one_of(st.integers(0, 20).map(float), st.just(np.nan)), min_size=0, max_size=12)


@given(weeks, st.floats(1, 3), st.floats(0, 12))
def test_what_is_reached_is_reached(x, phi, remaining):
    assert forecast(x, 1.0, phi, target=float(np.nansum(x)), remaining=remaining).probability == 1.0


@given(weeks, st.floats(1, 3), st.floats(0.5, 50))
def test_short_with_no_week_left_is_missed(x, phi, short):
    done = float(np.nansum(x))
    assert forecast(x, 1.0, phi, target=done + short, remaining=0.0) == Forecast(0.0, done, done)


@given(weeks, st.floats(1, 3), st.floats(1, 100), st.floats(0.5, 12))
def test_the_chance_is_a_chance_and_the_range_is_in_order(x, phi, target, remaining):
    seen = forecast(x, 1.0, phi, target, remaining)
    assert 0 <= seen.probability <= 1
    assert float(np.nansum(x)) <= seen.low <= seen.high


@given(weeks, st.floats(1, 3), st.floats(1, 100), st.floats(0.5, 12))
def test_a_higher_target_is_less_likely(x, phi, target, remaining):
    prior = pace_prior(5.0)
    near = forecast(x, 1.0, phi, target, remaining, prior=prior)
    far = forecast(x, 1.0, phi, target + 5, remaining, prior=prior)
    assert far.probability <= near.probability and (far.low, far.high) == (near.low, near.high)


@pytest.mark.parametrize("target", [None, float("nan")])
def test_without_a_target_nothing_can_be_known(target):
    assert forecast([3.0, 4.0], 1.0, 1.0, target, 5.0) == Forecast(None, None, None)


def test_without_a_week_and_without_a_prior_nothing_can_be_known():
    assert forecast([np.nan], 1.0, 1.0, 20.0, 5.0, prior=(0.0, 0.0)) == Forecast(None, None, None)


def test_a_seller_exactly_on_pace_has_about_one_chance_in_two():
    assert forecast([5.0] * 6, 1.0, 1.5, target=65.0, remaining=7.0).probability == pytest.approx(0.5, abs=0.06)


def test_weeks_away_say_nothing_about_the_rate():
    away = forecast([5.0, 5.0, np.nan, np.nan], 1.0, 1.0, 40.0, 4.0, prior=pace_prior(5.0))
    assert away == forecast([5.0, 5.0], 1.0, 1.0, 40.0, 4.0, prior=pace_prior(5.0))


@given(st.floats(0.1, 200), st.floats(1, 4), st.floats(0.01, 0.99))
def test_the_quantile_is_the_smallest_number_that_is_enough(mean, phi, q):
    at = count_quantile(q, mean, phi)
    assert count_cdf(at, mean, phi) >= q > count_cdf(at - 1, mean, phi)


def test_many_series_at_once():
    chance = hit_probability([10, 5, np.nan, 0], [8, 9, 3, 4], [3, 0, 2, np.nan], [3, 0, 2, np.nan])
    assert chance[:2].tolist() == [1.0, 0.0] and np.isnan(chance[2:]).all()


def test_what_was_said_happens_that_often():
    """drift.md 2.5: seller-quarters with true rates 25 % about the target; said against happened, by week."""
    rng = np.random.default_rng(23)
    rate = rng.gamma(16, 5 / 16, 20_000)
    x = counts(rng, rate[:, None], 1.5, (20_000, 13))
    hit = x.sum(1) >= 65
    for week, brier in ((4, 0.136), (8, 0.082)):
        mean, variance = predictive(x[:, :week], 1.0, 1.5, pace_prior(5.0), 13.0 - week)
        said = hit_probability(x[:, :week].sum(1), 65.0, mean, variance)
        for low, high in ((0.2, 0.3), (0.45, 0.55), (0.8, 0.9)):
            group = (said >= low) & (said < high)
            assert hit[group].mean() == pytest.approx(said[group].mean(), abs=0.035)
        assert np.mean((said - hit) ** 2) == pytest.approx(brier, abs=0.03)


def test_amounts_have_a_forecast_in_their_own_unit():
    small = forecast([50.0, 60.0, 40.0], 1.0, 12.0, 300.0, 3.0, amount=True)
    large = forecast([5e4, 6e4, 4e4], 1.0, 12e3, 3e5, 3.0, amount=True)
    assert large.probability == pytest.approx(small.probability)
    assert (large.low, large.high) == pytest.approx((1000 * small.low, 1000 * small.high))
    assert 0.3 < small.probability < 0.6
