"""Who is asked into a plan, by whom, and until when."""

import pytest
from django.urls import reverse

from plans import actions, rules
from plans.models import Invitation
from tests.factories import InvitationFactory, PersonFactory, PlanFactory, ReportingLineFactory, TeamFactory
from tests.plans.people_here import assert_refused, fresh, kinds, told
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    team = TeamFactory()
    lena = PersonFactory(name="Lena Hofer")
    maya = PersonFactory(name="Maya Lindqvist", reports_to=lena, team=team)
    return PlanFactory(person=PersonFactory(name="Sam Okafor", reports_to=maya, team=team), manager=maya)


@pytest.fixture
def nora(plan):
    """Somebody with a dotted line to the seller."""
    nora = PersonFactory(name="Nora Berg")
    ReportingLineFactory(person=plan.person, manager=nora, kind="dotted")
    return nora


@pytest.mark.parametrize("who", ["person", "manager"])
def test_either_side_asks_a_coach_in_and_the_coach_and_the_other_side_are_told(plan, nora, who):
    by = getattr(plan, who)

    invitation = actions.invite(plan, by=by, person=nora)

    assert (invitation.person, invitation.by, invitation.ended_at) == (nora, by, None)
    assert rules.view_of(nora, fresh(plan)) == "coach"
    assert kinds(plan) == ["plans.invited"]
    assert (told(nora), told(plan.other_party(rules.side_of(by, plan))), told(by)) == (["plans.invited"], ["plans.asked_in"], [])


def test_asking_twice_asks_once(plan, nora):
    assert actions.invite(plan, by=plan.person, person=nora) == actions.invite(plan, by=plan.manager, person=nora)
    assert (Invitation.objects.count(), told(nora)) == (1, ["plans.invited"])


def test_an_ended_invitation_ends_what_they_read_and_can_be_given_anew(plan, nora):
    invitation = actions.invite(plan, by=plan.manager, person=nora)
    for _time in range(2):
        actions.end_invitation(invitation, by=plan.person)

    assert rules.view_of(nora, fresh(plan)) is None
    assert kinds(plan) == ["plans.invited", "plans.invitation_ended"]

    actions.invite(fresh(plan), by=plan.person, person=nora)
    assert rules.view_of(nora, fresh(plan)) == "coach"
    assert told(nora) == ["plans.invited"] * 2


def test_only_the_two_ask_others_in_and_nobody_asks_into_a_closed_plan(plan, nora):
    invitation = actions.invite(plan, by=plan.person, person=nora)
    for stranger in (nora, PersonFactory(), plan.manager.manager()):
        assert_refused(actions.invite, plan, by=stranger, person=PersonFactory(), sentence="Only the two")
        assert_refused(actions.end_invitation, invitation, by=stranger, sentence="Only the two")
    actions.close(fresh(plan), by=plan.manager)
    assert_refused(actions.invite, fresh(plan), by=plan.person, person=PersonFactory(), sentence="closed")


def test_nobody_who_looks_from_above_is_asked_into_a_draft_unless_they_coach(plan):
    lena = plan.manager.manager()
    people = [(lena, "what both have signed"), (PersonFactory(hr=True), "what both have signed")]
    people += [
        (PersonFactory(admin=True), "what both have signed"),
        (plan.person, "one of the two"),
        (plan.manager, "one of the two"),
    ]
    people += [(PersonFactory(is_active=False), "no longer log in")]

    for person, sentence in people:
        assert_refused(actions.invite, plan, by=plan.person, person=person, sentence=sentence)

    ReportingLineFactory(person=plan.person, manager=lena, kind="dotted")
    assert actions.invite(plan, by=plan.person, person=lena)


def names(me, plan, words=""):
    return [person.name for person in rules.people_to_invite(me, plan, words)]


def test_coaches_stand_first_and_colleagues_are_found_by_name(plan, nora):
    PersonFactory(name="Nora Aal", team=plan.person.team)
    PersonFactory(name="Nora Elsewhere")
    PersonFactory(name="Nora Gone", team=plan.person.team, is_active=False)

    assert names(plan.person, plan) == ["Nora Berg"]
    assert names(plan.person, plan, "nora") == ["Nora Berg", "Nora Aal"]
    assert names(plan.person, plan, "sam") == ["Nora Berg"]

    actions.invite(plan, by=plan.person, person=nora)
    assert names(plan.person, fresh(plan), "nora") == ["Nora Aal"]


def test_whoever_is_offered_can_be_asked(plan, nora):
    for number in range(3):
        PersonFactory(name=f"Nora {number}", team=plan.person.team)
    PersonFactory(name="Nora HR", team=plan.person.team, hr=True)
    plan.manager.manager().team = plan.person.team

    for me in (plan.person, plan.manager):
        for person in rules.people_to_invite(me, plan, "a"):
            assert rules.can_be_invited(person, plan), person


def test_the_page_shows_both_who_was_asked_in_by_whom_and_takes_forms(client, plan, nora):
    path = reverse("plans:invitation_list", args=[plan.pk])
    client.force_login(plan.person)
    assert "Nora Berg, coaches already" in client.get(path).content.decode()
    assert client.post(path, {"person": PersonFactory().pk}).status_code == 422
    assert client.post(path, {"person": nora.pk}).status_code == 302

    client.force_login(plan.manager)
    html = client.get(path).content.decode()
    assert "Nora Berg" in html and "asked in by Sam Okafor" in html
    invitation = Invitation.objects.get()
    client.post(reverse("plans:invitation_end", args=[plan.pk, invitation.pk]))
    assert Invitation.objects.get().ended_at is not None
    assert "until" in client.get(path).content.decode()


def test_an_invitation_of_another_plan_is_not_there(client, plan):
    other = InvitationFactory()
    client.force_login(plan.person)

    assert client.post(reverse("plans:invitation_end", args=[plan.pk, other.pk])).status_code == 404


def test_a_coach_reads_who_else_was_asked_in_and_changes_nothing(client, plan, nora):
    actions.invite(plan, by=plan.person, person=nora)
    client.force_login(nora)
    path = reverse("plans:invitation_list", args=[plan.pk])

    html = client.get(path).content.decode()

    assert "End it" not in html and "Ask them in" not in html
    assert client.post(path, {"person": nora.pk}).status_code in (403, 422)


@pytest.mark.django_db(transaction=True)
def test_both_ask_the_same_coach_at_once():
    plan = PlanFactory()
    nora = PersonFactory()

    outcomes = race(*[lambda by=by: actions.invite(fresh(plan), by=by, person=nora) for by in (plan.person, plan.manager)])

    assert {type(outcome) for outcome in outcomes} == {Invitation}
    assert Invitation.objects.count() == 1
    assert kinds(plan) == ["plans.invited"]
