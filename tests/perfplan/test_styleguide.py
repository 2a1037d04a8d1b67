"""The page of all parts: whole, within the rules of the house, and for people who are logged in."""

import gzip
import re
from collections import Counter

import pytest
from django.urls import reverse

from perfplan.templatetags.words import STATES
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def html(client):
    client.force_login(PersonFactory(name="Maya Lindqvist"))
    answer = client.get(reverse("styleguide"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_for_people_who_are_logged_in(client):
    answer = client.get(reverse("styleguide"))

    assert answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))


def test_it_draws_every_state(html):
    assert all(f"</span>{word}" in html or f">{word}</span>" in html for _look, word in STATES.values())


@pytest.mark.parametrize(
    "part",
    [
        "slot next",
        "slot unset",
        "ring",
        "balance",
        "goal",
        "hole",
        "redline by-manager",
        "thread suggest",
        "agree static",
        "conf",
        "track",
        "heat",
        "kept",
        "errors",
        "chips",
        "opts",
        "toast",
        "notice drift",
        "<dialog",
        "<progress",
        "empty",
    ],
)
def test_it_draws_every_part(html, part):
    assert part in html


def test_it_has_one_title_and_every_id_once(html):
    ids = Counter(re.findall(r'\sid="([^"]+)"', html))

    assert html.count("<h1") == 1
    assert [name for name, times in ids.items() if times > 1] == []


def test_everything_that_is_referred_to_is_there(html):
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    named = re.findall(r'\s(?:for|aria-labelledby|aria-describedby|commandfor|popovertarget)="([^"]+)"', html)
    links = [link for link in re.findall(r'href="#([^"]+)"', html) if link]

    assert {name for names in named for name in names.split()} | set(links) <= ids


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(html):
    assert not re.search(r'\sstyle="|<style|\son[a-z]+="', html)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", html))
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


def test_a_field_that_was_refused_says_so_to_everyone(html):
    field = re.search(r'<input[^>]*id="refused_what"[^>]*>', html)[0]

    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="refused_what_helptext refused_what_error"' in field
    assert re.search(r'<p class="err" id="refused_what_error">', html)
    assert '<a href="#refused_what">What will you do?</a>' in html


def test_choices_are_a_named_group(html):
    assert re.search(
        r'<fieldset class="field" id="div_refused_side" aria-describedby="refused_side_error">\s*<legend>Who owes it\s*</legend>',
        html,
    )


def test_what_need_not_be_answered_is_marked_and_nothing_has_an_asterisk(html):
    assert re.search(r'In your own words<span class="opt">optional</span>', html)
    assert not re.search(r'What will you do\?<span class="opt">', html)


def test_days_are_picked_with_the_browsers_own_picker(html):
    assert re.search(r'<input type="date" name="by_when" value="2026-03-26"', html)


def test_the_largest_page_keeps_the_budget(html):
    assert len(gzip.compress(html.encode(), 9)) <= 15 * 1024
