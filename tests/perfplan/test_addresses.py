"""Addresses in pages."""

import uuid

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse

ONE, OTHER = uuid.uuid4(), uuid.uuid4()


def written(tag, **context):
    return Template(tag).render(Context(context))


@pytest.mark.parametrize(("first", "second"), [(ONE, OTHER), (OTHER, ONE), (ONE, ONE)])
def test_ids_stand_in_their_order(first, second):
    path = written("{% url 'plans:item_edit' a b %}", a=first, b=second)

    assert path == reverse("plans:item_edit", args=[first, second])


def test_numbers_and_ids_stand_beside_each_other():
    path = written("{% url 'plans:plan_compare' a b c %}", a=ONE, b=2, c=13)

    assert path == reverse("plans:plan_compare", args=[ONE, 2, 13])


def test_words_are_escaped_by_django():
    assert written("{% url 'plans:portrait_write' a b %}", a=ONE, b="growth") == reverse(
        "plans:portrait_write", args=[ONE, "growth"]
    )
    assert written("{% url 'plans:plan_list' as there %}[{{ there }}]") == "[/plans/]"


def test_a_name_that_is_not_there_is_a_mistake():
    with pytest.raises(NoReverseMatch):
        written("{% url 'plans:nowhere' a %}", a=ONE)


def test_an_id_that_does_not_fit_is_a_mistake():
    with pytest.raises(NoReverseMatch):
        written("{% url 'plans:plan_detail' a %}", a=3)
