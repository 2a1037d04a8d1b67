"""What is measured, as administrators keep it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from metrics import actions
from metrics.models import Metric
from people.verdict import Refused
from tests.factories import MetricFactory, ObservationFactory, PersonFactory, TargetFactory
from tests.races import race

FACTS = {
    "name": "Site visits", "key": "site_visits", "unit": "", "kind": "count", "direction": "higher", "role": "leading",
    "cadence": "week", "formula": "Visits at a customer's site", "has_season": True,
}  # fmt: skip


@pytest.fixture
def ada(db):
    return PersonFactory(admin=True, name="Ada Nowak")


def test_a_metric_is_added_and_takes_numbers(ada):
    metric = actions.define(by=ada, **FACTS)
    sam = PersonFactory()

    row = {"email": sam.email, "metric": "site_visits", "period_start": "2026-08-31", "value": 3}
    assert str(actions.add_observations([row], by=None, source="call")) == "accepted=1 unchanged=0 refused=0"
    assert metric.formula == "Visits at a customer's site"


@pytest.mark.parametrize(("field", "value"), [("key", "calls"), ("key", "Site Visits"), ("kind", "guess"), ("name", "")])
def test_a_metric_that_cannot_be_is_refused(ada, field, value):
    count = Metric.objects.count()
    with pytest.raises(ValidationError) as refused:
        actions.define(by=ada, **FACTS | {field: value})

    assert field in refused.value.message_dict
    assert Metric.objects.count() == count


def test_only_administrators_define(db):
    maya = PersonFactory()
    PersonFactory(reports_to=maya)
    metric = MetricFactory()
    for step in (
        lambda: actions.define(by=maya, **FACTS),
        lambda: actions.change_definition(metric, by=maya, name="Mine"),
        lambda: actions.retire(metric, by=maya),
        lambda: actions.bring_back(metric, by=maya),
    ):
        with pytest.raises(Refused, match="administrators"):
            step()


@pytest.mark.parametrize("used", [None, ObservationFactory, TargetFactory])
def test_the_key_stays_once_a_number_has_it(ada, used):
    metric = MetricFactory(key="visits", kind="count")
    if used:
        used(metric=metric)

    actions.change_definition(metric, by=ada, key="site_visits", kind="amount", name="Site visits")

    metric.refresh_from_db()
    assert metric.name == "Site visits"
    assert (metric.key, metric.kind) == (("visits", "count") if used else ("site_visits", "amount"))


def test_how_a_derived_one_is_computed_stays_and_what_it_is_called_does_not(ada):
    won = Metric.objects.get(key="won_value")
    before = (won.key, won.kind, won.unit, won.formula)

    actions.change_definition(won, by=ada, name="Umsatz", unit="€", formula="x", key="y", direction="lower")

    won.refresh_from_db()
    assert (won.name, won.direction) == ("Umsatz", "lower")
    assert (won.key, won.kind, won.unit, won.formula) == before


def test_a_metric_is_retired_and_brought_back(ada):
    metric = MetricFactory()
    actions.retire(metric, by=ada)
    with pytest.raises(Refused, match="retired already"):
        actions.retire(metric, by=ada)
    assert not Metric.objects.in_use().filter(pk=metric.pk).exists()

    actions.bring_back(metric, by=ada)
    with pytest.raises(Refused, match="not retired"):
        actions.bring_back(metric, by=ada)
    assert Metric.objects.in_use().filter(pk=metric.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_add_the_same_key_at_once_and_one_is_told():
    ada = PersonFactory(admin=True)
    outcomes = race(*[lambda: actions.define(by=ada, **FACTS)] * 2)

    assert Metric.objects.filter(key="site_visits").count() == 1
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Metric", "ValidationError"]


# -- the pages ------------------------------------------------------------------------------------------------------------


def test_an_administrator_adds_changes_and_retires_in_the_browser(client, ada):
    client.force_login(ada)
    assert client.post(reverse("metrics:definition_new"), FACTS | {"key": "calls"}).status_code == 422
    answer = client.post(reverse("metrics:definition_new"), FACTS, follow=True)
    assert "Site visits" in answer.content.decode()
    metric = Metric.objects.get(key="site_visits")

    client.post(metric.get_absolute_url(), FACTS | {"name": "Visits", "has_season": ""})
    client.post(reverse("metrics:definition_retire", args=[metric.pk]))

    metric.refresh_from_db()
    assert (metric.name, metric.has_season, metric.is_retired) == ("Visits", False, True)
    assert "Bring it back" in client.get(metric.get_absolute_url()).content.decode()
    client.post(reverse("metrics:definition_bring_back", args=[metric.pk]))
    assert not Metric.objects.get(pk=metric.pk).is_retired


def test_what_stays_is_shown_and_cannot_be_sent(client, ada):
    won = Metric.objects.get(key="won_value")
    client.force_login(ada)
    assert "computed from the CRM" in client.get(won.get_absolute_url()).content.decode()

    answer = client.post(won.get_absolute_url(), FACTS | {"key": "mine", "name": "Won", "has_season": "on"})

    assert answer.status_code == 302
    won.refresh_from_db()
    assert (won.key, won.name, won.kind) == ("won_value", "Won", "amount")


def test_the_list_asks_the_database_as_often_for_one_as_for_many(client, ada):
    client.force_login(ada)

    def look():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("metrics:definition_list"))
        return len(queries)

    look()
    first = look()
    MetricFactory.create_batch(30)
    assert look() == first <= 12
