"""What a plan is called and for when, changed after it was begun."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from people.verdict import Stale
from plans import actions
from plans.body import body_of
from plans.models import Plan
from plans.readiness import blocking
from tests.factories import PersonFactory, PlanFactory, agreed_plan
from tests.plans.people_here import assert_refused, fresh, kinds, propose
from tests.races import race

pytestmark = pytest.mark.django_db
FIRST, LAST = datetime.date(2026, 7, 1), datetime.date(2026, 12, 31)
TERMS = {"title": "Second half 2026", "starts_on": FIRST, "ends_on": LAST}


def url(plan):
    return reverse("plans:plan_terms", args=[plan.pk])


@pytest.mark.parametrize("who", ["person", "manager"])
def test_either_side_changes_title_and_days(who):
    plan = PlanFactory()

    actions.edit_terms(
        plan, by=getattr(plan, who), seen_version=1, **TERMS | {"title": "The north", "ends_on": datetime.date(2026, 11, 30)}
    )

    plan = fresh(plan)
    assert (plan.title, plan.starts_on, plan.ends_on) == ("The north", FIRST, datetime.date(2026, 11, 30))
    assert (plan.terms_version, plan.revision, kinds(plan)) == (2, 2, ["plans.terms_changed"])


def test_the_same_again_changes_nothing():
    plan = PlanFactory()

    actions.edit_terms(plan, by=plan.person, seen_version=1, **TERMS)

    assert (fresh(plan).terms_version, fresh(plan).revision, kinds(plan)) == (1, 1, [])


def test_the_second_of_two_changes_gets_both_texts():
    plan = PlanFactory()
    actions.edit_terms(plan, by=plan.person, seen_version=1, **TERMS | {"title": "The north"})

    with pytest.raises(Stale) as stale:
        actions.edit_terms(fresh(plan), by=plan.manager, seen_version=1, **TERMS | {"title": "The south"})

    assert "Sam changed this meanwhile" in str(stale.value)
    assert (stale.value.current.title, stale.value.current.version, stale.value.current.changed_by) == (
        "The north",
        2,
        plan.person,
    )
    assert fresh(plan).title == "The north"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends_on": FIRST}, "ends after it begins"),
        ({"title": ""}, "cannot be blank"),
        ({"title": "x" * 161}, "At most 160 characters"),
        ({"title": "a\x00"}, "NUL"),
        ({"title": "a\udfff"}, "half a character"),
    ],
)
def test_terms_that_make_no_plan_are_refused(fields, sentence):
    plan = PlanFactory()

    with pytest.raises(ValidationError, match=sentence):
        actions.edit_terms(plan, by=plan.person, seen_version=1, **TERMS | fields)

    assert (fresh(plan).title, fresh(plan).ends_on, fresh(plan).terms_version) == ("Second half 2026", LAST, 1)


def test_a_day_from_which_there_is_an_open_plan_already_is_refused():
    plan = PlanFactory()
    PlanFactory(person=plan.person, manager=plan.manager, starts_on=datetime.date(2026, 8, 1))

    with pytest.raises(ValidationError, match="already is an open plan of this kind"):
        actions.edit_terms(plan, by=plan.person, seen_version=1, **TERMS | {"starts_on": datetime.date(2026, 8, 1)})


def test_others_do_not_and_nobody_does_while_a_text_waits():
    plan = PlanFactory(ready=True)

    for stranger in (PersonFactory(), PersonFactory(hr=True), PersonFactory(leader=True), PersonFactory(admin=True)):
        assert_refused(actions.edit_terms, plan, by=stranger, seen_version=1, sentence="Only the two", **TERMS)
    propose(plan, plan.manager)
    assert_refused(actions.edit_terms, fresh(plan), by=plan.person, seen_version=1, sentence="waits for a signature", **TERMS)


def test_a_shorter_period_leaves_dates_outside_which_then_keep_it_from_being_signed():
    plan = PlanFactory(ready=True)

    actions.edit_terms(plan, by=plan.person, seen_version=1, **TERMS | {"ends_on": datetime.date(2026, 9, 30)})

    assert {finding.code for finding in blocking(body_of(fresh(plan)))} == {"outside_period"}


def test_in_an_amendment_the_version_in_force_keeps_its_terms_and_giving_up_brings_them_back():
    plan = agreed_plan(ready__goals=1)
    actions.amend(plan, by=plan.person, reason="Longer")
    later = datetime.date(2027, 1, 31)

    actions.edit_terms(fresh(plan), by=plan.person, seen_version=1, **TERMS | {"title": "Longer", "ends_on": later})
    assert (fresh(plan).title, fresh(plan).ends_on) == ("Longer", later)
    actions.give_up_amendment(fresh(plan), by=plan.person)

    assert (fresh(plan).title, fresh(plan).ends_on) == (plan.title, plan.ends_on)


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_keep_one_and_show_the_other_both():
    plan = PlanFactory()

    outcomes = race(
        *[
            lambda by=by, title=title: actions.edit_terms(fresh(plan), by=by, seen_version=1, **TERMS | {"title": title})
            for by, title in ((plan.person, "The north"), (plan.manager, "The south"))
        ]
    )

    assert sorted(type(outcome) for outcome in outcomes if isinstance(outcome, Stale)) == [Stale]
    kept = next(outcome for outcome in outcomes if isinstance(outcome, Plan))
    assert (fresh(plan).title, fresh(plan).terms_version) == (kept.title, 2)


def test_on_its_page_with_both_texts_when_somebody_was_faster(client):
    plan = PlanFactory()
    client.force_login(plan.manager)
    typed = {"title": "The south", "starts_on": "2026-07-01", "ends_on": "2026-12-31", "seen_version": "1"}
    assert url(plan) in client.get(plan.get_absolute_url()).content.decode()
    actions.edit_terms(plan, by=plan.person, seen_version=1, **TERMS | {"title": "The north"})

    late = client.post(url(plan), typed)
    page = late.content.decode()
    assert late.status_code == 409
    assert "The north" in page and "The south" in page and "Sam saved this before you" in page
    assert client.post(url(plan), typed | {"seen_version": "2"}).status_code == 302

    assert fresh(plan).title == "The south"


def test_wrong_days_come_back_with_the_sentence_and_what_was_typed(client):
    plan = PlanFactory()
    client.force_login(plan.person)

    answer = client.post(
        url(plan), {"title": "My title", "starts_on": "2026-12-31", "ends_on": "2026-07-01", "seen_version": "1"}
    )

    assert answer.status_code == 422
    assert "ends after it begins" in answer.content.decode() and "My title" in answer.content.decode()
