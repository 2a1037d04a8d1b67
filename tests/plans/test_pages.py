"""The pages, as the two sides and others see them."""

import datetime

import pytest
from django.urls import reverse

from people.actions import change_manager
from people.models import AccessEntry
from plans import actions
from plans.models import Commitment, Goal, PlanVersion, Priority, Signature
from plans.working import Working
from tests.factories import (
    CommentFactory,
    CommitmentFactory,
    CycleFactory,
    DelegationFactory,
    GoalFactory,
    InvitationFactory,
    MeasureFactory,
    PersonFactory,
    PlanFactory,
    PortraitFactory,
    ProposalFactory,
    agree,
    agreed_plan,
)
from tests.plans.people_here import fresh, propose, take_over

pytestmark = pytest.mark.django_db


def url(name, *arguments):
    return reverse(f"plans:{name}", args=arguments)


def text_of(response):
    return " ".join(response.content.decode().split())


# -- who sees what ----------------------------------------------------------------------------------------------------

ONLY_PARTIES = ["plan_history", "plan_propose", "goal_add", "offer_add", "plan_changes"]


@pytest.mark.parametrize("who", ["person", "manager"])
@pytest.mark.parametrize("name", ["plan_detail", "plan_print", "version_list", *ONLY_PARTIES])
def test_both_sides_open_every_page_of_a_draft(client, name, who):
    plan = PlanFactory(ready=True)
    client.force_login(getattr(plan, who))

    assert client.get(url(name, plan.pk)).status_code == 200


@pytest.mark.parametrize("name", ["plan_detail", "plan_history", "plan_print", "version_list", "commitment_add", "plan_amend"])
def test_both_sides_open_every_page_of_a_plan_in_force(client, name):
    plan = agreed_plan()
    for person in (plan.person, plan.manager):
        client.force_login(person)
        assert client.get(url(name, plan.pk)).status_code == 200
    assert client.get(url("version_detail", plan.pk, 1)).status_code == 200


OUTSIDERS = ["stranger", "other_manager", "hr", "leader", "admin", "above", "former", "dotted"]


def outsider(kind, plan):
    """Somebody who is no party to the plan; `former` was its manager until the first of November."""
    if kind == "former":
        change_manager(plan.person, PersonFactory(), by=PersonFactory(admin=True), on=datetime.date(2026, 11, 1))
        return plan.manager
    if kind == "above":
        boss = PersonFactory()
        change_manager(plan.manager, boss, by=PersonFactory(admin=True), on=datetime.date(2026, 1, 1))
        return boss
    if kind == "other_manager":
        return PlanFactory(person__email="o@firm.example", manager__email="p@firm.example").manager
    return PersonFactory(**{kind: True}) if kind in ("hr", "leader", "admin") else PersonFactory()


@pytest.mark.parametrize("kind", OUTSIDERS)
def test_a_draft_is_not_there_for_others(client, kind):
    plan = PlanFactory(ready=True, title="For the two only")
    client.force_login(outsider(kind, plan))

    for name in ["plan_detail", "plan_print", "version_list", "plan_rev", "plan_sign", *ONLY_PARTIES]:
        assert client.get(url(name, plan.pk)).status_code == 404, name
    assert plan.title not in text_of(client.get(url("plan_list")))


@pytest.mark.parametrize(
    ("kind", "sees"),
    [("stranger", 404), ("other_manager", 404), ("admin", 404), ("hr", 200), ("leader", 200), ("above", 200), ("former", 200)],
)
def test_others_see_signed_versions_as_their_role_says_and_leave_a_trace(client, kind, sees):
    plan = agreed_plan()
    person = outsider(kind, plan)
    client.force_login(person)

    assert client.get(url("version_detail", plan.pk, 1)).status_code == sees
    assert client.get(url("plan_detail", plan.pk)).status_code == (302 if sees == 200 else 404)
    assert AccessEntry.objects.filter(by=person, subject=plan.person, thing="plan_version").count() == (1 if sees == 200 else 0)
    for name in ["plan_history", "plan_changes", "commitment_add", "plan_amend"]:
        assert client.get(url(name, plan.pk)).status_code == 404, name
    assert client.get(url("plan_print", plan.pk)).status_code == sees
    assert AccessEntry.objects.filter(by=person, subject=plan.person, thing="plan_version").count() == (2 if sees == 200 else 0)


def test_the_two_leave_no_trace_when_they_read_their_own_plan(client):
    plan = agreed_plan()
    client.force_login(plan.person)
    client.get(url("version_detail", plan.pk, 1))

    assert not AccessEntry.objects.exists()


def test_a_former_manager_reads_only_the_versions_that_they_signed(client):
    plan = agreed_plan()
    former, nora = plan.manager, PersonFactory(name="Nora New")
    change_manager(plan.person, nora, by=PersonFactory(admin=True), on=datetime.date(2026, 11, 1))
    agree(take_over(plan, nora))
    client.force_login(former)

    assert client.get(url("version_detail", plan.pk, 1)).status_code == 200
    assert client.get(url("version_detail", plan.pk, 2)).status_code == 404
    assert client.get(url("plan_compare", plan.pk, 1, 2)).status_code == 404


def test_hr_reads_drafts_of_improvement_plans_and_changes_nothing(client):
    plan = PlanFactory(kind="improvement", ready=True)
    client.force_login(PersonFactory(hr=True))

    assert client.get(url("plan_detail", plan.pk)).status_code == 200
    assert client.post(url("goal_add", plan.pk), {"title": "x", "family": "team"}).status_code == 403
    assert plan.goals.count() == 3


def test_an_invited_coach_reads_and_comments_and_no_more(client):
    plan = PlanFactory(ready=True)
    coach = InvitationFactory(plan=plan).person
    client.force_login(coach)
    goal = plan.goals.first()

    assert client.get(url("plan_detail", plan.pk)).status_code == 200
    assert client.post(url("comment_add", plan.pk, goal.pk), {"text": "Have you tried schools?"}).status_code == 302
    assert client.get(url("item_edit", plan.pk, goal.pk)).status_code == 403
    assert client.post(url("item_agree", plan.pk, goal.pk), {"seen_stamp": "x"}).status_code == 403


# -- writing ----------------------------------------------------------------------------------------------------------


def test_a_form_that_is_wrong_comes_back_with_what_was_typed(client):
    plan = PlanFactory()
    client.force_login(plan.person)

    answer = client.post(url("goal_add", plan.pk), {"title": "", "family": "team", "why": "My words"})

    assert answer.status_code == 422
    assert "My words" in text_of(answer)
    assert not plan.goals.exists()


def test_the_second_window_gets_both_texts_and_saves_its_own_on_purpose(client):
    goal = GoalFactory(title="Grow", why="Before")
    client.force_login(goal.plan.manager)
    typed = {"title": "Grow", "family": "results", "why": "Maya’s words", "due_on": "2026-12-31", "seen_version": 1}
    actions.edit_item(goal, by=goal.plan.person, seen_version=1, why="Sam’s words")

    answer = client.post(url("item_edit", goal.plan_id, goal.pk), typed)

    assert answer.status_code == 409
    assert {"Sam’s words", "Maya’s words"} <= {d.theirs for d in answer.context["conflict"].differences} | {
        d.mine for d in answer.context["conflict"].differences
    }
    assert "Maya’s words" in text_of(answer)
    assert Goal.objects.get().why == "Sam’s words"
    assert 'name="seen_version" value="2"' in text_of(answer)
    assert client.post(url("item_edit", goal.plan_id, goal.pk), typed | {"seen_version": 2}).status_code == 302
    assert Goal.objects.get().why == "Maya’s words"


def test_measures_offers_and_portraits_are_written_on_their_pages(client):
    goal = GoalFactory()
    plan, metric = goal.plan, MeasureFactory(goal__plan__person__email="z@firm.example").metric
    client.force_login(plan.person)

    fields = {"kind": "metric", "metric": metric.pk, "is_leading": "on", "low": "12", "high": "18"}
    assert client.post(url("measure_add", plan.pk, goal.pk), fields).status_code == 302
    assert client.post(url("measure_add", plan.pk, goal.pk), {"kind": "milestone", "text": ""}).status_code == 422
    offered = client.post(f"{url('offer_add', plan.pk)}?goal={goal.pk}", {"side": "seller", "text": "Call", "rule": "weekly"})
    assert offered.url.endswith(f"#goal-{goal.pk}")
    assert client.post(url("portrait_write", plan.pk, "growth"), {"text": "Lead a team", "seen_version": 0}).status_code == 302

    working = Working(fresh(plan))
    assert (working.measures[0].low, working.offers[0].rule, working.portrait[0].text) == (12, "weekly", "Lead a team")


def test_items_are_agreed_moved_dropped_restored_and_talked_about(client):
    plan = PlanFactory(ready=True)
    client.force_login(plan.person)
    first = client.get(plan.get_absolute_url()).context["page"].goals[0]

    client.post(url("item_agree", plan.pk, first.pk), {"seen_stamp": first.stamp})
    page = client.get(plan.get_absolute_url()).context["page"]
    assert {side: mark.state for side, mark in page.goals[0].marks.items()} == {"seller": "agrees", "manager": "none"}
    assert page.open_blocks == {"seller": 2, "manager": 3}
    client.post(url("item_move", plan.pk, first.pk), {"way": "down"})
    client.post(url("comment_add", plan.pk, first.pk), {"text": "Could we?"})
    remark = plan.comments.get()
    client.post(url("comment_settle", plan.pk, remark.pk))
    client.post(url("item_drop", plan.pk, first.pk), {"seen_version": 1, "reason": "No"})
    assert [goal.pk for goal in Working(plan).goals].count(first.pk) == 0
    client.post(url("item_restore", plan.pk, first.pk))

    assert [goal.pk for goal in Working(plan).goals].index(first.pk) == 1
    remark.refresh_from_db()
    assert remark.settled_by == plan.person


def test_the_other_side_learns_of_a_change_by_the_poll(client):
    goal = GoalFactory(title="Before")
    plan, seen = goal.plan, goal.plan.revision
    client.force_login(plan.manager)
    assert client.get(f"{url('plan_rev', plan.pk)}?since={seen}").status_code == 204

    actions.edit_item(goal, by=plan.person, seen_version=1, title="After")

    answer = client.get(f"{url('plan_rev', plan.pk)}?since={seen}")
    assert answer.status_code == 200
    assert "changed the goal “After”" in text_of(answer)
    assert client.get(f"{url('plan_rev', plan.pk)}?since=abc").status_code == 204


# -- signing ----------------------------------------------------------------------------------------------------------


def test_a_plan_is_proposed_and_signed_on_its_pages(client):
    plan = PlanFactory(ready=True)
    client.force_login(plan.manager)
    page = client.get(url("plan_propose", plan.pk))
    first = page.context["form"].initial
    client.post(url("plan_propose", plan.pk), {**first, "typed_name": "Maya Lindqvist"})
    client.force_login(plan.person)
    page = client.get(url("plan_sign", plan.pk))
    assert "Hold two mornings for outreach" in text_of(page)
    seen = page.context["form"].initial

    answers = [client.post(url("plan_sign", plan.pk), {**seen, "typed_name": "Sam Okafor"}) for _click in range(2)]

    assert [answer.url for answer in answers] == [url("version_detail", plan.pk, 1)] * 2
    assert Signature.objects.count() == 2
    shown = text_of(client.get(answers[0].url))
    assert "This text is unchanged" in shown
    assert bytes(PlanVersion.objects.get().digest).hex() in shown


def test_a_stale_signing_page_is_refused_with_what_changed(client):
    plan = PlanFactory(ready=True, ready__goals=1)
    propose(plan, plan.manager)
    client.force_login(plan.person)
    seen = client.get(url("plan_sign", plan.pk)).context["form"].initial
    actions.withdraw(fresh(plan), by=plan.manager)
    actions.edit_item(plan.goals.get(), by=plan.manager, seen_version=1, title="Something quite different")
    propose(plan, plan.manager)

    answer = client.post(url("plan_sign", plan.pk), {**seen, "typed_name": "Sam Okafor"})

    assert answer.status_code == 409
    assert "<ins>Something quite different</ins>" in text_of(answer)
    assert Signature.objects.filter(person=plan.person).count() == 0


def test_a_wrong_name_signs_nothing_and_says_so(client):
    proposal = ProposalFactory()
    client.force_login(proposal.plan.person)
    seen = client.get(url("plan_sign", proposal.plan_id)).context["form"].initial

    answer = client.post(url("plan_sign", proposal.plan_id), {**seen, "typed_name": "Somebody"})

    assert answer.status_code == 422
    assert "Type your name as it stands here: Sam Okafor" in text_of(answer)


def test_countering_amending_withdrawing_and_giving_up_on_their_pages(client):
    plan = ProposalFactory().plan
    client.force_login(plan.person)
    assert client.post(url("plan_counter", plan.pk), {"reason": ""}).status_code == 422
    client.post(url("plan_counter", plan.pk), {"reason": "Not yet"})
    assert fresh(plan).status == "draft"
    agree(fresh(plan))
    client.post(url("plan_amend", plan.pk), {"reason": "New territory"})
    assert fresh(plan).amend_reason == "New territory"
    assert "Draft of version 2" in text_of(client.get(plan.get_absolute_url()))
    assert client.get(f"{plan.get_absolute_url()}?view=in-force").status_code == 200
    client.post(url("plan_give_up", plan.pk))
    assert fresh(plan).status == "agreed"


def test_the_redline_of_two_versions_shows_words_in_the_colour_of_the_side(client):
    plan = agreed_plan(ready__goals=1)
    actions.amend(plan, by=plan.person, reason="Less")
    actions.edit_item(Working(plan).measures[0], by=plan.person, seen_version=1, high=18)
    client.force_login(plan.manager)
    assert "by-seller" in text_of(client.get(url("plan_changes", plan.pk)))
    agree(fresh(plan))

    answer = text_of(client.get(url("plan_compare", plan.pk, 1, 2)))

    assert '<span class="redline by-seller"><del>20</del></span> <span class="redline by-seller"><ins>18</ins></span>' in answer
    assert "<del>" not in text_of(client.get(url("plan_compare", plan.pk, 1, 2) + "?view=clean"))


# -- living by it -----------------------------------------------------------------------------------------------------


def test_promises_are_kept_changed_and_granted_on_their_pages(client):
    plan = agreed_plan(ready__goals=1)
    mine, owed = Commitment.objects.get(side="seller"), Commitment.objects.get(side="manager")
    client.force_login(plan.person)

    client.post(url("commitment_keep", mine.pk))
    client.post(url("commitment_reopen", mine.pk))
    client.post(url("commitment_date", mine.pk), {"due_on": "2099-01-01", "note": "Holidays"})
    client.post(url("commitment_drop", owed.pk), {"note": "Fine"})
    mine.refresh_from_db()
    owed.refresh_from_db()
    assert (mine.asked, owed.state) == ("date", "dropped")
    client.force_login(plan.manager)
    client.post(url("commitment_grant", mine.pk))

    assert Commitment.objects.get(offer_id=mine.offer_id, state="open").due_on == datetime.date(2099, 1, 1)
    assert client.post(url("commitment_add", plan.pk), {"text": "Come along", "rule": "once"}).status_code == 302
    page = text_of(client.get(plan.get_absolute_url()))
    assert "Come along" in page


@pytest.mark.parametrize("kind", ["stranger", "hr", "leader", "admin"])
def test_commitments_of_others_are_not_there(client, kind):
    row = CommitmentFactory()
    client.force_login(outsider(kind, row.plan))

    for name in ("keep", "miss", "drop", "date", "grant", "decline", "reopen"):
        assert client.post(url(f"commitment_{name}", row.pk)).status_code == 404, name
    assert row.text not in text_of(client.get(url("commitment_list")))


def test_a_stand_in_sees_the_plan_and_cannot_sign(client):
    plan = PlanFactory(ready=True)
    proposal = propose(plan, plan.person)
    stand_in = DelegationFactory(delegator=proposal.plan.manager).delegate
    client.force_login(stand_in)

    page = client.get(url("plan_sign", proposal.plan_id))

    assert "A signature is personal" in text_of(page)
    data = {"proposal_id": proposal.pk, "seen_digest": bytes(proposal.text_digest).hex(), "typed_name": stand_in.name}
    assert client.post(url("plan_sign", proposal.plan_id), data).status_code == 403


def test_progress_is_noted_and_shown(client):
    plan = agreed_plan(ready__goals=1)
    client.force_login(plan.person)

    client.post(url("progress_add", plan.pk, plan.goals.get().pk), {"judgement": "drifting", "note": "Hartwell began"})

    assert "Hartwell began" in text_of(client.get(plan.get_absolute_url()))


# -- strategy ---------------------------------------------------------------------------------------------------------


def test_leaders_state_priorities_and_everybody_reads_and_acknowledges_them(client):
    cycle, leader, sam = CycleFactory(), PersonFactory(leader=True), PersonFactory()
    fields = {"cycle": cycle.pk, "kind": "stop", "title": "Stop custom discounts", "why": "They cost time"}
    client.force_login(sam)
    assert client.post(url("priority_add"), fields).status_code == 403
    client.force_login(leader)
    client.post(url("priority_add"), fields | {"draft": "1"})
    client.force_login(sam)
    assert "Stop custom discounts" not in text_of(client.get(url("strategy")))
    client.force_login(leader)
    priority = Priority.objects.get()
    client.post(url("priority_publish", priority.pk))
    GoalFactory(priority=priority)
    client.force_login(sam)

    page = text_of(client.get(url("strategy")))
    assert "Stop custom discounts" in page
    assert "1 goal behind it" in page
    client.post(url("priority_acknowledge", priority.pk))
    assert "You have read it" in text_of(client.get(url("strategy")))


# -- lists ------------------------------------------------------------------------------------------------------------


def test_plans_are_searched_sorted_and_paged(client):
    manager = PersonFactory()
    for number in range(52):
        PlanFactory(person=PersonFactory(name=f"Seller {number:02}", reports_to=manager), manager=manager)
    client.force_login(manager)

    names = [plan.person.name for plan in client.get(url("plan_list")).context["page"]]
    assert names == [f"Seller {number:02}" for number in range(50)]
    assert [p.person.name for p in client.get(url("plan_list") + "?order=-person&page=2").context["page"]] == [
        "Seller 01",
        "Seller 00",
    ]
    assert [p.person.name for p in client.get(url("plan_list") + "?q=ler%2007").context["page"]] == ["Seller 07"]


# -- any text ---------------------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[click](javascript:alert(1))",
    "{{ 7*7 }} {% debug %} ${7*7}",
    "🎧 Zażółć gęślą jaźń 漢字",
    "\u202eשלום עולם\u202c",
    "a" * 20_000,
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: text[:12])
def test_any_text_is_kept_and_shown_harmlessly(client, hostile):
    plan = PlanFactory(ready=True)
    goal = plan.goals.first()
    Goal.objects.filter(pk=goal.pk).update(why=hostile, title=hostile[:200])
    PortraitFactory(plan=plan, text=hostile)
    CommentFactory(item=goal, text=hostile[:4000])
    client.force_login(plan.person)

    for path in (
        plan.get_absolute_url(),
        url("plan_print", plan.pk),
        url("plan_propose", plan.pk),
        url("item_edit", plan.pk, goal.pk),
    ):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page
    plan = agree(fresh(plan))
    assert plan.in_force.text["goals"][0]["why"] == hostile
    assert client.get(plan.get_absolute_url()).status_code == 200
    assert client.get(url("version_detail", plan.pk, 1)).status_code == 200


def test_what_no_text_can_hold_is_refused_with_a_sentence(client):
    plan = PlanFactory()
    client.force_login(plan.person)

    answer = client.post(url("goal_add", plan.pk), {"title": "T", "family": "team", "why": "a\x00b"})

    assert answer.status_code == 422
    assert not plan.goals.exists()


def test_a_20_000_character_paragraph_fits_and_one_more_does_not(client):
    plan = PlanFactory()
    client.force_login(plan.person)

    assert client.post(url("portrait_write", plan.pk, "growth"), {"text": "x" * 20_001, "seen_version": 0}).status_code == 422
    assert client.post(url("portrait_write", plan.pk, "growth"), {"text": "x" * 20_000, "seen_version": 0}).status_code == 302
