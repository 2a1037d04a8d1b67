"""Proposals wait, run out, are countered and answered; all of it stays readable."""

import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.canonical import canonical
from people.chain import verify
from plans import actions
from plans.body import read
from plans.effective import in_force_on, standing
from plans.exchange import exchanges, rounds_to, to_answer
from plans.models import PlanVersion, Proposal, Signature
from plans.tasks import expire_proposals
from tests.factories import InvitationFactory, PersonFactory, PlanFactory, agreed_plan
from tests.plans.people_here import assert_refused, fresh, kinds, propose, sign, told

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def today():
    return timezone.localdate()


def late(proposal, days=1):
    """The day on which a proposal has waited for that many days too long."""
    return proposal.expires_on + days * DAY


# -- how long it waits ---------------------------------------------------------------------------------------------------


def test_a_proposal_waits_for_two_weeks_unless_its_proposer_says_otherwise():
    plan = PlanFactory(ready=True)

    assert propose(plan, plan.manager).expires_on == today() + 14 * DAY
    actions.withdraw(fresh(plan), by=plan.manager)
    assert propose(plan, plan.manager, expires_on=today() + 3 * DAY).expires_on == today() + 3 * DAY


@pytest.mark.parametrize("days", [-1, 91, 100_000])
def test_a_day_to_wait_until_that_makes_no_sense_is_refused(days):
    plan = PlanFactory(ready=True)

    with pytest.raises(ValidationError, match="Pick a day between today and"):
        propose(plan, plan.manager, expires_on=today() + days * DAY)

    assert fresh(plan).status == "draft"
    assert not Proposal.objects.exists()


def test_a_proposal_that_nobody_answered_runs_out_and_both_are_told():
    plan = PlanFactory(ready=True)
    proposal = propose(plan, plan.manager)

    assert actions.expire_proposals(as_of=proposal.expires_on) == []
    assert actions.expire_proposals(as_of=late(proposal)) == [proposal]

    proposal.refresh_from_db()
    assert (proposal.state, proposal.ended_by, fresh(plan).status) == ("expired", None, "draft")
    assert proposal.ended_at is not None
    assert (told(plan.person)[-1], told(plan.manager)) == ("plans.expired", ["plans.expired"])
    assert kinds(plan) == ["plans.proposed", "plans.expired"]
    event = plan.history.get(kind="plans.expired")
    assert event.by is None


def test_a_second_tick_finds_nothing():
    plan = PlanFactory(ready=True)
    proposal = propose(plan, plan.manager)
    for _tick in range(3):
        actions.expire_proposals(as_of=late(proposal))
    expire_proposals()

    assert kinds(plan).count("plans.expired") == 1
    assert told(plan.manager) == ["plans.expired"]


def test_what_is_signed_countered_or_withdrawn_does_not_run_out():
    plans = [PlanFactory(ready=True) for _n in range(3)]
    waiting = [propose(plan, plan.manager) for plan in plans]
    sign(waiting[0], plans[0].person)
    actions.counter(fresh(plans[1]), by=plans[1].person, reason="No")
    actions.withdraw(fresh(plans[2]), by=plans[2].manager)

    assert actions.expire_proposals(as_of=late(waiting[0])) == []


def test_what_waited_too_long_is_not_signed_even_before_the_tick(monkeypatch):
    plan = PlanFactory(ready=True)
    proposal = propose(plan, plan.manager)
    monkeypatch.setattr("plans.rules.agreeing.timezone.localdate", lambda *_: late(proposal))

    assert_refused(sign, proposal, plan.person, sentence="This waited for an answer until")

    assert Signature.objects.count() == 1
    assert fresh(plan).status == "proposed"
    actions.counter(fresh(plan), by=plan.person, reason="Too late for this, so let us look at it again")
    assert fresh(plan).status == "draft"


def test_after_it_ran_out_the_same_words_are_proposed_and_signed():
    plan = PlanFactory(ready=True)
    first = propose(plan, plan.manager)
    actions.expire_proposals(as_of=late(first))

    assert_refused(sign, first, plan.person, sentence="")
    version = sign(propose(plan, plan.person), plan.manager)

    assert version.proposal != first
    assert verify(PlanVersion)


# -- from which day it is in force ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [-1, -30])
def test_an_amendment_never_changes_days_that_have_passed(days):
    plan = agreed_plan()
    actions.amend(plan, by=plan.person, reason="It changed")

    with pytest.raises(ValidationError, match=r"holds for the days that have passed|outside the plan"):
        propose(plan, plan.person, effective_on=plan.first_effective_day() + days * DAY)


class V:
    """A version as the calendar knows it."""

    def __init__(self, number, day):
        self.number, self.effective_on = number, datetime.date(2026, 1, day)


@pytest.mark.parametrize(
    ("days", "day", "number"),
    [
        ([5], 4, None),
        ([5], 5, 1),
        ([5, 20], 19, 1),
        ([5, 20], 20, 2),
        ([5, 20, 10], 12, 3),
        ([5, 20, 10], 25, 3),
        ([5, 5], 5, 2),
        ([], 1, None),
    ],
)
def test_the_last_signed_of_those_that_have_begun_is_in_force(days, day, number):
    versions = [V(place, day) for place, day in enumerate(days, 1)]

    found = in_force_on(versions, datetime.date(2026, 1, day))

    assert (found and found.number) == number


def test_each_version_says_how_it_stands():
    one, two, three = versions = [V(1, 5), V(2, 20), V(3, 10)]
    on = datetime.date(2026, 1, 7)

    assert [standing(v, versions, on) for v in versions] == ["in_force", "replaced", "to_come"]
    assert [standing(v, [one, two], on) for v in (one, two)] == ["in_force", "to_come"]
    assert standing(three, versions, datetime.date(2026, 1, 10)) == "in_force"


def test_what_is_in_force_from_a_later_day_says_so_on_every_page(client):
    plan = agreed_plan()
    actions.amend(plan, by=plan.person, reason="It changed")
    actions.edit_item(plan.goals.first(), by=plan.person, seen_version=1, title="Other words")
    proposal = propose(plan, plan.person, effective_on=plan.ends_on)
    client.force_login(plan.manager)
    signing = client.get(reverse("plans:plan_sign", args=[plan.pk])).content.decode()
    sign(proposal, plan.manager)
    if today() >= plan.ends_on:
        pytest.skip("the plan of the factories is over")

    page = client.get(plan.get_absolute_url()).content.decode()
    listed = client.get(reverse("plans:version_list", args=[plan.pk])).content.decode()

    assert "Until then the words and targets of version 1 apply" in signing
    assert "until then version 1 applies" in page
    assert "version 2 is in force from" in page
    assert [words in listed for words in ("in force from <time", "in force</span>")] == [True, True]


# -- rounds --------------------------------------------------------------------------------------------------------------


def countered(plan, by=None, reason="Hartwell takes me through April"):
    actions.counter(fresh(plan), by=by or plan.person, reason=reason)
    return fresh(plan)


def test_what_is_proposed_after_a_counter_answers_it_until_both_sign_the_same():
    plan = PlanFactory(ready=True)
    first = propose(plan, plan.manager, reason="As we said")
    countered(plan)
    actions.edit_item(plan.goals.first(), by=plan.person, seen_version=1, title="Protect renewals first")
    second = propose(plan, plan.person, reason="Renewals first")
    countered(plan, by=plan.manager, reason="One more thing")
    third = propose(plan, plan.manager)
    version = sign(third, plan.person)

    first.refresh_from_db()
    assert (first.state, first.end_reason, first.ended_by) == ("countered", "Hartwell takes me through April", plan.person)
    assert [p.answers for p in (first, second, third)] == [None, first, second]
    assert [round.proposal for round in rounds_to(third)] == [first, second, third]
    (exchange,) = exchanges(fresh(plan), [version])
    assert exchange.version == version
    assert [(r.number, r.proposal, r.before) for r in exchange.rounds] == [
        (1, first, ""),
        (2, second, f"p{first.pk}"),
        (3, third, f"p{second.pk}"),
    ]
    assert to_answer(fresh(plan)) is None


def test_a_withdrawn_answer_still_leaves_the_first_to_be_answered():
    plan = PlanFactory(ready=True)
    first = propose(plan, plan.manager)
    countered(plan)
    propose(plan, plan.person)
    actions.withdraw(fresh(plan), by=plan.person)

    assert to_answer(fresh(plan)) == first
    assert propose(plan, plan.person).answers == first


def test_an_amendment_given_up_ends_its_exchange():
    plan = agreed_plan()
    actions.amend(plan, by=plan.manager, reason="It changed")
    propose(plan, plan.manager)
    countered(plan)
    actions.give_up_amendment(fresh(plan), by=plan.person)
    actions.amend(fresh(plan), by=plan.person, reason="Another change")

    assert to_answer(fresh(plan)) is None
    assert propose(plan, plan.person).answers is None
    assert [(len(e.rounds), bool(e.version), bool(e.given_up)) for e in exchanges(fresh(plan), plan.versions.all())] == [
        (1, False, False),
        (1, False, True),
        (1, True, False),
    ]


def test_countering_flows_from_the_reason_to_the_redline_to_proposing_back(client):
    plan = PlanFactory(ready=True)
    first = propose(plan, plan.manager, reason="As we said")
    client.force_login(plan.person)

    answer = client.post(reverse("plans:plan_counter", args=[plan.pk]), {"reason": "Not in April"}, follow=True)
    page = " ".join(answer.content.decode().split())
    assert "You countered Maya’s proposal. Change what should be different, then propose it back." in page
    assert "Not in April" in page
    actions.edit_item(plan.goals.first(), by=plan.person, seen_version=1, why="Customers ask.")
    draft = client.get(plan.get_absolute_url()).content.decode()
    assert "<del>The half depends on it.</del> <ins>Customers ask.</ins>" in draft
    assert "Propose this back" in draft

    back = {"seen_revision": fresh(plan).revision, "typed_name": plan.person.name, "reason": "Why it is so"}
    client.post(reverse("plans:plan_propose", args=[plan.pk]), back)
    client.force_login(plan.manager)
    signing = " ".join(client.get(reverse("plans:plan_sign", args=[plan.pk])).content.decode().split())

    assert Proposal.objects.get(state="open").answers == first
    assert all(
        words in signing for words in ("As we said", "Not in April", "Why it is so", "What Sam changed in Maya’s proposal")
    )
    assert "<del>The half depends on it.</del> <ins>Customers ask.</ins>" in signing


def test_changes_of_an_amendment_are_shown_against_the_proposal_or_the_version(client):
    plan = agreed_plan()
    actions.amend(plan, by=plan.manager, reason="It changed")
    goal = plan.goals.first()
    actions.edit_item(goal, by=plan.manager, seen_version=1, why="Buyers wrote to us.")
    propose(plan, plan.manager)
    countered(plan)
    actions.edit_item(goal, by=plan.person, seen_version=2, why="Nobody else does.")
    client.force_login(plan.person)

    against_proposal = client.get(plan.get_absolute_url()).content.decode()
    against_version = client.get(plan.get_absolute_url() + "?against=version").content.decode()

    assert "<del>Buyers wrote to us.</del>" in against_proposal
    assert "<del>The half depends on it.</del>" in against_version


# -- everything stays readable -------------------------------------------------------------------------------------------


def all_kinds_of_ends():
    """A plan with a proposal that ended in each way, and one that waits."""
    plan = PlanFactory(ready=True)
    propose(plan, plan.manager, reason="Withdrawn reason")
    actions.withdraw(fresh(plan), by=plan.manager)
    actions.expire_proposals(as_of=late(propose(plan, plan.person, reason="Expired reason")))
    propose(plan, plan.manager, reason="Countered reason")
    countered(plan, reason="The counter’s reason")
    sign(propose(plan, plan.person, reason="Signed reason"), plan.manager)
    actions.amend(fresh(plan), by=plan.person, reason="Amended")
    propose(plan, plan.person, reason="Open reason")
    return fresh(plan)


def test_the_list_tells_every_proposal_with_who_when_why_and_how_it_ended(client):
    plan = all_kinds_of_ends()
    client.force_login(plan.person)

    page = " ".join(client.get(reverse("plans:version_list", args=[plan.pk])).content.decode().split())

    for words in ("Withdrawn", "Expired", "Countered", "Signed", "Open"):
        assert f"“{words} reason”" in page
    for words in (
        "took it back",
        "it ran out",
        "countered",
        "signed the same words",
        "It waits for Maya until",
        "The counter’s reason",
    ):
        assert words in page, words


def test_each_text_of_a_proposal_is_read_by_those_who_read_drafts_and_by_nobody_else(client):
    plan = all_kinds_of_ends()
    coach = InvitationFactory(plan=plan).person
    readers = {plan.person: 200, plan.manager: 200, coach: 200}
    readers |= {
        PersonFactory(): 404,
        PersonFactory(hr=True): 404,
        PersonFactory(leader=True): 404,
        PersonFactory(admin=True): 404,
    }
    for person, expected in readers.items():
        client.force_login(person)
        for proposal in plan.proposals.all():
            assert client.get(proposal.get_absolute_url()).status_code == expected
    other = propose(PlanFactory(ready=True, manager=plan.manager, person=PersonFactory(reports_to=plan.manager)), plan.manager)
    client.force_login(plan.person)
    assert client.get(reverse("plans:proposal_detail", args=[plan.pk, other.pk])).status_code == 404


def test_any_two_texts_are_compared_and_nothing_else(client):
    plan = all_kinds_of_ends()
    client.force_login(plan.person)
    path = reverse("plans:text_compare", args=[plan.pk])
    keys = ["v1", *[f"p{p.pk}" for p in plan.proposals.exclude(state="signed")]]
    for old in keys:
        for new in keys:
            for view in ("", "&view=clean"):
                assert client.get(f"{path}?old={old}&new={new}{view}").status_code == 200
    assert client.get(path).status_code == 200
    for query in ("old=v9&new=v1", "old=v1", "new=draft&old=v1", "old=&new=", "old=p&new=pp", "old=v1&new=%00"):
        assert client.get(f"{path}?{query}").status_code == 422, query

    leader = PersonFactory(leader=True)
    client.force_login(leader)
    assert client.get(path).status_code in (200, 404)
    assert client.get(f"{path}?old={keys[1]}&new=v1").status_code in (404, 422)


def test_a_text_signed_in_an_older_format_is_read_compared_and_verified(client):
    """Format 1 had no topics, and goals without `specific`, `duty` and a first day."""
    plan = agreed_plan(ready__goals=1)
    old = read(plan.in_force) | {"format": "perfplan.plan/1"}
    del old["topics"]
    old["goals"] = [{k: v for k, v in goal.items() if k not in ("specific", "duty", "starts_on")} for goal in old["goals"]]
    actions.amend(plan, by=plan.person, reason="Newer")
    proposal = propose(plan, plan.person)
    version = PlanVersion.seal(
        chain=plan.pk,
        body=canonical(old),
        attest=json.loads(bytes(plan.in_force.attest)),
        plan=plan,
        proposal=proposal,
        effective_on=plan.in_force.effective_on,
        reason="",
    )
    client.force_login(plan.person)

    page = client.get(version.get_absolute_url()).content.decode()
    compared = client.get(reverse("plans:plan_compare", args=[plan.pk, version.number, 1])).content.decode()

    assert verify(PlanVersion)
    assert "This text is unchanged" in page
    assert "The words are the same" in compared
    assert read(version)["goals"][0]["specific"] == ""


def test_the_list_and_a_redline_ask_as_often_however_much_was_proposed(client):
    plan, counts = agreed_plan(ready__goals=1), []
    for more in (1, 4):
        for number in range(more):
            actions.amend(fresh(plan), by=plan.person, reason=f"Change {number}")
            propose(plan, plan.person)
            countered(plan, by=plan.manager)
            sign(propose(plan, plan.manager), plan.person)
        client.force_login(plan.person)
        lists, compare = (reverse(f"plans:{name}", args=[plan.pk]) for name in ("version_list", "text_compare"))
        for path in (lists, f"{compare}?old=v1&new=v2"):
            client.get(path)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(path).status_code == 200
            counts.append(len(caught))

    assert counts[:2] == counts[2:]
    assert max(counts) <= 16, counts
