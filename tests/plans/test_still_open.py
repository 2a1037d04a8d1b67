"""Whether a promise that was closed can be opened again is told before one tries."""

import pytest
from django.urls import reverse

from plans import actions, rules
from plans.models import Commitment, Offer
from tests.factories import agree, agreed_plan
from tests.plans.people_here import fresh

pytestmark = pytest.mark.django_db


def kept_promise():
    plan = agreed_plan(ready__goals=1)
    return actions.keep(Commitment.objects.get(side="seller"), by=plan.person)


def page_of(client, kept):
    client.force_login(kept.plan.person)
    return client.get(reverse("plans:commitment_detail", args=[kept.pk])).content.decode()


def test_a_kept_promise_has_a_button_to_open_it_again(client):
    kept = kept_promise()

    assert rules.can_reopen(kept.plan.person, kept)
    assert reverse("plans:commitment_reopen", args=[kept.pk]) in page_of(client, kept)


def test_where_something_else_was_signed_in_its_place_the_page_says_so_instead(client):
    kept = kept_promise()
    plan = kept.plan
    actions.amend(fresh(plan), by=plan.person, reason="Other words")
    offer = Offer.objects.get(pk=kept.offer_id)
    actions.edit_item(offer, by=plan.person, seen_version=offer.version, text="Hold three mornings")
    agree(fresh(plan))

    row = Commitment.objects.get(pk=kept.pk)
    verdict, page = rules.can_reopen(plan.person, row), page_of(client, row)

    assert (bool(verdict), verdict.reason) == (False, "Something else was agreed in its place since. Promise it anew.")
    assert str(verdict.reason) in page
    assert reverse("plans:commitment_reopen", args=[kept.pk]) not in page


def test_an_open_promise_has_neither(client):
    plan = agreed_plan(ready__goals=1)
    promise = Commitment.objects.get(side="seller")
    client.force_login(plan.person)

    page = client.get(reverse("plans:commitment_detail", args=[promise.pk])).content.decode()

    assert reverse("plans:commitment_reopen", args=[promise.pk]) not in page
