"""A new manager steps in: chooses for each open promise, both sign, and everybody's past stays their own."""

import datetime

import pytest
from django.urls import reverse

from people.actions import change_manager
from plans import actions
from plans.draft import DraftPage
from plans.models import Commitment, Handover, Offer
from tests.factories import CommitmentFactory, DelegationFactory, PersonFactory, PlanFactory, PortraitFactory, agree, agreed_plan
from tests.plans.people_here import assert_refused, fresh, kinds, propose, sign, take_over, told

pytestmark = pytest.mark.django_db
LINE_ENDED = datetime.date(2026, 11, 1)


def hand_over(goals=1, beside=()):
    """A plan in force whose seller has a new manager, who stepped in: (plan, the manager before, the new one)."""
    plan = agreed_plan(ready__goals=goals)
    for text in beside:
        CommitmentFactory(plan=plan, side="manager", goal=plan.goals.first(), text=text)
    return successor(plan)


def successor(plan, name="Nora New"):
    """Somebody new leads the seller and takes the plan over."""
    before, new = plan.manager, PersonFactory(name=name)
    change_manager(plan.person, new, by=PersonFactory(admin=True), on=LINE_ENDED + datetime.timedelta(days=len(name)))
    actions.take_over(fresh(plan), by=new)
    return fresh(plan), before, new


def promise_of(person, **fields):
    return Commitment.objects.get(by=person, side="manager", **fields)


def choose(promise, by, choice):
    return actions.choose_handover(Commitment.objects.get(pk=promise.pk), by=by, choice=choice)


def test_taking_over_asks_about_every_open_promise_of_the_manager_before_and_no_other():
    plan = agreed_plan(ready__goals=2)
    rows = list(Commitment.objects.filter(side="manager"))
    actions.keep(rows[0], by=plan.manager)
    beside = CommitmentFactory(plan=plan, side="manager", text="Call Hartwell")

    plan, _maya, nora = successor(plan)

    assert {h.commitment for h in Handover.objects.all()} == {rows[1], beside}
    assert {h.choice for h in Handover.objects.all()} == {""}
    assert_refused(propose, plan, nora, sentence="Nora has not said yet what becomes of 2 promises")
    assert told(plan.person)[-1] == "plans.taken_over"


def test_a_promise_taken_over_goes_on_in_the_new_managers_name_and_stays_the_old_ones_for_good():
    plan, maya, nora = hand_over()
    old = promise_of(maya)

    choose(old, nora, "take")
    old.refresh_from_db()
    assert (old.state, old.by) == ("open", maya)
    version = sign(propose(plan, nora), plan.person)

    old.refresh_from_db()
    new = promise_of(nora)
    assert (old.state, old.by, old.closed_by) == ("renegotiated", maya, plan.person)
    assert (new.state, new.succeeds, new.text, new.due_on, new.offer_id) == ("open", old, old.text, old.due_on, old.offer_id)
    assert version.text["parties"]["manager"]["name"] == "Nora New"


def test_a_promise_taken_over_changed_is_what_both_signed():
    plan, maya, nora = hand_over()
    old = promise_of(maya)

    handover = choose(old, nora, "change")
    offer = Offer.objects.get(pk=handover.offer_id)
    actions.edit_item(offer, by=nora, seen_version=offer.version, text="Keep one morning clear")
    sign(propose(plan, nora), plan.person)

    new = promise_of(nora)
    assert (new.text, new.succeeds) == ("Keep one morning clear", old)


def test_a_promise_let_go_is_taken_out_of_the_text_and_closed_when_both_signed():
    plan, maya, nora = hand_over(goals=2)
    stays, goes = Commitment.objects.filter(by=maya).order_by("goal__position")
    choose(stays, nora, "take")
    choose(goes, nora, "drop")
    assert Offer.objects.get(pk=goes.offer_id).dropped_at is not None
    actions.add_offer(plan, by=nora, side="manager", text="Something else", goal=goes.goal, due_on=plan.ends_on)

    sign(propose(plan, nora), plan.person)

    goes.refresh_from_db()
    assert (goes.state, goes.by) == ("dropped", maya)
    assert sorted(Commitment.objects.filter(by=nora).values_list("text", flat=True)) == [stays.text, "Something else"]


def test_a_promise_made_beside_the_text_becomes_part_of_it_so_that_both_sign():
    plan, maya, nora = hand_over(beside=["Call Hartwell", "Find a second van"])
    in_text = promise_of(maya, origin="plan")
    taken, dropped = promise_of(maya, text="Call Hartwell"), promise_of(maya, text="Find a second van")

    choose(in_text, nora, "take")
    handover = choose(taken, nora, "take")
    choose(dropped, nora, "drop")
    assert fresh(plan).offers.kept().filter(text="Call Hartwell", side="manager").get().pk == handover.offer_id
    version = sign(propose(plan, nora), plan.person)

    for row in (taken, dropped):
        row.refresh_from_db()
    assert (taken.state, dropped.state, taken.by, dropped.by) == ("renegotiated", "dropped", maya, maya)
    assert promise_of(nora, text="Call Hartwell").succeeds == taken
    assert not Commitment.objects.filter(by=nora, text="Find a second van").exists()
    assert "Call Hartwell" in bytes(version.body).decode()


def test_a_second_choice_takes_the_first_one_back():
    plan, maya, nora = hand_over(beside=["Call Hartwell"])
    beside, in_text = promise_of(maya, text="Call Hartwell"), promise_of(maya, origin="plan")
    kept = {offer.text for offer in plan.offers.kept()}

    for choice in ("take", "drop", "take", "change", "drop"):
        choose(beside, nora, choice)
        choose(in_text, nora, choice)
    assert {offer.text for offer in plan.offers.kept()} == kept - {in_text.text}
    choose(in_text, nora, "take")

    assert {offer.text for offer in plan.offers.kept()} == kept
    assert Offer.objects.filter(text="Call Hartwell").count() == 1
    assert Handover.objects.count() == 2


def test_the_same_choice_twice_changes_nothing_the_second_time():
    plan, maya, nora = hand_over()
    choose(promise_of(maya), nora, "take")
    before = kinds(plan), fresh(plan).revision

    choose(promise_of(maya), nora, "take")

    assert (kinds(plan), fresh(plan).revision) == before


def test_only_the_new_manager_chooses_and_only_for_promises_of_managers_before():
    plan, maya, nora = hand_over()
    old, hers = promise_of(maya), Commitment.objects.get(side="seller")
    stand_in = DelegationFactory(delegator=nora).delegate

    for person in (plan.person, maya, PersonFactory(), PersonFactory(hr=True)):
        assert_refused(choose, old, person, "take", sentence="Nora says what becomes of this promise.")
    assert_refused(choose, old, stand_in, "take", sentence="A signature is personal")
    assert_refused(choose, hers, nora, "take", sentence="This is not a promise of a manager before.")
    assert_refused(choose, old, nora, "sell", sentence="Take it over, change it, or let it go.")
    choose(old, nora, "take")
    propose(plan, nora)
    assert_refused(choose, old, nora, "drop", sentence="waits for a signature")


def test_a_promise_that_was_closed_meanwhile_needs_no_choice():
    plan, maya, nora = hand_over()
    old = promise_of(maya)
    actions.miss(Commitment.objects.get(pk=old.pk), by=plan.person)

    assert_refused(choose, old, nora, "take", sentence="This commitment is")
    sign(propose(plan, nora), plan.person)

    old.refresh_from_db()
    assert (old.state, old.by) == ("missed", maya)


def test_a_third_manager_chooses_afresh_and_nothing_of_the_second_who_never_signed_is_left():
    plan, maya, nora = hand_over(goals=2, beside=["Call Hartwell"])
    text = {offer.pk for offer in plan.offers.kept()}
    one, two = Commitment.objects.filter(by=maya, origin="plan").order_by("goal__position")
    choose(one, nora, "drop")
    choose(two, nora, "take")
    choose(promise_of(maya, text="Call Hartwell"), nora, "take")

    plan, _nora, omar = successor(plan, name="Omar Osei the third")

    assert {h.choice for h in Handover.objects.all()} == {""}
    assert {offer.pk for offer in plan.offers.kept()} == text
    assert_refused(choose, one, nora, "take", sentence="")
    for promise in Commitment.objects.filter(by=maya, state="open"):
        choose(promise, omar, "take")
    sign(propose(plan, omar), plan.person)
    assert set(Commitment.objects.filter(side="manager", state="open").values_list("by__name", flat=True)) == {omar.name}
    assert Commitment.objects.filter(by=maya, state="renegotiated").count() == 3
    assert not Commitment.objects.filter(by=nora).exists()


def test_giving_the_amendment_up_asks_for_every_choice_again():
    plan, maya, nora = hand_over(beside=["Call Hartwell"])
    text = {offer.pk for offer in plan.offers.kept()}
    for promise in Commitment.objects.filter(by=maya):
        choose(promise, nora, "take")

    actions.give_up_amendment(fresh(plan), by=nora)

    assert {h.choice for h in Handover.objects.all()} == {""}
    assert {offer.pk for offer in plan.offers.kept()} == text
    actions.amend(fresh(plan), by=nora, reason="Now then")
    assert_refused(propose, plan, nora, sentence="has not said yet what becomes of 2 promises")


def test_what_the_seller_promised_is_owed_to_the_new_manager_from_the_signature_on():
    plan, maya, nora = hand_over()
    hers = Commitment.objects.get(side="seller")
    assert hers.to == maya

    plan = take_over_rest(plan, nora)
    agree(plan)

    hers.refresh_from_db()
    assert (hers.state, hers.by, hers.to) == ("open", plan.person, nora)


def take_over_rest(plan, by):
    for promise in Commitment.objects.left_by_others(plan):
        choose(promise, by, "take")
    return fresh(plan)


def test_taking_over_leaves_what_is_in_force_in_force():
    plan, maya, nora = hand_over()

    assert (plan.in_force.number, plan.status, plan.manager) == (1, "draft", nora)
    assert promise_of(maya).state == "open"


# -- on the pages, and by the dates --------------------------------------------------------------------------------------


def test_the_new_manager_chooses_on_a_page_and_the_seller_sees_it(client):
    plan, maya, nora = hand_over(beside=["Call Hartwell"])
    page = reverse("plans:handover_detail", args=[plan.pk])
    old, beside = promise_of(maya, origin="plan"), promise_of(maya, text="Call Hartwell")
    client.force_login(nora)
    assert "2 promises wait for a choice" in client.get(page).content.decode()
    assert "Choose for 2 promises" in client.get(plan.get_absolute_url()).content.decode()

    taken = client.post(reverse("plans:handover_choose", args=[plan.pk, old.pk]), {"choice": "take"})
    changed = client.post(reverse("plans:handover_choose", args=[plan.pk, beside.pk]), {"choice": "change"})
    client.force_login(plan.person)
    seen = client.get(page).content.decode()

    assert taken["Location"] == page
    offer = Handover.objects.get(commitment=beside).offer_id
    assert changed["Location"] == reverse("plans:item_edit", args=[plan.pk, offer])
    assert "take it over" in seen
    assert '<button type="submit" name="choice"' not in seen
    denied = client.post(reverse("plans:handover_choose", args=[plan.pk, old.pk]), {"choice": "drop"})
    assert denied.status_code == 403
    assert Handover.objects.get(commitment=old).choice == "take"


def test_stepping_in_leads_to_the_promises(client):
    plan = agreed_plan(ready__goals=1)
    nora = PersonFactory(name="Nora New")
    change_manager(plan.person, nora, by=PersonFactory(admin=True), on=LINE_ENDED)
    client.force_login(nora)

    answer = client.post(reverse("plans:plan_take_over", args=[plan.pk]))

    assert answer["Location"] == reverse("plans:handover_detail", args=[plan.pk])


def test_the_former_manager_sees_what_they_signed_and_nothing_after_the_new_one_all_from_the_first_day(client):
    plan = agreed_plan(ready__goals=1)
    actions.amend(plan, by=plan.person, reason="Second")
    plan = agree(fresh(plan))
    maya = plan.manager
    plan, _maya, nora = successor(plan)
    plan = agree(take_over_rest(plan, nora))
    actions.amend(plan, by=nora, reason="Fourth")
    waiting = propose(plan, nora)
    first = plan.versions.get(number=1).proposal

    def sees(person):
        client.force_login(person)
        paths = [reverse("plans:version_detail", args=[plan.pk, n]) for n in (1, 2, 3)]
        paths += [reverse("plans:plan_compare", args=[plan.pk, *pair]) for pair in ((1, 2), (2, 3))]
        paths += [first.get_absolute_url(), waiting.get_absolute_url(), reverse("plans:plan_sign", args=[plan.pk])]
        paths += [reverse(f"plans:{name}", args=[plan.pk]) for name in ("handover_detail", "plan_history", "version_list")]
        return [client.get(path).status_code for path in paths]

    assert sees(maya) == [200, 200, 404, 200, 404, 404, 404, 404, 404, 404, 200]
    assert sees(nora) == sees(plan.person) == [200] * 11
    client.force_login(maya)
    assert client.get(plan.get_absolute_url())["Location"] == reverse("plans:version_detail", args=[plan.pk, 2])
    listed = client.get(reverse("plans:version_list", args=[plan.pk])).content.decode()
    assert "Version 2" in listed
    assert "Version 3" not in listed
    assert {row.by for row in Commitment.objects.visible_to(maya).filter(plan=plan, side="manager")} == {maya}


def test_take_over_helper_leaves_nothing_undecided():
    plan = agreed_plan(ready__goals=2)
    nora = PersonFactory(name="Nora New")
    change_manager(plan.person, nora, by=PersonFactory(admin=True), on=LINE_ENDED)

    plan = take_over(plan, nora, choice="change")

    assert not Commitment.objects.undecided(plan).exists()
    assert kinds(plan).count("plans.handover_change") == 2


def test_a_new_date_that_the_seller_gave_meanwhile_is_what_is_taken_over():
    plan, maya, nora = hand_over()
    old = promise_of(maya)
    later = plan.ends_on - datetime.timedelta(days=1)
    actions.renegotiate(Commitment.objects.get(pk=old.pk), by=plan.person, due_on=later)
    now = promise_of(maya, state="open")
    assert Handover.objects.get().commitment == now

    choose(now, nora, "take")
    version = sign(propose(plan, nora), plan.person)

    assert promise_of(nora).due_on == later
    assert promise_of(nora).succeeds == now
    assert str(later) in bytes(version.body).decode()


def test_the_portrait_keeps_the_words_of_the_manager_before_in_their_name():
    plan = PlanFactory()
    PortraitFactory(plan=plan, side="manager", changed_by=PersonFactory(name="Tomás Rivera"))

    voices = {side: name for side, _row, name in DraftPage(plan, plan.manager).topics[0]["voices"]}

    assert voices == {"seller": plan.person.first_name, "manager": "Tomás"}


def test_a_kept_promise_is_not_opened_again_when_something_else_was_signed_in_its_place():
    plan = agreed_plan(ready__goals=1)
    kept = actions.keep(Commitment.objects.get(side="seller"), by=plan.person)
    actions.amend(fresh(plan), by=plan.person, reason="Other words")
    offer = Offer.objects.get(pk=kept.offer_id)
    actions.edit_item(offer, by=plan.person, seen_version=offer.version, text="Hold three mornings")
    agree(fresh(plan))

    assert_refused(actions.reopen_commitment, Commitment.objects.get(pk=kept.pk), by=plan.person, sentence="in its place")


def test_a_kept_promise_that_still_stands_is_opened_again():
    plan = agreed_plan(ready__goals=1)
    kept = actions.keep(Commitment.objects.get(side="seller"), by=plan.person)

    assert actions.reopen_commitment(Commitment.objects.get(pk=kept.pk), by=plan.person).state == "open"
