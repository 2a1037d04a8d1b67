"""Charts say what they show, draw what is known, and never more."""

import math
import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

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


@given(points=st.lists(numbers, max_size=60), lo=numbers, hi=numbers, detected=st.none() | st.integers(-5, 70))
def test_any_series_draws_finite_well_formed_shapes(points, lo, hi, detected):
    drawn = sparkline({"points": points, "lo": lo, "hi": hi, "detected": detected, "label": "Calls"})

    svg(drawn)
    assert not re.search(r"nan|inf", re.sub(r'(aria-label|data-points)="[^"]*"', "", drawn))


def test_not_a_number_is_no_data():
    assert svg(sparkline({"points": [1, math.nan, 3]})).get("data-points") == "1||3"


def test_a_sparkline_stays_small():
    assert len(sparkline(FALLING)) < 1000


def test_the_large_chart_has_weeks_events_and_a_table():
    labels = [f"week {n}" for n in range(14)]
    marks = [{"index": 4, "label": "Field day", "kind": "session"}, {"index": 99, "label": "outside", "kind": "action"}]
    context = metric_chart({**FALLING, "labels": labels}, marks=marks)
    rows = list(context["rows"])

    assert [mark["label"] for mark in context["marks"]] == ["Field day"]
    assert rows[4]["notes"] == ["Field day"] and rows[11]["notes"] == ["change detected"]
    assert (rows[13]["week"], rows[13]["value"]) == ("week 13", "11")
    assert len(shapes(context["svg"], "onset")) == 1 and len(shapes(context["svg"], "session")) == 1
    assert "week 13" in context["svg"]


def test_the_large_chart_on_a_page():
    page = Template("{% metric_chart series marks=marks %}").render(Context({"series": FALLING, "marks": []}))

    assert page.count("<tr>") == 15 and "<details" in page


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
