"""How drift is judged: the example, the usual rules, and the figures on the page."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import rules_of_thumb
from metrics.method import thumb
from metrics.method.example import FALLS_AT, WEEKS, scene
from metrics.method.measured import MEASURED
from metrics.models import Metric
from tests.factories import DriftSettingFactory, PersonFactory, ScanFactory, StandingFactory

URL = reverse("metrics:drift_method")


@pytest.fixture
def reader(client, db):
    client.force_login(PersonFactory())
    return client


def page(client, **asked):
    answer = client.get(URL, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def pictures(text):
    return [ElementTree.fromstring(svg) for svg in re.findall(r'<svg class="chart story.*?</svg>', text)]


def weeks_shown(text):
    return [group for group in pictures(text)[0].iter("g") if "later" not in group.get("class")]


# -- the rules of thumb -------------------------------------------------------------------------------------------------


def test_each_rule_speaks_where_it_says():
    x = np.array([[5, 5, 5, 5, 3, 4, 4, 5, 5, 5, 5, 5, 5, 5, 2, 2, 2, 2]], float)

    assert np.flatnonzero(thumb.below(x, 5)[0]).tolist() == [4, 5, 6, 14, 15, 16, 17]
    assert np.flatnonzero(thumb.below(x, 5, 0.8)[0]).tolist() == [4, 14, 15, 16, 17]
    assert np.flatnonzero(thumb.in_a_row(x, 5)[0]).tolist() == [6, 16, 17]
    assert np.flatnonzero(thumb.below_average(x, 5, 0.8)[0]).tolist() == [15, 16, 17]
    assert np.flatnonzero(thumb.quarter_to_date(x, 5)[0]).tolist() == [14, 15, 16, 17]


def test_rules_about_ones_own_normal_learn_it_first():
    x = np.array([[10, 12, 8, 11, 9, 10, 12, 8, 11, 9, 10, 10, 0, 10, 10, 10, 10, 10, 10]], float)

    for rule in (thumb.three_sigma, thumb.western_electric, thumb.making_data_count):
        assert np.flatnonzero(rule(x)[0])[0] == 12


def test_eight_weeks_below_the_mean_and_six_falling_ones_are_seen():
    start = [10, 12, 8, 11, 9, 10, 12, 8, 11, 9, 10, 10]
    low, falling = np.array([[*start, *[9] * 9]], float), np.array([[*start, 14, 13, 12, 11, 10.5, 10.1]], float)

    assert np.flatnonzero(thumb.western_electric(low)[0])[0] == 19
    assert np.flatnonzero(thumb.making_data_count(falling)[0]).tolist() == [17]


@pytest.mark.parametrize("name", sorted(MEASURED))
def test_the_figures_on_the_page_are_what_the_benchmark_gives(name):
    again = rules_of_thumb.measure(rules_of_thumb.RULES[name], 1_000)
    stated = MEASURED[name]

    assert again["false_a_year"] == pytest.approx(stated["false_a_year"], rel=0.12, abs=0.09)
    assert again["found"] == pytest.approx(stated["found"], abs=0.05)


def test_perfplan_cries_wolf_less_than_it_promises():
    for arl0 in (52, 104):
        for detector in ("target", "baseline"):
            assert MEASURED[f"{detector}_{arl0}"]["false_a_year"] <= 52 / arl0


# -- the example --------------------------------------------------------------------------------------------------------


def test_luck_stays_while_the_fall_is_changed():
    steady, fallen = scene(5, 0.0, 9), scene(5, 0.5, 9)

    assert steady.counts[:FALLS_AT] == fallen.counts[:FALLS_AT]
    assert all(low <= usual for low, usual in zip(fallen.counts[FALLS_AT:], steady.counts[FALLS_AT:], strict=True))
    assert (steady.falls_at, fallen.falls_at) == (WEEKS, FALLS_AT)
    assert scene(5, 0.5, 9) == fallen != scene(5, 0.5, 10)


def test_a_rule_counts_a_run_of_weeks_once_and_tells_of_the_fall_after_it():
    drawn = scene(12, 0.5, 36)
    perfplan, below, _quarter = drawn.lanes

    assert sum(below.speaks) < sum(below.goes_on)
    assert perfplan.told_at(FALLS_AT - 1, FALLS_AT) is None
    assert FALLS_AT <= perfplan.told_at(WEEKS - 1, FALLS_AT) <= FALLS_AT + 4
    assert below.false_alarms(WEEKS - 1, FALLS_AT) == sum(below.speaks[:FALLS_AT])


@pytest.mark.parametrize(("level", "fall"), [(0, 0.5), (5, 1.0), (5, -0.1)])
def test_an_example_that_cannot_be_is_refused(level, fall):
    with pytest.raises(ValueError, match="level is positive"):
        scene(level, fall)


# -- the page -----------------------------------------------------------------------------------------------------------


def test_without_a_script_the_form_draws_what_was_chosen(reader):
    text = page(reader, level=12, fall=20, week=8, example=3)

    assert len(weeks_shown(text)) == 8
    assert re.search(r'value="12" checked', text) and re.search(r'value="20" checked', text)
    assert re.search(r'type="range"[^>]*value="8"', text)
    assert 'name="example" value="3"' in text
    assert text.count("<li hidden>") == WEEKS - 1


def test_its_buttons_lead_one_week_back_and_on(reader):
    text = page(reader, week=8)
    buttons = dict(re.findall(r'<button[^>]* name="to" value="(\d+)" data-step="(-?1)"', text))

    assert buttons == {"7": "-1", "9": "1"}
    assert len(weeks_shown(page(reader, week=8, to=9))) == 9


def test_the_words_say_the_same_as_the_picture(reader):
    said = re.findall(r"<li><dl>(.*?)</dl>", page(reader, week=26), re.S)

    assert len(said) == 1
    assert "It told of the fall in week 15, after 5 weeks of it." in said[0]
    assert re.search(r"Below target.*?3 false alarms", said[0], re.S)


def test_both_sizes_of_the_picture_have_every_week(reader):
    wide, slim = pictures(page(reader))

    assert len([g for g in wide.iter("g")]) == len([g for g in slim.iter("g")]) == WEEKS
    assert wide.get("aria-label") == slim.get("aria-label")


@pytest.mark.parametrize(
    ("name", "value"),
    [("week", "0"), ("week", "999"), ("week", "x"), ("level", "3"), ("fall", "-1"), ("example", "²"), ("example", "9" * 40)],
)
def test_what_is_not_on_offer_is_drawn_as_the_nearest_that_is(reader, name, value):
    assert pictures(page(reader, **{name: value}))


def test_nothing_on_the_page_needs_an_exception_from_the_policy(reader):
    text = page(reader)

    assert not re.search(r"<script(?![^>]* src=)", text) and "style=" not in text and "onclick" not in text


def test_it_shows_the_usual_rules_beside_our_own(reader):
    text = page(reader)

    assert "12.8" in text and "20,000" in text
    assert len(re.findall(r'<tr class="ours">', text)) == 2
    assert "One deal a week needs about 5 months" in text


def test_the_figures_follow_what_the_company_chose(reader):
    DriftSettingFactory(run_length=52, silence_weeks=5, ramp_weeks=8)
    text = page(reader)

    assert "about once a year for each of the first two questions about a metric" in text
    assert f"{MEASURED['target_52']['false_a_year']:.1f}" in text
    assert "5 weeks without a report" in text and "8 weeks" in text


def test_what_was_measured_on_the_company_is_for_administrators(client, db):
    standing = StandingFactory(metric=Metric.objects.get(key="calls"), phi=1.87, correlation=0.31, run_length=156)
    ScanFactory(as_of=standing.as_of, series=420, alerts=8, by_chance=2)
    client.force_login(PersonFactory(hr=True))
    assert "1.87" not in page(client)
    client.force_login(PersonFactory(admin=True))
    text = page(client)

    assert "1.87" in text and "0.31" in text and "limit raised" in text
    assert "judged 420 series" in text and "25%" in text


def test_it_costs_few_queries(client, db):
    client.force_login(PersonFactory(admin=True))
    for metric in Metric.objects.all():
        StandingFactory(metric=metric)
    page(client)
    with CaptureQueriesContext(connection) as queries:
        page(client)

    assert len(queries) <= 10
