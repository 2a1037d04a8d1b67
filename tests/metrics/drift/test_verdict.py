"""The verdict: each state as a person would meet it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.drift.batch import Batch, prepare
from metrics.drift.detectors import baseline_detector, target_detector
from metrics.drift.thresholds import column
from metrics.drift.verdict import STATES, Verdict, verdicts

from .simulate import amounts, counts

STEADY = [8, 9, 7, 8, 10, 8, 7, 9, 8, 8, 9, 7, 8, 10, 8, 7]


def one(x, **more):
    more = {"phi": 1.0, "team_index": False, **more}
    (verdict,) = verdicts(Batch(np.array([x], float), **more))
    return verdict


def test_on_pace_is_on_course():
    verdict = one(STEADY, target=8.0)
    assert (verdict.state, verdict.stage, verdict.detector) == ("on_course", "quiet", "target")
    assert (verdict.onset, verdict.detected, verdict.crossings) == (None, None, ())
    assert (verdict.expected, verdict.actual, verdict.weeks) == (32.0, 33.0, 4)


def test_a_fall_below_the_agreed_range_is_off_course_with_its_numbers():
    verdict = one([*STEADY, 2, 1, 2, 1], target=8.0)
    assert (verdict.state, verdict.detector, verdict.stage) == ("off_course", "target", "escalated")
    assert (verdict.onset, verdict.detected) == (16, 17)
    assert (verdict.expected, verdict.actual, verdict.weeks) == (32.0, 6.0, 4)
    assert verdict.statistic > verdict.threshold == 2.886
    assert verdict.crossings == (17, 19)


def test_a_fall_that_stays_in_the_agreed_range_is_drifting_not_off_course():
    verdict = one([20, 22, 18, 21, 20, 19, 22, 20, 21, 18, 20, 21, 11, 10, 12, 11], target=8.0)
    assert (verdict.state, verdict.detector) == ("drifting", "baseline")
    assert verdict.onset == 12 and verdict.detected in (13, 14)
    assert verdict.actual == 44.0 and verdict.expected == pytest.approx(80, abs=2)


def test_steady_below_the_agreed_range_is_off_course():
    verdict = one([5, 4, 5, 6, 4, 5, 5, 4, 6, 5], target=8.0)
    assert (verdict.state, verdict.detector) == ("off_course", "target")


def test_halfway_to_the_limit_is_a_watch_without_an_episode():
    verdict = one([*STEADY, 2], target=8.0)
    assert (verdict.state, verdict.stage, verdict.detected) == ("drifting", "watch", None)
    assert verdict.threshold / 2 < verdict.statistic < verdict.threshold


def test_above_the_range_is_ahead_and_within_it_is_not():
    within, above = [13, 12, 14, 13, 12, 13, 14, 12, 13, 13], [*STEADY, 17, 16, 18, 17]
    assert one(within, target=8.0, target_far=14.0).state == "on_course"
    assert one(within, target=8.0).state == "ahead"
    assert one(above, target=8.0, target_far=12.0).state == "ahead"


def test_where_less_is_better_everything_is_mirrored():
    x = np.array([*STEADY, 16, 17, 15, 16], float)
    worse = one(x, target=8.0, good="down")
    assert (worse.state, worse.detector) == ("off_course", "target")
    assert worse.onset == 16
    assert one(x, target=8.0, good="up").state == "ahead"
    assert one([*STEADY, 2, 3, 2, 2], target=8.0, good="down").state == "ahead"


def test_the_first_weeks_are_too_early():
    assert one([5.0, 6.0, 5.0]).state == "too_early"
    assert one([5.0, 6.0, 5.0, 5.0]).state == "on_course"
    assert one([8.0], target=8.0).state == "too_early"
    assert one([8.0, 7.0], target=8.0).state == "on_course"


def test_silence_is_never_green_whatever_was_reported_last():
    assert one([*STEADY, *[np.nan] * 3], target=8.0).state == "no_data"
    assert one([*STEADY, 2, 2, 2, *[np.nan] * 3], target=8.0).state == "no_data"
    assert one([*STEADY, np.nan, np.nan], target=8.0).state == "on_course"
    nothing = one([np.nan] * 6, target=8.0)
    assert (nothing.state, nothing.statistic, nothing.expected, nothing.weeks) == ("no_data", None, None, 0)


def test_leave_is_not_silence():
    exposure = np.array([[1.0] * 16 + [0.0] * 4])
    assert one([*STEADY, *[np.nan] * 4], target=8.0, exposure=exposure).state == "on_course"


def test_a_holiday_is_allowed_for():
    x = [*STEADY, 3, 3, 4, 3]
    assert one(x, target=8.0).state == "off_course"
    assert one(x, target=8.0, exposure=np.array([[1.0] * 16 + [0.4] * 4])).state == "on_course"


def test_zero_reported_is_a_real_zero():
    verdict = one([*STEADY, 0, 0], target=8.0)
    assert verdict.state == "off_course" and verdict.actual == 0.0


def test_three_good_weeks_close_the_episode():
    verdict = one([*STEADY, 2, 3, 8, 9, 8], target=8.0)
    assert (verdict.state, verdict.stage, verdict.crossings) == ("on_course", "closed", ())


def test_low_counts_are_judged_by_likelihood():
    verdict = one([1, 0, 2, 1, 1, 0, 1, 2, 1, 1] + [0] * 8, target=1.0)
    assert verdict.state == "off_course" and verdict.threshold == pytest.approx(1.81)


def test_a_plan_that_begins_later_is_judged_from_there_on():
    x = np.array([[2.0] * 8 + [8, 9, 7, 8, 10, 8, 7, 9]])
    later = Batch(x, target=np.array([[np.nan] * 8 + [8.0] * 8]), phi=1.0)
    assert np.flatnonzero(target_detector(prepare(later), "low").scored[0]).tolist() == list(range(8, 16))
    assert not target_detector(prepare(later), "low").alert.any()
    assert target_detector(prepare(replace(later, target=8.0)), "low").alert.any()
    (before,) = verdicts(replace(later, x=x[:, :8], target=later.target[:, :8]))
    assert (before.state, before.detector) == ("on_course", "baseline")


def test_rates_are_judged_by_won_and_closed_never_by_percentage():
    closed = np.full((1, 16), 10.0)
    won = np.array([[4, 5, 3, 4, 4, 5, 4, 3, 4, 4, 1, 0, 1, 1, 0, 1.0]])
    batch = Batch(won, "ratio", denominators=closed, target=0.4, phi=1.0)
    (verdict,) = verdicts(batch)
    assert (verdict.state, verdict.detector, verdict.onset) == ("off_course", "target", 10)
    assert (verdict.expected, verdict.actual) == (pytest.approx(24.0), 4.0)
    (verdict,) = verdicts(replace(batch, target=None))
    assert (verdict.state, verdict.detector) == ("drifting", "baseline")
    assert verdict.expected == pytest.approx(24.0, abs=0.5)


def test_nothing_closed_was_still_reported():
    won, closed = np.array([[4.0, 3, 4, 5, 0, 0, 0]]), np.array([[10.0, 9, 9, 10, 0, 0, 0]])
    assert verdicts(Batch(won, "ratio", denominators=closed, target=0.4, phi=1.0))[0].state == "on_course"


def test_durations_are_judged_against_their_own_past():
    days = [30, 34, 28, 31, 33, 29, 35, 30, 32, 27, 36, 31, 55, 60, 58, 62, 59, 61]
    slower = one(days, kind="duration", good="down", target=32.0)
    assert (slower.state, slower.detector) == ("drifting", "baseline")
    assert 10 <= slower.onset <= 12 and slower.weeks == 18 - slower.onset
    assert slower.expected == pytest.approx(slower.weeks * np.mean(days[: slower.onset]))
    assert one(days, kind="duration", good="up").state == "ahead"


def test_amounts_are_judged_against_the_target_in_money():
    x, mean, phi = amounts(np.random.default_rng(4), 8, 0.6, (1, 20))
    batch = Batch(1000 * x, "amount", target=1000 * mean, phi=1000 * phi)
    assert verdicts(batch)[0].detector == "target"
    fallen = np.hstack([1000 * x, 300 * x[:, :8]])
    (verdict,) = verdicts(replace(batch, x=fallen))
    assert verdict.state == "off_course" and verdict.onset >= 18


def test_a_movement_of_the_whole_company_is_told_once():
    rng = np.random.default_rng(8)
    rate = rng.lognormal(2, 0.3, (30, 1))
    x = counts(rng, rate * np.where(np.arange(40) < 30, 1, 0.45), 1.3, (30, 40))
    together = verdicts(Batch(x, phi=1.3))
    assert all(verdict.team_moved for verdict in together)
    assert sum(verdict.state == "drifting" and verdict.stage != "watch" for verdict in together) <= 3
    alone = verdicts(Batch(x, phi=1.3, team_index=False))
    assert sum(verdict.state == "drifting" for verdict in alone) >= 28
    assert not any(verdict.team_moved for verdict in alone)


def test_one_who_falls_alone_is_seen_beside_a_team_that_is_steady():
    rng = np.random.default_rng(9)
    x = counts(rng, 10.0, 1.3, (30, 40))
    x[4, 32:] = counts(rng, 3.0, 1.3, (8,))
    found = verdicts(Batch(x, phi=1.3))
    assert found[4].state == "drifting" and 30 <= found[4].onset <= 34
    assert not found[4].team_moved


def test_phi_is_measured_when_it_is_not_given():
    rng = np.random.default_rng(2)
    x = counts(rng, rng.lognormal(2, 0.4, (60, 1)) * np.linspace(0.7, 1.3, 30), 2.0, (60, 30))
    assert prepare(Batch(x)).phi == pytest.approx(2.0, abs=0.2)
    closed = counts(rng, 12, 1, (60, 30))
    won = rng.binomial(closed.astype(int), 0.3).astype(float)
    assert prepare(Batch(won, "ratio", denominators=closed)).phi == pytest.approx(1.0, abs=0.08)
    assert prepare(Batch(x, "duration")).phi == 1.0


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.sampled_from(["count", "amount", "ratio", "duration"]), st.booleans(), st.data())
def test_what_was_said_of_a_week_does_not_change_with_what_comes_after(seed, kind, up, data):
    rng = np.random.default_rng(seed)
    x, n = counts(rng, 5.0, 1.5, (4, 20)), np.full((4, 20), 40.0)
    x[rng.random(x.shape) < 0.1] = np.nan
    batch = Batch(x, kind, "up" if up else "down", n, target=0.12 if kind == "ratio" else 5.0, phi=1.5)
    week = data.draw(st.integers(1, 20))
    whole, part = prepare(batch), prepare(replace(batch, x=x[:, :week], denominators=n[:, :week]))
    for side in ("low", "high"):
        for detect in (target_detector, baseline_detector):
            seen, earlier = detect(whole, side), detect(part, side)
            if seen is None:
                assert earlier is None and kind == "duration"
                continue
            assert np.array_equal(seen.c[:, :week], earlier.c)
            assert np.array_equal(seen.alert[:, :week], earlier.alert)
            assert np.array_equal(seen.is_open[:, :week], earlier.is_open)
    assert verdicts(batch) == verdicts(batch)


@settings(max_examples=60)
@given(
    st.lists(st.one_of(st.integers(0, 15).map(float), st.just(np.nan)), min_size=1, max_size=24),
    st.sampled_from(["up", "down"]),
    st.one_of(st.none(), st.floats(0.3, 15)),
)
def test_any_series_gets_a_complete_and_consistent_verdict(x, good, target):
    verdict = one(x, good=good, target=target)
    assert verdict.state in STATES and isinstance(verdict, Verdict)
    assert (verdict.detected is None) == (verdict.stage not in ("alert", "escalated"))
    assert verdict.onset is None or 0 <= verdict.onset < len(x)
    if verdict.detected is not None:
        assert verdict.onset <= verdict.detected and verdict.statistic > verdict.threshold
    if verdict.state == "off_course":
        assert verdict.detector == "target" and verdict.crossings
    assert verdict.escalated == (verdict.stage == "escalated")


def test_no_series_no_verdict_and_no_week_is_an_error():
    assert verdicts(Batch(np.empty((0, 5)))) == []
    with pytest.raises(ValueError):
        verdicts(Batch(np.empty((2, 0))))


@pytest.mark.parametrize(
    "more", [{"kind": "weight"}, {"good": "sideways"}, {"kind": "ratio"}, {"kind": "ratio", "denominators": [[1.0]]}]
)
def test_a_batch_that_makes_no_sense_is_refused(more):
    with pytest.raises(ValueError):
        prepare(Batch(np.ones((1, 4)), **more))


def test_a_run_length_between_the_columns_takes_the_stricter_one():
    assert [column(a, (52, 104, 156)) for a in (26, 52, 60, 500)] == [52, 52, 104, 156]
