"""Who promised what, and was it kept?"""

import datetime

import pytest
from django.core.exceptions import ValidationError

from perfplan.demo.clock import on
from plans import actions
from plans.models import Commitment, Occurrence
from tests.factories import CommitmentFactory, DelegationFactory, GoalFactory, PersonFactory, PlanFactory, agreed_plan
from tests.plans.people_here import assert_refused, kinds, told

pytestmark = pytest.mark.django_db
LATER = datetime.date(2099, 1, 15)


def test_each_side_promises_for_itself_and_the_other_is_told():
    plan = agreed_plan(ready__goals=1)

    made = actions.promise(plan, by=plan.manager, side="manager", text="Get the event list", due_on=LATER, goal=plan.goals.get())

    assert (made.by, made.to, made.side, made.state, made.origin) == (plan.manager, plan.person, "manager", "open", "plan")
    assert told(plan.person)[-1] == "plans.promised"
    assert kinds(plan)[-1] == "plans.promised"


def test_nobody_promises_for_another():
    plan = agreed_plan()

    assert_refused(actions.promise, plan, by=plan.manager, side="seller", text="x", sentence="Sam has to")
    assert_refused(actions.promise, plan, by=PersonFactory(hr=True), side="seller", text="x", sentence="Only the two")


def test_whoever_stands_in_promises_in_their_own_name():
    plan = agreed_plan()
    stand_in = DelegationFactory(delegator=plan.manager).delegate

    made = actions.promise(plan, by=stand_in, side="manager", text="Come along on Friday", origin="session")

    assert (made.by, made.origin) == (stand_in, "session")


def test_a_promise_is_kept_once_however_often_it_is_ticked():
    row = CommitmentFactory()

    actions.keep(row, by=row.by)
    actions.keep(row, by=row.by)

    row.refresh_from_db()
    assert (row.state, row.closed_by) == ("kept", row.by)
    assert kinds(row.plan) == ["plans.commitment_kept"]


def test_whoever_made_it_says_when_it_is_kept_and_the_other_may_say_not_yet():
    row = CommitmentFactory()

    assert_refused(actions.keep, row, by=row.to, sentence="Sam says when it is kept")
    actions.keep(row, by=row.by)
    actions.reopen_commitment(row, by=row.to, note="The annex is missing")

    row.refresh_from_db()
    assert (row.state, row.closed_at, row.note) == ("open", None, "The annex is missing")


def test_a_weekly_promise_is_kept_once_a_week_and_stays_open():
    monday = datetime.date(2026, 8, 3)
    with on(monday):
        row = CommitmentFactory(rule="weekly", due_on=None)

    for days in (0, 3, 7):
        actions.keep(row, by=row.by, on=monday + datetime.timedelta(days=days))

    row.refresh_from_db()
    assert row.state == "open"
    starts = list(Occurrence.objects.values_list("starts_on", "ends_on"))
    assert starts == [(monday + datetime.timedelta(days=7 * w), monday + datetime.timedelta(days=7 * w + 6)) for w in (0, 1)]


def test_whoever_is_owed_a_promise_lets_it_go_at_once():
    row = CommitmentFactory()

    actions.drop_commitment(row, by=row.to, note="No longer needed")

    row.refresh_from_db()
    assert (row.state, row.note, row.closed_by) == ("dropped", "No longer needed", row.to)


def test_whoever_made_it_asks_to_let_it_go_and_the_other_consents():
    row = CommitmentFactory()

    actions.drop_commitment(row, by=row.by, note="The customer left")
    row.refresh_from_db()
    assert (row.state, row.asked, row.asked_by) == ("open", "drop", row.by)
    assert told(row.to) == ["plans.asked"]
    assert_refused(actions.grant, row, by=row.by, sentence="Maya has to agree to it")

    actions.grant(row, by=row.to)

    row.refresh_from_db()
    assert (row.state, row.asked, row.asked_by) == ("dropped", "", None)


def test_a_new_date_needs_the_others_consent_and_leaves_the_old_promise_in_the_ledger():
    row = CommitmentFactory()
    actions.renegotiate(row, by=row.by, due_on=LATER, note="Holidays")

    new = actions.grant(row, by=row.to)

    row.refresh_from_db()
    assert row.state == "renegotiated"
    assert (new.state, new.due_on, new.text, new.by) == ("open", LATER, row.text, row.by)
    assert Commitment.objects.count() == 2


def test_whoever_is_owed_it_sets_a_new_date_at_once_but_not_one_that_has_passed():
    row = CommitmentFactory()

    with pytest.raises(ValidationError, match="still to come"):
        actions.renegotiate(row, by=row.to, due_on=datetime.date(2020, 1, 1))
    assert actions.renegotiate(row, by=row.to, due_on=LATER).due_on == LATER


def test_a_wish_can_be_declined_or_taken_back():
    row = CommitmentFactory()
    for person in (row.to, row.by):
        actions.drop_commitment(row, by=row.by)
        actions.decline(row, by=person)
        row.refresh_from_db()
        assert (row.state, row.asked) == ("open", "")


def test_strangers_touch_no_promise():
    row = CommitmentFactory()

    for stranger in (PersonFactory(), PersonFactory(hr=True), PersonFactory(leader=True)):
        for action in (actions.keep, actions.miss, actions.drop_commitment, actions.decline, actions.grant):
            assert_refused(action, row, by=stranger, sentence="Only the two")


def test_progress_is_noted_by_both_once_a_version_is_in_force():
    plan = agreed_plan(ready__goals=1)
    goal = plan.goals.get()
    goal.plan = plan

    actions.note_progress(goal, by=plan.person, judgement="drifting", note="Hartwell takes two days")

    assert told(plan.manager)[-1] == "plans.progress"
    draft = GoalFactory(plan=PlanFactory())
    assert_refused(actions.note_progress, draft, by=draft.plan.person, judgement="ahead", sentence="when both have signed")
