"""States, redlines, numbers and days as a person would say them."""

import datetime
import re
from decimal import Decimal

import lucide
import pytest
from django.template import Context, Template
from django.utils import timezone

from perfplan.frame import LOG, PLACES
from perfplan.templatetags.icons import icon
from perfplan.templatetags.words import STATES, ago, day, due, initials, markdown, moment, percent, quantity, redline, state
from tests.test_house import ROOT

NOW = datetime.datetime(2026, 3, 11, 14, 30, tzinfo=datetime.UTC)  # a Wednesday
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def wednesday(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def words(html):
    return html.split(">")[1].removesuffix("</time")


@pytest.mark.parametrize("key", STATES)
def test_a_state_always_has_its_word(key):
    look, word = STATES[key]

    assert state(key) == f'<span class="state {look}">{word}</span>'
    assert f'<span class="vh">{word}</span>' in state(key, short=True)


def test_a_state_that_does_not_exist_is_a_mistake():
    with pytest.raises(KeyError):
        state("underperforming")


@pytest.mark.parametrize(("name", "letters"), [("Sam Okafor", "SO"), ("Maya", "M"), ("Anna Maria von Berg", "AB"), ("", "")])
def test_initials(name, letters):
    assert initials(name) == letters


def test_a_redline_marks_who_added_what():
    assert redline("within five days", "within two days", "seller") == (
        '<span class="redline by-seller">within <del>five</del> <ins>two</ins> days</span>'
    )


def test_a_redline_escapes_what_people_wrote():
    assert "<b>" not in redline("a <b>", "a <b> <script>", "manager")


@pytest.mark.parametrize(
    ("text", "part"),
    [("**bold**", "<strong>bold</strong>"), ("# Big", "<h3>Big</h3>"), ("- one", "<li>one</li>"), ("two\nlines", "<br>")],
)
def test_markdown_becomes_html(text, part):
    assert part in markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](//evil/x.png)",
        '<p onclick="x()">',
        "<style>*{}</style>",
        "<svg/onload=x>",
    ],
)
def test_markdown_leaves_nothing_that_runs_or_calls_home(text):
    html = markdown(text)

    assert not any(danger in html for danger in ("<script", "<style", "<svg", "<img", 'href="javascript', "<p onclick"))


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (412_000, "£", "£412k"), (1_200_000, "£", "£1.2m"), (2_340_000_000, "$", "$2.3bn"), (950, "€", "€950"),
        (-1500, "£", "-£1.5k"),
        (3.2, "×", "3.2×"), (0.74, "%", "74%"), (12, "days", "12 days"), (12.0, "", "12"), (12.345, "", "12.3"),
        (1234, "", "1,234"),
        (None, "£", "–"), (float("nan"), "", "–"), (0, "", "0"),
    ],
)  # fmt: skip
def test_quantities(value, unit, said):
    assert quantity(value, unit) == said


def test_unknown_is_a_dash_and_never_zero():
    assert percent(None) == "–" and percent(0) == "0%" and percent(0.425, 1) == "42.5%"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"), (1, "tomorrow"), (2, "Fri 13"), (6, "Tue 17"), (15, "26 March"), (400, "15 April 2027"),
        (-8, "date passed 3 March"),
    ],
)  # fmt: skip
def test_when_something_is_due(days, said):
    assert words(due(TODAY + datetime.timedelta(days=days))) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"), (-1, "yesterday"), (1, "tomorrow"), (-6, "6 days ago"), (-21, "3 weeks ago"), (-90, "3 months ago"),
        (-800, "2 years ago"), (5, "in 5 days"),
    ],
)  # fmt: skip
def test_how_long_ago_a_day_was(days, said):
    assert words(ago(TODAY + datetime.timedelta(days=days))) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "just now"),
        (1, "1 minute ago"),
        (45, "45 minutes ago"),
        (130, "2 hours ago"),
        (24 * 60, "yesterday"),
        (-30, "in 30 minutes"),
    ],
)
def test_how_long_ago_a_moment_was(minutes, said):
    assert words(ago(NOW - datetime.timedelta(minutes=minutes))) == said


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (NOW.replace(hour=10, minute=51), "10:51"),
        (NOW - datetime.timedelta(days=5), "Friday 14:30"),
        (NOW - datetime.timedelta(days=30), "9 February, 14:30"),
        (NOW - datetime.timedelta(days=400), "4 February 2025, 14:30"),
    ],
)
def test_a_moment(when, said):
    assert words(moment(when)) == said


def test_a_day_has_its_year_only_if_it_is_another():
    assert words(day(datetime.date(2026, 3, 9))) == "9 March"
    assert words(day(datetime.date(2025, 3, 9))) == "9 March 2025"
    assert day(None) == ago(None) == due(None) == moment(None) == ""


def test_days_are_counted_in_the_readers_time_zone():
    late = datetime.datetime(2026, 3, 11, 23, 30, tzinfo=datetime.UTC)

    with timezone.override("Pacific/Auckland"):  # where it is the 12th by then, and already by now
        assert words(due(late)) == "today"
    with timezone.override("America/New_York"):
        assert words(due(late + datetime.timedelta(hours=5))) == "tomorrow"


def test_a_time_carries_the_exact_date():
    assert day(datetime.date(2026, 3, 9)) == '<time datetime="2026-03-09" title="9 March 2026">9 March</time>'


def test_the_words_need_no_load():
    page = Template('{{ when|ago }} {% state "ahead" %} {% percent share %}{% icon "plus" %}')

    assert "Ahead" in page.render(Context({"when": TODAY, "share": 0.5}))


def test_every_icon_that_a_template_names_exists():
    """An unknown icon raises, so a page that is seldom seen would break only when it is needed."""
    pages = "\n".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    named = set(re.findall(r'{% icon "([\w-]+)"', pages)) | set(re.findall(r'symbol="([\w-]+)"', pages))

    assert [name for name in sorted(named | {place.icon for place in [*PLACES, LOG]}) if not icon(name)] == []


def test_an_icon_is_one_line_and_hidden_from_screen_readers():
    drawn = icon("plus", 20)

    assert "\n" not in drawn and 'aria-hidden="true"' in drawn and 'width="20"' in drawn
    with pytest.raises(lucide.IconDoesNotExist):
        icon("no-such-icon")


def test_the_same_moment_reads_differently_in_another_time_zone():
    then = datetime.datetime(2020, 3, 9, 12, 0, tzinfo=datetime.UTC)
    with timezone.override("UTC"):
        assert "9 March 2020, 12:00" in moment(then)
    with timezone.override("Asia/Tokyo"):
        assert "9 March 2020, 21:00" in moment(then)


def test_an_amount_from_the_database_is_said_as_any_other():
    assert quantity(Decimal("412000.0000"), "£") == "£412k"
