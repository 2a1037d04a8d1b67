"""Where a single week may fall: 8 in 10 do."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.expecting import expected_weeks
from metrics.models import Kind

WEEKS = 20_000


def inside(x, pairs):
    """The share of weeks that fell where they may."""
    told = [low <= value <= high for value, (low, high) in zip(x, pairs, strict=True)]
    return sum(told) / len(told)


@pytest.mark.parametrize(("mean", "phi"), [(3, 1.0), (8, 1.0), (8, 1.6), (40, 2.5)])
def test_eight_in_ten_weeks_of_somebody_on_pace_fall_where_they_may(mean, phi):
    rng = np.random.default_rng(3)
    x = rng.poisson(mean, WEEKS) if phi == 1 else rng.negative_binomial(mean / (phi - 1), 1 / phi, WEEKS)

    share = inside(x, expected_weeks(Kind.COUNT, x, low=mean, high=mean, phi=phi))

    assert 0.8 <= share <= 0.93  # counts are whole: the ends belong to it


def test_eight_in_ten_weeks_of_an_amount_and_of_a_share_do_as_well():
    rng = np.random.default_rng(4)
    amounts = rng.gamma(20_000 / 5_000, 5_000, WEEKS)
    sizes = rng.integers(5, 30, WEEKS)
    shares = rng.binomial(sizes, 0.6) / sizes

    assert inside(amounts, expected_weeks(Kind.AMOUNT, amounts, low=20_000, high=20_000, phi=5_000)) == pytest.approx(
        0.8, abs=0.02
    )
    assert 0.8 <= inside(shares, expected_weeks(Kind.RATIO, shares, low=0.6, high=0.6, sizes=sizes)) <= 0.93


def test_a_range_for_the_level_is_wider_for_single_weeks():
    [(low, high)] = expected_weeks(Kind.COUNT, [15], low=14, high=20)

    assert low < 14 and high > 20


def test_a_short_week_may_bring_less_and_one_that_nobody_works_says_nothing():
    full, short, none = expected_weeks(Kind.COUNT, [10, 6, None], low=10, high=14, exposure=[1, 0.4, None])

    assert short[0] < full[0] and short[1] < full[1]
    assert none is None


def test_without_an_agreement_the_level_is_that_of_the_weeks_before_the_change():
    x = [10, 12, 11, 9, 10, 11, 3, 2, 3]
    before = expected_weeks(Kind.COUNT, x, until=6)
    [steady] = expected_weeks(Kind.COUNT, [10.5], low=10.5, high=10.5)

    assert set(before) == {steady}
    assert expected_weeks(Kind.COUNT, x)[0][0] < steady[0]


def test_too_few_weeks_without_an_agreement_say_nothing():
    assert expected_weeks(Kind.COUNT, [10, 12, 11]) == [None] * 3
    assert expected_weeks(Kind.DURATION, [30, 32, 35, 31, 40]) == [None] * 5
    assert expected_weeks(Kind.RATIO, [0.5, 0.6], sizes=[None, None]) == [None, None]
    assert expected_weeks(Kind.COUNT, []) == []


def test_an_end_that_was_left_open_is_where_ones_own_level_is():
    x = [20, 22, 21, 19]
    at_least = expected_weeks(Kind.COUNT, x, low=14)[0]

    assert at_least[0] == expected_weeks(Kind.COUNT, x, low=14, high=14)[0][0]
    assert at_least[1] == expected_weeks(Kind.COUNT, x, low=20.5, high=20.5)[0][1]


def test_durations_scatter_as_they_did_before():
    days = [30, 32, 35, 31, 40, 33, 36, 34, 90]

    assert expected_weeks(Kind.DURATION, days, until=8)[8] == pytest.approx((30.7, 37.2))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(Kind.values),
    points=st.lists(st.none() | st.integers(0, 60), max_size=20),
    low=st.none() | st.integers(0, 40),
    phi=st.floats(1, 4),
    until=st.none() | st.integers(0, 20),
)
def test_the_ends_are_in_order_and_never_negative(kind, points, low, phi, until):
    share = 1 / 60 if kind == Kind.RATIO else 1
    values = [None if value is None else value * share for value in points]
    sizes = [None if value is None else 12 for value in points]
    ends = {"low": None if low is None else low * share, "high": None if low is None else low * share * 1.5}
    found = expected_weeks(kind, values, **ends, sizes=sizes, phi=phi, until=until)

    assert len(found) == len(points)
    assert all(pair is None or 0 <= pair[0] <= pair[1] for pair in found)
