"""The numbers of the sentences."""

import pytest

from metrics.drift import plain


def test_once_in_about_two_years():
    assert plain.years_between_false_alarms(104) == 2


def test_about_one_in_eight():
    assert [plain.one_in(p) for p in (0.125, 0.12, 1.0, 0.9, 0.0, None, float("nan"))] == [8, 8, 1, 1, None, None, None]


def test_the_change_is_a_share_of_what_was_expected():
    assert plain.change_share(13, 26) == -0.5
    assert plain.change_share(13, 0) is None and plain.change_share(None, 26) is None


def test_one_a_week_needs_about_four_months_to_show_a_fall_of_a_third():
    assert plain.weeks_to_show(1, arl0=52) == pytest.approx(17.6, rel=0.02)
    assert plain.weeks_to_show(10) < plain.weeks_to_show(5) < plain.weeks_to_show(1)
    assert plain.weeks_to_show(1, phi=2.0) > plain.weeks_to_show(1)
    with pytest.raises(ValueError):
        plain.weeks_to_show(0)


def test_assurance_has_three_answers_and_none():
    said = [plain.assurance(p) for p in (0.1, 0.2, 0.8, 0.9, None)]
    assert said == ["unlikely", "open", "open", "likely", None]
