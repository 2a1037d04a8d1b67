"""Charts say what they show, draw what is known, and never more."""

import math
import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfplan.drawing.chart import ticks
from perfplan.templatetags.charts import RHYTHM, agreed_range, balance_cell, meter, metric_chart, ring, sparkline, summary

FALLING = {
    "label": "First meetings a week",
    "points": [16, 18, 15, 17, 19, 16, 18, 17, 15, 16, 14, 13, 12, 11],
    "lo": 14,
    "hi": 20,
    "detected": 11,
    "onset": 9,
}
numbers = st.none() | st.floats(-1e9, 1e9) | st.integers(-1000, 1000)


def svg(text):
    return ElementTree.fromstring(text)


def shapes(text, name):
    return [shape for shape in svg(text).iter() if name in shape.get("class", "").split()]


def test_a_sparkline_has_the_agreed_band_the_line_and_the_dot_of_now():
    drawn = sparkline({**FALLING, "detected": None})

    assert [len(shapes(drawn, name)) for name in ("band", "limit", "line", "now", "mark", "off")] == [1, 1, 1, 1, 0, 0]
    assert svg(drawn).get("role") == "img"


def test_from_the_detection_on_the_line_has_the_colour_of_drift():
    drawn = sparkline(FALLING)
    grey, coloured = shapes(drawn, "line")

    assert len(shapes(drawn, "mark")) == 1
    assert "off" not in grey.get("class") and "off" in coloured.get("class")
    assert coloured.get("d").count(" ") == 2 * 2 + 1  # three points
    assert grey.get("d").split()[-2:] == coloured.get("d").lstrip("M").split()[:2]


def test_fewer_than_eight_weeks_give_no_verdict():
    drawn = sparkline({"points": [9, 8, 7, 6, 5, 4, 3], "lo": 8, "hi": 9, "detected": 4, "label": "Calls"})

    assert not shapes(drawn, "mark") and not shapes(drawn, "off")
    assert svg(drawn).get("aria-label").endswith("Too early to say.")


def test_a_missing_week_breaks_the_line():
    drawn = sparkline({"points": [1, 2, None, 4, 5, 6, None, 8, 9], "label": "Calls"})
    (line,) = shapes(drawn, "line")

    assert line.get("d").count("M") == 3
    assert svg(drawn).get("data-points") == "1|2||4|5|6||8|9"


def test_values_that_come_once_a_month_are_joined_and_a_missing_month_is_not():
    points = [5, None, None, None, 6, None, None, None, None, 7, *[None] * 8, 9, None]
    (line,) = shapes(sparkline({"points": points, "label": "Calls", "reach": 5}), "line")

    assert line.get("d").count("M") == 2 and line.get("d").count("h0") == 1


def test_a_week_alone_between_gaps_is_a_dot():
    (line,) = shapes(sparkline({"points": [None, 3, None, 4, 5], "label": "Calls"}), "line")

    assert line.get("d").count("h0") == 1


def test_a_silent_end_does_not_look_like_now():
    """The dot stands at the last known week, not at the edge."""
    full, silent = sparkline({"points": [1, 2, 3]}), sparkline({"points": [1, 2, None]})

    assert float(shapes(silent, "now")[0].get("cx")) < float(shapes(full, "now")[0].get("cx"))


def test_no_numbers_at_all_still_draw():
    drawn = sparkline({"points": [None, None], "lo": 2, "hi": 4, "label": "Calls"})

    assert shapes(drawn, "band") and not shapes(drawn, "line")
    assert svg(drawn).get("aria-label") == "Calls: no data yet."


@pytest.mark.parametrize(
    ("lo", "hi", "words"), [(14, 20, "14 to 20"), (14, None, "at least 14"), (None, 20, "at most 20"), (None, None, "")]
)
def test_the_agreed_range_in_words(lo, hi, words):
    assert agreed_range({"lo": lo, "hi": hi}) == words


def test_the_range_names_its_unit_once():
    assert agreed_range({"lo": 2.8, "hi": 3.6, "unit": "×"}) == "2.8 to 3.6×"
    assert agreed_range({"lo": 400, "hi": 600, "unit": "£"}) == "£400 to £600"


def test_the_sentence_says_what_the_picture_shows():
    assert summary(FALLING) == (
        "First meetings a week, last 14 weeks: now 11, agreed 14 to 20. The change was detected 2 weeks ago."
    )
    assert "usual range 14 to 20" in summary({**FALLING, "band": "limits"})
    assert summary({**FALLING, "summary": "Falls since Hartwell."}) == "Falls since Hartwell."


def test_a_series_may_be_an_object():
    class Course:
        points, lo, hi, label = [1, 2, 3], 1, 3, "Demos"

    assert "Demos, last 3 weeks" in sparkline(Course())


def test_words_from_people_are_escaped():
    drawn = sparkline({"points": [1, 2], "label": '"><script>alert(1)</script>'})

    assert "<script" not in drawn and svg(drawn).get("aria-label").startswith('"><script>')


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(points=st.lists(numbers, max_size=60), lo=numbers, hi=numbers, detected=st.none() | st.integers(-5, 70))
def test_any_series_draws_finite_well_formed_shapes(points, lo, hi, detected):
    drawn = sparkline({"points": points, "lo": lo, "hi": hi, "detected": detected, "label": "Calls"})

    svg(drawn)
    assert not re.search(r"nan|inf", re.sub(r'(aria-label|data-points)="[^"]*"', "", drawn))


def test_not_a_number_is_no_data():
    assert svg(sparkline({"points": [1, math.nan, 3]})).get("data-points") == "1||3"


def test_a_sparkline_stays_small():
    assert len(sparkline(FALLING)) < 1000


LABELS = [f"week {n}" for n in range(14)]


def large(series=FALLING, name="wide", **more):
    """The drawing of one size: the first is for a desk, the second for a phone."""
    both = metric_chart({"labels": LABELS, **series}, **more)["svg"]
    return next(f"<svg{part}" for part in both.split("<svg")[1:] if f"chart {name}" in part)


def test_the_large_chart_has_weeks_events_and_a_table():
    marks = [{"index": 4, "label": "Field day", "kind": "session"}, {"index": 99, "label": "outside", "kind": "action"}]
    context = metric_chart({**FALLING, "labels": LABELS}, marks=marks)
    rows = list(context["rows"])

    assert [mark["label"] for mark in context["marks"]] == ["Field day"]
    assert [kind for kind, _word in context["kinds"]] == ["session"]
    assert rows[4]["notes"] == ["Field day"] and rows[11]["notes"] == ["change detected"]
    assert (rows[13]["week"], rows[13]["value"]) == ("week 13", "11")
    drawn = large(marks=marks)
    assert len(shapes(drawn, "onset")) == 1 and len(shapes(drawn, "session")) == 1
    assert "week 13" in drawn


def test_the_large_chart_is_drawn_for_a_desk_and_for_a_phone_with_the_same_sentence():
    wide, slim = large(), large(name="slim")

    assert svg(wide).get("aria-label") == svg(slim).get("aria-label") == summary(FALLING)
    assert len(shapes(slim, "week")) < len(shapes(wide, "week"))
    assert len(shapes(slim, "mark")) == len(shapes(wide, "mark")) == 1


def test_what_could_be_expected_is_an_area_that_breaks_where_nothing_can_be_said():
    band = [(10, 22)] * 5 + [None] + [(8, 18)] * 8
    (area,) = shapes(large(expected=band), "expected")

    assert area.get("d").count("z") == 2
    assert not shapes(large(), "expected")
    assert not shapes(large(expected=[None] * 14), "expected")


def test_what_could_be_expected_stands_in_the_table_and_may_stand_on_the_series():
    given = list(metric_chart(FALLING, expected=[None, (10, 22.5)])["rows"])
    carried = list(metric_chart({**FALLING, "expected": [(1, 2)] * 40})["rows"])

    assert [row["expected"] for row in given[:3]] == ["", "10 to 22.5", ""]
    assert len(carried) == 14 and carried[13]["expected"] == "1 to 2"


def test_a_lonely_week_that_could_be_expected_has_a_breadth():
    (area,) = shapes(large(expected=[None, None, (10, 22)]), "expected")
    across = [float(x) for x in re.findall(r"[ML]([\d.]+) ", area.get("d"))]

    assert max(across) - min(across) > 10


def test_marks_of_one_week_stand_below_each_other():
    marks = [{"index": 4, "label": f"Talk {n}", "kind": "session"} for n in range(4)]
    heights = {circle.get("cy") for mark in shapes(large(marks=marks), "session") for circle in mark if circle.get("cy")}

    assert len(heights) == 3 and len(metric_chart(FALLING, marks=marks)["marks"]) == 4


def test_an_action_reaches_up_to_the_curve_so_that_one_sees_whether_it_helped():
    drawn = large(marks=[{"index": 12, "label": "Two mornings", "kind": "action"}])

    assert len(shapes(drawn, "from")) == 1


@pytest.mark.parametrize(
    ("low", "high", "most", "found"),
    [(0, 20, 4, [0, 10, 20]), (0, 1, 4, [0, 0.5, 1]), (3, 97, 3, [50]), (0, 0, 4, []), (1200, 4900, 4, [2000, 3000, 4000])],
)
def test_the_scale_has_few_round_values(low, high, most, found):
    assert ticks(low, high, most) == pytest.approx(found)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(start=st.floats(-1e6, 1e6), breadth=st.floats(1e-6, 1e9), most=st.integers(2, 6))
def test_the_scale_never_has_more_values_than_fit(start, breadth, most):
    low = start * breadth  # no farther from nothing than numbers can tell such a breadth apart
    found = ticks(low, low + breadth, most)

    assert len(found) <= most and all(low - breadth * 0.01 <= value <= low + breadth * 1.01 for value in found)


def test_a_scale_of_what_is_never_negative_begins_at_nothing():
    drawn = large({"points": [0, 1, 4, 2, 0, 3, 1, 2, 4], "label": "Deals"})

    assert "0" in [word.text for word in shapes(drawn, "scale")]
    assert not [word.text for word in shapes(drawn, "scale") if word.text.startswith("-")]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(points=st.lists(numbers, max_size=60), lo=numbers, hi=numbers, band=st.lists(st.none() | st.tuples(numbers, numbers)))
def test_any_series_draws_a_large_chart(points, lo, hi, band):
    drawn = large({"points": points, "lo": lo, "hi": hi, "label": "Calls", "labels": []}, expected=band)

    svg(drawn)
    assert not re.search(r"nan|inf", re.sub(r'(aria-label|data-points)="[^"]*"', "", drawn))


def test_the_large_chart_on_a_page():
    page = Template("{% metric_chart series marks=marks %}").render(Context({"series": FALLING, "marks": []}))

    assert page.count("<tr>") == 15 and "<details" in page
    assert "A week may be" not in page


@pytest.mark.parametrize(("value", "width"), [(0, "0.0"), (50, "45.5"), (100, "90.9"), (500, "100.0"), (-20, "0.0")])
def test_a_meter_stays_within_its_box(value, width):
    (bar,) = shapes(meter(value, 100), "fg")

    assert bar.get("width") == width


def test_a_meter_of_something_to_reduce_runs_towards_its_target():
    (bar,) = shapes(meter(30, 20, start=40), "fg")

    assert float(bar.get("width")) == pytest.approx(45.5)


def test_a_meter_shows_pace_and_says_what_it_is():
    drawn = meter(412, 1200, label="£412k of £1.2m", pace=450)

    assert len(shapes(drawn, "pc")) == 1 and svg(drawn).get("aria-label") == "£412k of £1.2m"
    assert meter(None, 100) == "" and meter(3, None) == ""


def test_the_ring_has_five_arcs_and_fills_those_that_happened():
    drawn = ring("Sam Okafor", {"team_meeting", "weekly_slot"})
    arcs = [path.get("class") for path in svg(drawn).iter("path")]

    assert arcs == ["on", "no", "no", "no", "on"] and len(RHYTHM) == 5
    assert svg(drawn).findtext("text") == "SO" and svg(drawn).get("aria-hidden") == "true"


@pytest.mark.parametrize(("count", "look", "text"), [(0, "c0", "none"), (1, "c1", "1"), (3, "c3", "3"), (12, "c3", "12")])
def test_a_balance_cell_always_has_its_number(count, look, text):
    assert f'class="c {look}"' in balance_cell(count) and text in balance_cell(count)
