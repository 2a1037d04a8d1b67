"""The CUSUM: what a missing week, a restart and a replay do."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from metrics.drift import cusum

from .simulate import VALIDATION

scores = arrays.arrays(
    float,
    arrays.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=25),
    elements=st.one_of(st.floats(-4, 4), st.just(np.nan)),
)
NIST = [324.925, 324.675, 324.725, 324.35, 325.35, 325.225, 324.125, 324.525, 325.225, 324.6]
NIST += [324.625, 325.15, 328.325, 327.25, 327.825, 328.5, 326.675, 327.775, 326.875, 328.35]


def same(one, other):
    assert np.array_equal(one.c, other.c)
    assert np.array_equal(one.alert, other.alert)
    assert np.array_equal(one.onset, other.onset)


def test_nist_worked_example_alerts_at_observation_14():
    x = np.array(NIST)
    high = cusum.run(cusum.high_side(x - 325, 0.3175), np.inf)
    low = cusum.run(cusum.low_side(x - 325, 0.3175), np.inf)
    rising = [3.01, 4.94, 7.45, 10.63, 11.99, 14.44, 16.0, 19.04]
    assert high.c[0, -8:] == pytest.approx(rising, abs=0.0076)  # NIST adds up rounded numbers
    assert low.c[0, :8] == pytest.approx([0, 0.01, 0, 0.33, 0, 0, 0.56, 0.72], abs=0.0076)
    assert np.flatnonzero(cusum.run(cusum.high_side(x - 325, 0.3175), 4.1959).alert[0])[0] + 1 == 14


@pytest.mark.skipif(not VALIDATION.exists(), reason="the worked examples are not here")
def test_nist_worked_example_in_full():
    example = json.loads((VALIDATION / "worked_examples.json").read_text())["nist_cusum"]
    x = np.array(example["x"]) - example["target"]
    assert cusum.run(cusum.high_side(x, example["k"]), np.inf).c[0] == pytest.approx(example["s_hi"], abs=0.0076)
    assert cusum.run(cusum.low_side(x, example["k"]), np.inf).c[0] == pytest.approx(example["s_lo"], abs=0.0076)


def test_alert_restart_and_onset():
    trace = cusum.run(cusum.low_side([[0, -2, -2, 1, -3, 0, -1]]), 2.886)
    assert trace.c[0].tolist() == [0, 1.5, 3, 0, 2.5, 2, 2.5]
    assert np.flatnonzero(trace.alert[0]).tolist() == [2]
    assert trace.onset[0].tolist() == [-1, 1, 1, -1, 4, 4, 4]


def test_after_an_alert_it_starts_again_at_zero():
    trace = cusum.run(cusum.low_side([[-4, -1, -4]]), 2.886)
    assert trace.c[0].tolist() == [3.5, 0.5, 4.0]
    assert trace.onset[0].tolist() == [0, 1, 1]


@given(scores, st.floats(0.5, 5))
def test_a_missing_week_leaves_c_unchanged(z, h):
    trace = cusum.run(cusum.low_side(z), h)
    missing = np.isnan(z[:, 1:])
    before = np.where(trace.alert, 0.0, trace.c)[:, :-1]
    assert np.array_equal(trace.c[:, 1:][missing], before[missing])
    assert not trace.alert[np.isnan(z)].any()


@given(scores, st.floats(0.5, 5), st.data())
def test_taking_missing_weeks_out_changes_no_number(z, h, data):
    series = data.draw(st.integers(0, len(z) - 1))
    there = ~np.isnan(z[series])
    full = cusum.run(cusum.low_side(z[series]), h)
    short = cusum.run(cusum.low_side(z[series][there]), h)
    assert np.array_equal(full.c[0, there], short.c[0])
    assert np.array_equal(full.alert[0, there], short.alert[0])


@given(scores, st.floats(0.5, 5), st.data())
def test_week_by_week_is_a_full_replay(z, h, data):
    d = cusum.low_side(z)
    cut = data.draw(st.integers(0, z.shape[1]))
    whole = cusum.run(d, h)
    first = cusum.run(d[:, :cut], h)
    rest = cusum.run(d[:, cut:], h, first.state)
    joined = [np.hstack([getattr(first, n), getattr(rest, n)]) for n in ("c", "alert", "onset")]
    assert all(np.array_equal(a, b) for a, b in zip(joined, (whole.c, whole.alert, whole.onset), strict=True))
    assert np.array_equal(rest.state.c, whole.state.c) and rest.state.week == whole.state.week


@given(scores, st.floats(0.5, 5), st.data())
def test_nothing_looks_ahead_and_replays_are_identical(z, h, data):
    cut = data.draw(st.integers(1, z.shape[1]))
    other = z.copy()
    other[:, cut:] = data.draw(st.floats(-4, 4))
    one, two = cusum.run(cusum.low_side(z), h), cusum.run(cusum.low_side(other), h)
    assert np.array_equal(one.c[:, :cut], two.c[:, :cut])
    assert np.array_equal(one.alert[:, :cut], two.alert[:, :cut])
    same(one, cusum.run(cusum.low_side(z), h))


@given(scores, st.floats(0.5, 5))
def test_the_high_side_mirrors_the_low_side(z, h):
    same(cusum.run(cusum.low_side(z), h), cusum.run(cusum.high_side(-z), h))


def test_each_series_may_have_its_own_limit():
    trace = cusum.run(np.full((2, 3), 1.0), np.array([1.5, 2.5]))
    assert trace.alert.tolist() == [[False, True, False], [False, False, True]]


def test_the_share_of_false_alerts_that_chance_explains():
    assert cusum.expected_false_share(18_000, 104, 289) == pytest.approx(0.599, abs=0.001)
    assert cusum.expected_false_share(18_000, 104, 100) == 1.0
    assert cusum.expected_false_share(18_000, 104, 0) is None


def test_at_the_limit_is_not_above_it():
    assert cusum.run([[0.5, 0.5, 0.5]], 1.0).alert.tolist() == [[False, False, True]]
