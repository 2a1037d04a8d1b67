"""Episodes: one case, not one a night."""

import numpy as np

from metrics.drift.episodes import follow


def run(alerts, weeks=30, good=(), cleared=(), missing=()):
    marks = [np.isin(np.arange(weeks), list(at))[None, :] for at in (alerts, good, cleared, missing)]
    return follow(marks[0], marks[1], marks[2], ~marks[3])


def test_a_crossing_opens_an_episode_that_stays_open():
    seen = run([5])
    assert seen.is_open[0] and seen.first[0] == 5 and not seen.escalated[0]
    assert np.flatnonzero(seen.open[0])[0] == 5 and seen.open[0, 5:].all()


def test_a_second_crossing_within_eight_weeks_escalates():
    assert run([5, 13]).escalated[0]
    assert not run([5, 14]).escalated[0]
    assert np.flatnonzero(run([5, 9, 13]).crossings[0]).tolist() == [5, 9, 13]


def test_three_good_weeks_in_a_row_close_it():
    assert np.flatnonzero(run([5], good=[6, 7, 8]).open[0]).tolist() == [5, 6, 7]
    assert run([5], good=[6, 7, 9, 10]).is_open[0]


def test_a_missing_week_neither_breaks_nor_makes_three_good_weeks():
    assert np.flatnonzero(run([5], good=[6, 7, 8, 9], missing=[7]).open[0]).tolist() == [5, 6, 7, 8]


def test_a_rise_closes_it_at_once():
    assert np.flatnonzero(run([5], cleared=[7]).open[0]).tolist() == [5, 6]


def test_four_quiet_weeks_before_a_new_first():
    again = run([5, 11], weeks=12, good=[6, 7, 8])
    assert again.is_open[0] and again.first[0] == 5 and again.escalated[0]
    new = run([5, 13], weeks=14, good=[6, 7, 8])
    assert new.is_open[0] and new.first[0] == 13 and not new.escalated[0]
    assert np.flatnonzero(new.crossings[0]).tolist() == [13]


def test_resting_is_said_until_it_is_over():
    assert run([5], weeks=12, good=[6, 7, 8]).is_resting[0]
    over = run([5], weeks=13, good=[6, 7, 8])
    assert not over.is_resting[0] and over.first[0] == -1 and not over.crossings.any()


def test_nothing_happens_to_a_series_without_data():
    seen = run([], missing=range(30))
    assert not seen.is_open[0] and seen.first[0] == -1
