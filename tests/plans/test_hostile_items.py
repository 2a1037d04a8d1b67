"""Hostile values in every form about items: each is refused with a sentence or kept harmlessly; never a 500, never a script."""

import re

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfplan.templatetags.words import markdown
from plans.models import Goal, Measure, Offer, Topic
from tests.factories import GoalFactory, MeasureFactory, OfferFactory, PersonFactory, PlanFactory, PriorityFactory, TopicFactory
from tests.plans.people_here import fresh

pytestmark = pytest.mark.django_db
TEXTS = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/p.png)",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{ 7*7 }}{% csrf_token %}",
    "> " * 5_000 + "deep",
    "- " * 5_000 + "deep",
    "[" * 10_000,
    "*a _b " * 3_000,
    "x" * 20_000,
    "x" * 20_001,
    "שלום עולם",
    "\u202emoc.elpmaxe",
    "👩‍👩‍👧‍👦 Zażółć",
    "a\r\nb\u2028c",
    "%s %(title)s {0}",
    "' OR 1=1 --",
    "\ufeff\u200b",
]
NUMBERS = ["", "0", "-1", "101", "1e309", "NaN", "Infinity", "-Infinity", "1e-30", "9" * 40, "٣", "1,5", "0x10", "\x00", "--"]
DAYS = ["", "2026-08-01", "0001-01-01", "9999-12-31", "2026-02-30", "99999-01-01", "tomorrow", "\x00", "2026-08-01T00:00"]
CHOICES = [
    "",
    "metric",
    "milestone",
    "criteria",
    "results",
    "team",
    "seller",
    "manager",
    "once",
    "weekly",
    "\x00",
    "__proto__",
    "field_day",
]
IDS = ["", "zzz", "00000000-0000-4000-8000-000000000000", "\x00", "1", "REAL"]
VERSIONS = ["", "0", "1", "-1", "9" * 30, "1.5", "x", "\x00"]
SHORT = [text for text in TEXTS if len(text) < 5_000]
FIELDS = {
    "title": SHORT,
    "specific": SHORT,
    "why": SHORT,
    "duty": SHORT,
    "text": SHORT,
    "reason": SHORT,
    "family": CHOICES,
    "kind": CHOICES,
    "side": CHOICES,
    "rule": CHOICES,
    "evidence": CHOICES,
    "way": CHOICES,
    "place": NUMBERS,
    "weight": NUMBERS,
    "low": NUMBERS,
    "high": NUMBERS,
    "baseline": NUMBERS,
    "target": NUMBERS,
    "starts_on": DAYS,
    "ends_on": DAYS,
    "due_on": DAYS,
    "metric": IDS,
    "priority": IDS,
    "is_leading": ["", "on", "False"],
    "seen_version": VERSIONS,
}
ANSWERS = {200, 302, 403, 404, 409, 422}
posts = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in FIELDS.items()})


@pytest.fixture
def paths(client):
    """Every form about items of one plan, with the seller signed in."""
    priority = PriorityFactory()
    goal = GoalFactory(priority=priority)
    plan, measure = goal.plan, MeasureFactory(goal=goal)
    items = [goal, measure, OfferFactory(plan=plan, goal=goal), TopicFactory(plan=plan)]
    client.force_login(plan.person)
    client.real = {"metric": str(measure.metric_id), "priority": str(priority.pk)}
    client.plan = plan
    whole = ["goal_add", "offer_add", "topic_add", "plan_terms"]
    found = [reverse(f"plans:{name}", args=[plan.pk]) for name in whole]
    found += [reverse("plans:measure_add", args=[plan.pk, goal.pk]), reverse("plans:portrait_write", args=[plan.pk, "growth"])]
    verbs = ["edit", "drop", "restore", "move", "duplicate"]
    return found + [reverse(f"plans:item_{verb}", args=[plan.pk, item.pk]) for item in items for verb in verbs]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=posts)
def test_no_form_about_items_breaks(client, paths, data):
    data = {name: client.real.get(name, "") if value == "REAL" else value for name, value in data.items()}

    answers = {path: client.post(path, data).status_code for path in paths}

    assert set(answers.values()) <= ANSWERS, answers
    page = client.get(client.plan.get_absolute_url())
    assert page.status_code == 200
    assert not re.search(r"<script(?![^>]*src=)|onerror=(?!&)|<svg onload|href=\"javascript:|<img", page.content.decode())


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_each_text_in_each_form_is_kept_and_shown_harmlessly_or_refused_with_a_sentence(client, text):
    plan = PlanFactory(person=PersonFactory(name="Sam Okafor"))
    goal = GoalFactory(plan=plan)
    client.force_login(plan.person)
    base = {"title": "T", "family": "team", "kind": "criteria", "side": "seller", "rule": "once", "text": text}
    add = [
        (Goal, reverse("plans:goal_add", args=[plan.pk]), base | {"specific": text, "why": text, "title": text}),
        (Measure, reverse("plans:measure_add", args=[plan.pk, goal.pk]), base),
        (Offer, reverse("plans:offer_add", args=[plan.pk]), base),
        (Topic, reverse("plans:topic_add", args=[plan.pk]), base),
    ]

    for model, path, data in add:
        before = model.objects.count()
        answer = client.post(path, data)
        assert (answer.status_code, model.objects.count() - before) in {(302, 1), (422, 0)}, path
        if answer.status_code == 422:
            assert re.search('class="err"|class="errors"', answer.content.decode())

    page = client.get(plan.get_absolute_url()).content.decode()
    assert not re.search(r"<script(?![^>]*src=)|<img|<svg onload|href=\"javascript:", page)


def test_20_000_characters_fit_and_one_more_does_not(client):
    plan = PlanFactory()
    client.force_login(plan.person)
    path = reverse("plans:goal_add", args=[plan.pk])

    assert client.post(path, {"title": "T", "family": "team", "specific": "x" * 20_000}).status_code == 302
    refused = client.post(path, {"title": "T", "family": "team", "specific": "y" * 20_001})

    assert (refused.status_code, "y" * 20_001 in refused.content.decode()) == (422, True)
    assert [len(goal.specific) for goal in fresh(plan).goals.all()] == [20_000]


@pytest.mark.parametrize(
    "text",
    [
        "[promise]: I pay you 100",
        "> " * 30 + "secret",
        "a|b\n-|-\nc|d|secret",
        "```secret words\ncode\n```",
        "x &lt;secret&gt; &hidden;",
        "7. seven\n8. eight",
        "**bold** _thin_ ~~gone~~ snake_case",
        "[words](https://example.com/path?q=1)",
    ],
)
def test_no_word_that_is_signed_is_hidden_by_its_marks(text):
    shown = re.sub(r"<(?!a )[^>]*>", " ", markdown(text)).replace("&amp;", "&")

    words = re.findall(r"[^\W_]{3,}", text)
    assert [word for word in words if word not in shown] == []


def test_a_numbered_list_keeps_its_numbers():
    assert '<ol start="7">' in markdown("7. seven\n8. eight")


def test_words_from_right_to_left_stand_so(client):
    goal = GoalFactory(title="שלום", specific="עולם", why="כי")
    client.force_login(goal.plan.person)

    page = client.get(goal.plan.get_absolute_url()).content.decode()

    assert re.search(r'<h2[^>]*dir="auto">שלום</h2>', page)
    assert re.search(r'<dd class="said" dir="auto"><p>עולם</p>', page)
