"""A new installation is offered starting points, so that the first plan does not begin on an empty page either."""

import pytest
from django.urls import reverse
from django.utils.functional import Promise

from metrics.models import Metric
from plans import actions, starting
from plans.first_templates import first_templates
from plans.models import PlanTemplate
from tests.factories import PersonFactory, PlanTemplateFactory, TeamFactory
from tests.plans.people_here import assert_refused
from tests.races import race

pytestmark = pytest.mark.django_db
NAMES = ["Account executive", "Account manager", "New in sales: the first 90 days", "Sales development rep"]


def of_all():
    return list(first_templates(Metric.objects.values_list("key", flat=True)))


def texts(value):
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [value]


def test_hr_begins_four_drafts_that_can_be_put_on_offer_as_they_are():
    hr = PersonFactory(hr=True)

    made = actions.make_first_templates(by=hr)

    assert sorted(one.name for one in made) == NAMES
    assert {(one.made_by, one.team, one.is_on_offer) for one in made} == {(hr, None, False)}
    assert [starting.missing(starting.read(one.body)) for one in made] == [[]] * 4
    assert all(actions.publish_template(one, by=hr).is_on_offer for one in made)


def test_a_metric_that_is_not_there_is_left_out_and_the_draft_says_what_is_missing():
    Metric.objects.filter(key="calls").update(key="dials")

    made = {one.name: starting.read(one.body) for one in actions.make_first_templates(by=PersonFactory(leader=True))}

    rep = made["Sales development rep"]["goals"][0]["measures"]
    assert [measure["metric"] for measure in rep] == ["first_meetings"]


def test_where_a_template_is_there_none_are_added():
    PlanTemplateFactory(name="Ours")

    assert_refused(actions.make_first_templates, by=PersonFactory(hr=True), sentence="templates already")
    assert PlanTemplate.objects.count() == 1


@pytest.mark.parametrize("who", [{}, {"admin": True}])
def test_nobody_else_begins_them(who):
    assert_refused(actions.make_first_templates, by=PersonFactory(**who), sentence="HR and leaders")
    assert PlanTemplate.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_them_at_once_begin_them_once():
    people = [PersonFactory(hr=True), PersonFactory(leader=True)]

    outcomes = race(*[lambda me=me: actions.make_first_templates(by=me) for me in people])

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "list"]
    assert sorted(PlanTemplate.objects.values_list("name", flat=True)) == NAMES


def test_the_empty_page_offers_them_and_says_what_to_do_with_them(client):
    client.force_login(PersonFactory(hr=True))
    address = reverse("plans:template_first")
    assert address in client.get(reverse("plans:template_list")).content.decode()

    page = client.post(address, follow=True).content.decode()

    assert all(name in page for name in NAMES)
    assert "4 drafts are there" in page
    assert address not in page


def test_who_does_not_keep_templates_for_everybody_is_not_offered_them(client):
    for person in (PersonFactory(), PersonFactory(hr=True, hr__team=TeamFactory())):
        client.force_login(person)

        assert reverse("plans:template_first") not in client.get(reverse("plans:template_list")).content.decode()


def test_they_are_in_plain_words_that_can_be_translated():
    assert {type(text) for text in texts(of_all())} <= {str, bool, type(None)}
    assert not any(isinstance(text, Promise) for text in texts(of_all()))
