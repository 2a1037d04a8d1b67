"""Exposure: what could be expected of a week."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from metrics.drift.exposure import pace_to_quota, ramp, season_weights, team_index, worked_share

from .simulate import counts

teams = arrays.arrays(
    float,
    st.tuples(st.integers(1, 6), st.integers(1, 12)),
    elements=st.one_of(st.integers(0, 20).map(float), st.just(np.nan)),
)


def test_a_holiday_week_is_a_share_of_a_week_and_a_week_off_is_skipped():
    share = worked_share([5, 2, 1, 0.9, 0])
    assert share[:3].tolist() == [1.0, 0.4, 0.2] and np.isnan(share[3:]).all()
    with pytest.raises(ValueError):
        worked_share(-1)


def test_a_new_seller_ramps_up():
    assert ramp([0, 4, 8, 20], 8).tolist() == [0.25, 0.625, 1.0, 1.0]
    assert ramp([0, 1], 0).tolist() == [1.0, 1.0]


def test_season_weights_are_found_and_shrunk():
    rng = np.random.default_rng(1)
    month = np.tile(np.repeat([0, 1, 2], [4, 4, 5]), 8)
    true = np.array([0.75, 0.9, 1.35])
    x = counts(rng, 6.0 * true[month], 1, (30, month.size))
    assert season_weights(x, 6.0, month, 3) == pytest.approx(true, abs=0.02)
    assert season_weights([[6.0]], [[2.0]], [0], 3).tolist() == [10 / 6, 1.0, 1.0]
    assert season_weights([[np.nan, 2.0]], 2.0, [0, 1], 2).tolist() == [1.0, 1.0]


def test_the_pace_is_a_straight_line_only_if_all_weeks_are_alike():
    pace = pace_to_quota([120.0, 60.0, 10.0], [[1, 1, 1, 1], [1, 1, 0.5, 0.5], [np.nan] * 4])
    assert pace[:2].tolist() == [[30, 30, 30, 30], [20, 20, 10, 10]]
    assert np.isnan(pace[2]).all()


@given(st.floats(1, 1e6), st.lists(st.one_of(st.floats(0.2, 2), st.just(np.nan)), min_size=1, max_size=30))
def test_the_paces_add_up_to_the_quota(quota, exposure):
    pace = pace_to_quota(quota, [exposure])
    if np.isnan(exposure).all():
        assert np.isnan(pace).all()
    else:
        assert np.nansum(pace) == pytest.approx(quota)


def test_a_movement_common_to_all_is_in_the_index():
    x = np.full((20, 10), 10.0)
    x[:, 6:] *= 0.6
    index = team_index(x)
    assert index.together == pytest.approx([1] * 6 + [0.6] * 4, abs=0.02)
    assert index.without_self[:, 6:] == pytest.approx(np.full((20, 4), 0.6), abs=0.02)


def test_ones_own_fall_is_not_in_ones_own_index():
    x = np.full((10, 10), 10.0)
    x[0, 6:] = 0.0
    index = team_index(x)
    assert index.without_self[0, 6:] == pytest.approx(np.ones(4), abs=0.035)  # the others' rates saw it
    assert np.all(index.without_self[1:, 6:] < 0.95)


def test_who_comes_goes_or_is_away_does_not_move_the_index():
    x = np.repeat(np.array([[5.0], [50.0], [5.0], [8.0]]), 12, axis=1)
    x[1, 4:7] = np.nan
    x[3, :6] = np.nan
    exposure = np.ones(x.shape)
    exposure[0, 9], x[0, 9] = 0.4, 2.0
    assert team_index(x, exposure).together == pytest.approx(np.ones(12))


def test_the_growth_of_a_company_that_began_from_nothing_is_in_the_index():
    x = np.outer(np.ones(30), np.concatenate([[0.1], np.full(20, 5.0)]))
    index = team_index(x)
    assert index.together[2:] == pytest.approx(np.full(19, index.together[-1]), rel=0.02)
    assert index.together[-1] > 20  # 50 by the three events of the first week, which four more draw down
    assert index.without_self[:, -1] == pytest.approx(np.full(30, index.together[-1]), rel=0.05)


def test_a_team_of_one_has_no_index():
    assert np.all(team_index([[3.0, 9.0, 1.0]]).without_self == 1.0)


@given(teams, st.data())
def test_the_index_does_not_look_ahead(x, data):
    cut = data.draw(st.integers(1, x.shape[1]))
    whole, part = team_index(x), team_index(x[:, :cut])
    assert np.array_equal(whole.without_self[:, :cut], part.without_self)
    assert np.all(whole.without_self > 0)
