"""The pictures beside the verdict, against the worked examples of NIST/SEMATECH and NHS-R."""

import numpy as np
import pytest

from metrics.drift.charts import ewma, ewma_limits, xmr_limits

INDIVIDUALS = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
EARLIER = [52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5]
SMOOTHED = [50.6, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33]
SMOOTHED += [50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99]
NHS = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


def test_nist_individuals():
    limits = xmr_limits(INDIVIDUALS)
    assert limits.mean == pytest.approx(50.81)
    assert limits.moving_range == pytest.approx(1.8778, abs=5e-5)
    assert (limits.upper, limits.lower) == pytest.approx((55.8041, 45.8159), abs=5e-5)


def test_nhs_screening_keeps_one_odd_week_from_widening_the_limits():
    screened, plain = xmr_limits(NHS, screened=True), xmr_limits(NHS)
    assert (screened.upper, screened.mean, screened.lower) == pytest.approx((4.6, 1.94, -0.72), abs=0.005)
    assert (plain.upper, plain.lower) == pytest.approx((6.95, -3.06), abs=0.005)


def test_nist_ewma():
    assert ewma(EARLIER + INDIVIDUALS, 0.3, 50) == pytest.approx(SMOOTHED, abs=0.006)
    assert ewma_limits(50, 2.0539, 0.3) == pytest.approx((47.4115, 52.5884), abs=1e-4)


def test_missing_weeks_are_left_out_and_one_value_has_no_limits():
    assert xmr_limits([1.0, np.nan, 3.0]) == xmr_limits([1.0, 3.0])
    assert xmr_limits([4.0, np.nan]) is None
    assert ewma([1.0, np.nan], 0.5, 0).tolist() == [0.5, 0.5]
