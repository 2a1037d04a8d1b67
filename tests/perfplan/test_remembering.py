"""Parts of pages that are drawn once for each key."""

import pytest
from django.core.cache import caches
from django.template import Context, Template

PART = Template("{% remember key %}{{ word }} <form>{% csrf_token %}</form>{% endremember %} {{ word }}")


@pytest.fixture(autouse=True)
def nothing_drawn(settings):
    kept = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "drawn in this test"}
    settings.CACHES = settings.CACHES | {"drawn": kept}
    caches["drawn"].clear()


def drawn(key, word, token="t1"):
    return PART.render(Context({"key": key, "word": word, "csrf_token": token}))


def test_the_part_is_drawn_once_for_each_key_and_the_rest_each_time():
    assert drawn("a", "one").startswith("one ")
    again = drawn("a", "two")

    assert again.startswith("one ")
    assert again.endswith(" two")
    assert drawn("b", "three").startswith("three ")


def test_each_answer_has_its_own_csrf_token():
    first, second = drawn("a", "one", token="first"), drawn("a", "one", token="second")

    assert 'value="first"' in first
    assert 'value="second"' in second
    assert "first" not in second


def test_without_a_key_nothing_is_kept():
    assert drawn("", "one").startswith("one ")
    assert drawn("", "two").startswith("two ")


def test_what_was_drawn_is_escaped_once():
    assert drawn("a", "<b>").startswith("&lt;b&gt; <form>")
    assert drawn("a", "<b>").startswith("&lt;b&gt; <form>")
