"""Requests made by hand: by the wrong side, in the wrong state, twice, or in the wrong order. Nothing ever changes."""

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from plans import actions
from plans.models import Agreed
from tests.factories import PersonFactory, PlanFactory, agreed_plan
from tests.plans.people_here import fresh, propose, sign

pytestmark = pytest.mark.django_db
REFUSED = {403, 404, 409, 422}
TABLES = [model._meta.db_table for room in ("plans", "metrics", "reminders") for model in apps.get_app_config(room).get_models()]
STATES = ["draft", "proposed", "agreed", "amended", "closed"]
WRITING = ["goal_add", "topic_add", "offer_add", "plan_terms", "measure_add", "portrait_write"]
ITEMS = ["item_edit", "item_drop", "item_restore", "item_move", "item_duplicate", "item_agree"]
ALLOWED = {  # in which states a party's request may do something; every other one is refused
    **{name: {"draft", "amended"} for name in [*WRITING, *ITEMS, "plan_propose"]},
    "plan_counter": {"proposed"},
    "plan_withdraw": {"proposed"},
    "plan_sign": {"proposed"},
    "plan_amend": {"agreed"},
    "plan_give_up": {"amended"},
    "plan_close": {"draft"},
    "plan_take_over": set(),
    "handover_choose": set(),
}
OF_ONE_SIDE = {"plan_counter": "person", "plan_sign": "person", "plan_withdraw": "manager"}  # the manager has proposed


def in_state(state):
    """A plan that has come that far, proposed by the manager."""
    plan = PlanFactory(ready=True, ready__goals=1) if state in ("draft", "proposed") else agreed_plan(ready__goals=1)
    if state == "proposed":
        propose(plan, plan.manager)
    if state == "amended":
        actions.amend(plan, by=plan.manager, reason="It changed")
    if state == "closed":
        plan = PlanFactory(ready=True, ready__goals=1)
        actions.close(plan, by=plan.manager)
    return fresh(plan)


def address(name, plan):
    """Where that request goes, about the plan's first goal or promise."""
    goal, promise = plan.goals.first(), plan.commitments.first()
    more = {"measure_add": [goal.pk], "portrait_write": ["strengths"], "handover_choose": [promise.pk if promise else goal.pk]}
    return reverse(f"plans:{name}", args=[plan.pk, *(more.get(name) or ([goal.pk] if name in ITEMS else []))])


def said_by(me, plan):
    """Everything that any of these forms asks for, as it would be right."""
    proposal = plan.proposals.open().first()
    return {
        "title": "Words", "family": "team", "text": "Words", "side": "seller", "reason": "Because", "outcome": "Over",
        "typed_name": me.name, "seen_revision": plan.revision, "seen_version": 1, "way": "down", "choice": "take", "rule": "once",
        "kind": "criteria", "starts_on": plan.starts_on, "ends_on": plan.ends_on, "seen_terms": 1, "seen_stamp": "x",
        "proposal_id": proposal.pk if proposal else me.pk,
        "seen_digest": bytes(proposal.text_digest).hex() if proposal else "0" * 64,
    }  # fmt: skip


def fingerprint():
    """All that plans, metrics and reminders hold."""
    each = "SELECT '{0}', md5(string_agg(it::text, '|' ORDER BY it::text)) FROM {0} AS it"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each.format(table) for table in TABLES))
        return dict(cursor.fetchall())


@pytest.mark.parametrize("state", STATES)
def test_what_a_state_does_not_allow_is_refused_to_both_and_changes_nothing(client, state):
    plan = in_state(state)
    for who in ("person", "manager"):
        me = getattr(plan, who)
        client.force_login(me)
        for name, states in ALLOWED.items():
            if state in states and OF_ONE_SIDE.get(name, who) == who:
                continue
            path, data = address(name, plan), said_by(me, plan)
            before = fingerprint()
            answer = client.post(path, data)
            assert answer.status_code in REFUSED, (name, who, answer.status_code)
            assert fingerprint() == before, (name, who)


@pytest.mark.parametrize("state", STATES)
def test_a_stranger_finds_none_of_it_in_any_state(client, state):
    plan = in_state(state)
    for stranger in (PersonFactory(), PersonFactory(admin=True), PersonFactory(reports_to=plan.manager)):
        client.force_login(stranger)
        before, data = fingerprint(), said_by(stranger, plan)
        for name in ALLOWED:
            assert client.post(address(name, plan), data).status_code == 404, name
        assert fingerprint() == before


def test_one_side_does_not_sign_in_the_others_name(client):
    plan = in_state("proposed")
    client.force_login(plan.person)
    before = fingerprint()

    answer = client.post(address("plan_sign", plan), said_by(plan.manager, plan))

    assert answer.status_code == 422
    assert fingerprint() == before


def test_the_same_proposal_posted_twice_is_one(client):
    plan = in_state("draft")
    client.force_login(plan.manager)
    data = said_by(plan.manager, plan)

    first = client.post(address("plan_propose", plan), data)
    before = fingerprint()
    second = client.post(address("plan_propose", plan), data)

    assert (first.status_code, second.status_code) == (302, 403)
    assert fingerprint() == before


def test_the_same_signature_posted_twice_leads_to_the_same_version(client):
    plan = in_state("proposed")
    client.force_login(plan.person)
    data = said_by(plan.person, plan)

    first = client.post(address("plan_sign", plan), data)
    before = fingerprint()
    second = client.post(address("plan_sign", plan), data)

    assert first["Location"] == second["Location"] == reverse("plans:version_detail", args=[plan.pk, 1])
    assert fingerprint() == before


def test_requests_out_of_order_change_nothing(client):
    """Signing before anything is proposed, countering what is signed, withdrawing what is countered, signing an old text."""
    plan = in_state("draft")
    goal = plan.goals.first()
    seller, manager = plan.person, plan.manager

    def post(me, name, **other):
        client.force_login(me)
        before = fingerprint()
        answer = client.post(address(name, fresh(plan)), said_by(me, fresh(plan)) | other)
        assert fingerprint() == before, name
        return answer.status_code

    assert post(seller, "plan_sign") == 403
    old = propose(plan, manager)
    actions.counter(fresh(plan), by=seller, reason="Not yet")
    assert post(manager, "plan_withdraw") == 403
    assert post(seller, "plan_counter") == 403
    assert post(seller, "plan_sign", proposal_id=old.pk, seen_digest=bytes(old.text_digest).hex()) == 409
    assert post(seller, "item_agree", seen_stamp="0" * 16) == 302  # back to the item as it is now, and nothing is agreed
    assert not Agreed.objects.exists()
    actions.edit_item(goal, by=seller, seen_version=1, title="Other words")
    assert post(manager, "item_edit", seen_version=1) == 409
    assert post(manager, "plan_propose", seen_revision=1) == 409
    new = propose(plan, seller)
    stale = {"proposal_id": old.pk, "seen_digest": bytes(old.text_digest).hex()}
    assert post(manager, "plan_sign", **stale) == 409
    sign(new, manager)
    assert post(seller, "plan_counter") == 403
    assert post(manager, "plan_sign", **stale) in (403, 409)
