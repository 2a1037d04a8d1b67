"""Values that somebody types, with a note that says where they come from."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from metrics import actions
from metrics.by_hand import typed_by_hand
from metrics.models import Import, Metric, Observation
from metrics.weeks import last_closed
from people.verdict import Refused
from tests.factories import ObservationFactory, PersonFactory, ReportingLineFactory
from tests.races import race

AUGUST = datetime.date(2026, 8, 31)


@pytest.fixture
def maya(db):
    return PersonFactory(name="Maya Lindqvist")


@pytest.fixture
def sam(maya):
    return PersonFactory(reports_to=maya, name="Sam Okafor")


@pytest.fixture
def calls(db):
    return Metric.objects.get(key="calls")


def type_it(sam, calls, by, value="7", note="Counted by hand on Friday", **more):
    return actions.type_value(sam, calls, by=by, **({"week": AUGUST, "value": value, "note": note} | more))


def test_a_manager_types_a_value_and_it_says_who_and_why(maya, sam, calls):
    assert str(type_it(sam, calls, maya)) == "accepted=1 unchanged=0 refused=0"

    ((week, value, source),) = typed_by_hand(sam, calls)
    assert (week, value, source.by, source.note, source.kind) == (AUGUST, 7, maya, "Counted by hand on Friday", "hand")
    assert source.done_at is not None


def test_a_seller_types_their_own_value_over_one_that_was_known_and_takes_it_back(maya, sam, calls):
    ObservationFactory(person=sam, metric=calls, period_start=AUGUST, value=5)

    batch = type_it(sam, calls, sam).batch
    assert Observation.objects.get().value == 7
    undone = actions.undo(batch, by=sam)

    assert (undone.restored, undone.removed, undone.stayed) == (1, 0, 0)
    assert Observation.objects.get().value == 5
    assert typed_by_hand(sam, calls) == []


def test_taking_one_typed_value_back_leaves_the_others(maya, sam, calls):
    first = type_it(sam, calls, maya).batch
    type_it(sam, calls, maya, value="9", week=AUGUST - datetime.timedelta(days=7))
    second = type_it(sam, calls, sam, value="8").batch

    actions.undo(first, by=maya)
    assert {int(one.value) for one in Observation.objects.all()} == {8, 9}
    actions.undo(second, by=sam)
    assert [int(one.value) for one in Observation.objects.all()] == [9]


@pytest.mark.parametrize("who", ["leader", "stranger", "admin"])
def test_nobody_else_types_a_value(maya, sam, calls, who):
    leader = PersonFactory()
    ReportingLineFactory(person=maya, manager=leader)
    people = {"leader": leader, "stranger": PersonFactory(), "admin": PersonFactory(admin=True)}

    with pytest.raises(Refused, match="typed by Sam Okafor or by their manager"):
        type_it(sam, calls, people[who])

    assert not Import.objects.exists() and not Observation.objects.exists()


def test_what_the_crm_computes_and_what_is_retired_is_not_typed(maya, sam, calls):
    with pytest.raises(Refused, match="computed from the CRM"):
        type_it(sam, Metric.objects.get(key="deals_won"), maya)
    calls.is_retired = True
    with pytest.raises(Refused, match="retired"):
        type_it(sam, calls, maya)


@pytest.mark.parametrize(
    ("given", "field", "word"),
    [
        ({"value": "many"}, "value", "not a number"),
        ({"value": "-1"}, "value", "below 0"),
        ({"week": datetime.date(2026, 9, 1)}, "week", "not a Monday"),
        ({"note": "  "}, "note", "where this value comes from"),
        ({"note": "x" * 401}, "note", "400"),
        ({"note": "a\x00b"}, "__all__", "NUL"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_reason(maya, sam, calls, given, field, word):
    with pytest.raises(ValidationError) as refused:
        type_it(sam, calls, maya, **given)

    found = refused.value.message_dict if hasattr(refused.value, "error_dict") else {"__all__": refused.value.messages}
    assert word in found[field][0]
    assert not Observation.objects.exists()


def test_what_was_typed_is_not_for_the_administrators_list(maya, sam, calls):
    type_it(sam, calls, maya)

    assert not Import.objects.visible_to(PersonFactory(admin=True)).exists()
    assert Import.objects.visible_to(maya).exists()


@pytest.mark.django_db(transaction=True)
def test_both_type_at_once_and_both_can_be_taken_back():
    maya = PersonFactory()
    sam, calls = PersonFactory(reports_to=maya), Metric.objects.get(key="calls")

    outcomes = race(lambda: type_it(sam, calls, maya, value="1").batch, lambda: type_it(sam, calls, sam, value="2").batch)

    for batch, who in zip(outcomes, (maya, sam), strict=True):
        actions.undo(batch, by=who)
    assert not Observation.objects.exists()


# -- the pages ------------------------------------------------------------------------------------------------------------


def test_a_value_is_typed_on_the_page_of_the_metric_and_taken_back_there(client, maya, sam, calls):
    client.force_login(maya)
    there, path = (reverse(f"metrics:{name}", args=["calls", sam.pk]) for name in ("metric_detail", "value_type"))
    assert path in client.get(there).content.decode()
    week = last_closed(timezone.localdate())

    answer = client.post(path, {"week": week.isoformat(), "value": "9", "note": "From the phone's own log"})

    assert answer.url == there
    page = client.get(there).content.decode()
    assert "From the phone&#x27;s own log" in page and "Maya Lindqvist" in page
    client.post(reverse("metrics:import_undo", args=[Import.objects.get().pk]))
    assert not Observation.objects.exists()


def test_a_value_that_cannot_be_taken_comes_back_with_what_was_typed(client, maya, sam, calls):
    client.force_login(sam)
    path = reverse("metrics:value_type", args=["calls", sam.pk])

    answer = client.post(path, {"week": last_closed(timezone.localdate()).isoformat(), "value": "1.5", "note": "A guess"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "whole numbers" in page and "A guess" in page
    assert client.post(path, {}).status_code == 422
