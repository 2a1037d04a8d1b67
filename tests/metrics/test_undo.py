"""Taking a whole import back: what it brought goes, what it wrote over returns, what came over it later stays."""

import itertools

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from metrics import actions
from metrics.models import Import, ImportState, Metric, Observation, Opportunity, ReplacedFact, ReplacedObservation
from people.verdict import Refused
from tests.factories import PersonFactory
from tests.metrics.files import sent
from tests.races import race

HEAD = "email,metric,period_start,value\n"


@pytest.fixture
def maya(db):
    return PersonFactory(name="Maya Lindqvist")


@pytest.fixture
def sam(maya):
    return PersonFactory(reports_to=maya, email="sam@firm.example")


def bring(by, **values):
    """Bring in one value for each Monday named by its day: d17=5, d24=6; gives the import."""
    rows = [
        {"email": "sam@firm.example", "metric": "calls", "period_start": f"2026-08-{day[1:]}", "value": value}
        for day, value in values.items()
    ]
    return actions.add_observations(rows, by=by, source="file").batch


def stored():
    found = Observation.objects.filter(metric__key="calls").order_by("period_start").values_list("period_start", "value")
    return {f"d{monday:%d}": int(value) for monday, value in found}


def undo(batch, by):
    found = actions.undo(Import.objects.get(pk=batch.pk), by=by)
    return found.restored, found.removed, found.stayed


def test_new_values_go_and_replaced_ones_are_what_they_were(maya, sam):
    bring(maya, d17=1, d24=2)
    second = bring(maya, d24=20, d31=30)

    assert undo(second, maya) == (1, 1, 0)

    assert stored() == {"d17": 1, "d24": 2}
    batch = Import.objects.get(pk=second.pk)
    assert (batch.state, batch.undone_by, batch.undone_at is not None) == ("undone", maya, True)
    assert not ReplacedObservation.objects.exists()


def test_what_a_later_import_wrote_over_stays_and_is_counted(maya, sam):
    first = bring(maya, d17=1, d24=2, d31=3)
    bring(maya, d24=20)

    assert undo(first, maya) == (0, 2, 1)
    assert stored() == {"d24": 20}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_undoing_all_in_any_order_gives_what_was_there_at_first(maya, sam, order):
    bring(maya, d17=1)
    batches = [bring(maya, d17=10, d24=11), bring(maya, d17=20, d24=21, d31=22), bring(maya, d17=30, d31=32)]

    for number in order:
        undo(batches[number], maya)

    assert stored() == {"d17": 1}
    assert Observation.objects.get().source != batches[0]
    assert not ReplacedObservation.objects.exists()


@pytest.mark.parametrize("left", range(3))
def test_one_that_is_not_undone_keeps_all_that_it_said(maya, sam, left):
    bring(maya, d17=1)
    said = [{"d17": 10, "d24": 11}, {"d17": 20, "d31": 22}, {"d24": 31, "d31": 32}]
    batches = [bring(maya, **values) for values in said]

    for number in {0, 1, 2} - {left}:
        undo(batches[number], maya)

    assert stored() == {"d17": 1} | said[left]


def test_an_import_is_undone_once_and_by_whoever_may(maya, sam):
    batch = bring(maya, d17=1)
    for other in (sam, PersonFactory()):
        with pytest.raises(Refused, match="Only whoever"):
            undo(batch, other)
    assert stored() == {"d17": 1}

    undo(batch, PersonFactory(admin=True))

    with pytest.raises(Refused, match="already undone"):
        undo(batch, maya)
    assert stored() == {}


def test_the_page_says_how_many_stay(client, maya, sam):
    batch = bring(maya, d17=1, d24=2)
    bring(maya, d24=20)
    client.force_login(maya)
    assert "Undo this import" in client.get(batch.get_absolute_url()).content.decode()

    answer = client.post(reverse("metrics:import_undo", args=[batch.pk]), follow=True)

    page = answer.content.decode()
    assert "Gone: 1. As they were before: 0. Kept, because something came over them later: 1." in page
    assert "Undo this import" not in page


def test_undoing_tells_the_next_look_for_drift(maya, sam):
    batch = bring(maya, d17=1)
    assert Import.objects.get(pk=batch.pk).done_at is not None
    undo(batch, maya)
    assert Import.objects.get(pk=batch.pk).undone_at > batch.done_at


# -- facts of a CRM -------------------------------------------------------------------------------------------------------


def deals(by, **stages):
    rows = [
        {"id": key, "owner": "sam@firm.example", "stage": stage, "created": "2026-08-03", "closed": "2026-08-31", "value": "100"}
        for key, stage in stages.items()
    ]
    return actions.add_opportunities(rows, by=by, source="crm").batch


def facts():
    return dict(Opportunity.objects.order_by("external_id").values_list("external_id", "stage"))


def won():
    found = Observation.objects.filter(metric__key="deals_won", value__gt=0).values_list("period_start", "value")
    return {str(day): int(value) for day, value in found}


def test_facts_of_a_crm_are_what_they_were_and_the_weekly_numbers_follow(maya, sam):
    deals(maya, A="won", B="open")
    second = deals(maya, B="won", C="won")
    assert won() == {"2026-08-31": 3}

    assert undo(second, maya) == (1, 1, 0)

    assert facts() == {"A": "won", "B": "open"}
    assert won() == {"2026-08-31": 1}
    assert Opportunity.objects.get(external_id="B").crm_stage == "open"
    assert not ReplacedFact.objects.exists()


def test_undoing_the_only_import_of_a_crm_leaves_nothing_of_it(maya, sam):
    batch = deals(maya, A="won")
    undo(batch, maya)

    assert facts() == {}
    assert not Observation.objects.exists()


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_facts_undone_in_any_order_are_what_they_were_at_first(maya, sam, order):
    deals(maya, A="open")
    batches = [deals(maya, A="won", B="open"), deals(maya, A="lost", B="won"), deals(maya, A="won", B="lost", C="open")]

    for number in order:
        undo(batches[number], maya)

    assert facts() == {"A": "open"}
    assert won() == {}


BEFORE = {  # what was told by file before there was a CRM
    ("deals_won", "2026-08-03"): 7, ("deals_won", "2026-08-31"): 5,
    ("win_rate", "2026-08-03"): 1, ("win_rate", "2026-08-31"): 1,
}  # fmt: skip


def told():
    """The values of those metrics, by key and week."""
    found = Observation.objects.filter(metric__key__in=["deals_won", "win_rate"])
    return {(key, str(week)): float(value) for key, week, value in found.values_list("metric__key", "period_start", "value")}


def tell_before(by):
    rows = [
        {"email": "sam@firm.example", "metric": key, "period_start": week, "value": value}
        for (key, week), value in BEFORE.items()
    ]
    return actions.add_observations(rows, by=by, source="file").batch


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_what_was_told_before_there_was_a_crm_returns_with_the_last_of_its_imports(maya, sam, order):
    before = tell_before(maya)
    batches = [deals(maya, A="won", B="lost"), deals(maya, B="won"), deals(maya, C="won")]
    assert (told()["deals_won", "2026-08-31"], ("win_rate", "2026-08-03") in told()) == (3, False)

    for number in order:
        assert told() != BEFORE
        undo(batches[number], maya)

    assert told() == BEFORE
    assert not ReplacedObservation.objects.exists()
    undo(before, maya)
    assert told() == {}


def test_what_was_told_before_there_was_a_crm_and_taken_back_does_not_return(maya, sam):
    before = tell_before(maya)
    batch = deals(maya, A="won")

    undo(before, maya)
    assert won() == {"2026-08-31": 1}
    undo(batch, maya)

    assert told() == {}


def test_activities_are_undone_too(maya, sam):
    rows = [{"id": "1", "owner": sam.email, "type": "Call", "date": "2026-08-31"}]
    batch = actions.add_activities(rows, by=maya, source="crm").batch
    assert Observation.objects.get(metric__key="activities_call").value == 1

    undo(batch, maya)

    assert not Observation.objects.exists()
    assert Metric.objects.filter(key="activities_call").exists()


# -- races ----------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_an_undo_beside_a_new_import_leaves_what_the_import_says(turn):
    maya = PersonFactory()
    PersonFactory(reports_to=maya, email="sam@firm.example")
    first = bring(maya, d17=1, d24=2)

    outcomes = race(lambda: undo(first, maya), lambda: bring(maya, d17=10, d31=30))

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    assert stored() == {"d17": 10, "d31": 30}
    undo(Import.objects.exclude(pk=first.pk).get(), maya)
    assert stored() == {}


@pytest.mark.django_db(transaction=True)
def test_two_undo_at_once_and_one_is_told_that_it_is_done():
    maya = PersonFactory()
    PersonFactory(reports_to=maya, email="sam@firm.example")
    first, second = bring(maya, d17=1), bring(maya, d17=2)

    outcomes = race(*[lambda: undo(second, maya)] * 2)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "tuple"]
    assert stored() == {"d17": 1}
    undo(first, maya)
    assert stored() == {}


@pytest.mark.django_db(transaction=True)
def test_imports_that_write_over_each_other_at_once_can_all_be_undone():
    maya = PersonFactory()
    PersonFactory(reports_to=maya, email="sam@firm.example")
    bring(maya, d17=1)
    outcomes = race(*[lambda value=value: bring(maya, d17=value, d24=value, d31=value) for value in (2, 3, 4)])

    for batch in outcomes:
        undo(batch, maya)

    assert stored() == {"d17": 1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("kept_files")
def test_an_undo_beside_a_second_click_on_take_in_does_one_of_them():
    maya = PersonFactory()
    PersonFactory(reports_to=maya, email="sam@firm.example")
    batch = actions.upload(sent(HEAD + "sam@firm.example,calls,2026-08-17,5\n"), by=maya)
    actions.confirm(batch, by=maya)

    outcomes = race(lambda: undo(batch, maya), lambda: actions.confirm(Import.objects.get(pk=batch.pk), by=maya))

    assert [type(outcome).__name__ for outcome in outcomes] == ["tuple", "Refused"]
    assert Import.objects.get().state == ImportState.UNDONE
    assert stored() == {}
    assert default_storage.listdir("imports")[1] == []
