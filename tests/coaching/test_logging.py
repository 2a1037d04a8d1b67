"""A conversation logged in twenty seconds: what it sets right, who may, and what a second click does."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from coaching import actions
from coaching.models import Session, WeekSlot
from coaching.week import monday_of
from people.verdict import Refused
from plans.models import Commitment, Occurrence
from reminders.models import Reminder
from tests.coaching.conftest import plan_in_force
from tests.factories import (
    CommitmentFactory,
    DelegationFactory,
    PersonFactory,
    ReportingLineFactory,
    SessionFactory,
    SignalFactory,
    WeekSlotFactory,
)
from tests.races import race


def log(by, rep, **fields):
    return actions.log_session(by=by, rep=rep, **{"kind": "impromptu", "notes": "She asked first.", **fields})


def nothing_happened():
    return (
        not Session.objects.exists()
        and not Commitment.objects.filter(origin="session").exists()
        and not WeekSlot.objects.exists()
    )


def test_a_manager_logs_a_talk(maya, sam, plan, goal, today):
    session = log(maya, sam, goals=[goal], promise="Ask Finance", promise_due=today + datetime.timedelta(days=3))

    assert (session.state, session.led_by, session.kind) == ("held", maya, "impromptu")
    assert {(part.person, part.is_rep) for part in session.participants.all()} == {(maya, False), (sam, True)}
    assert list(session.goals.all()) == [goal]
    promise = Commitment.objects.get(origin="session")
    assert list(session.commitments.all()) == [promise]
    assert (promise.side, promise.by, promise.to, promise.goal, promise.plan) == ("manager", maya, sam, goal, plan)
    assert WeekSlot.objects.get().session == session
    assert plan.history.filter(kind="coaching.session", by=maya).count() == 1
    assert set(Reminder.objects.filter(kind="coaching.session_logged").values_list("recipient", flat=True)) == {sam.pk}


def test_the_seller_logs_a_talk_with_their_manager(maya, sam, plan, goal, today):
    session = log(sam, sam, goals=[goal], promise="Call ten", promise_due=today)

    assert session.led_by == maya
    assert Commitment.objects.get(origin="session").side == "seller"
    assert WeekSlot.objects.get(manager=maya, rep=sam).session == session
    assert set(Reminder.objects.filter(kind="coaching.session_logged").values_list("recipient", flat=True)) == {maya.pk}


def test_a_slot_that_was_set_keeps_its_time_and_is_filled_once(maya, sam, today):
    slot = WeekSlotFactory(manager=maya, rep=sam, week=monday_of(today), reason="His idea")

    first = log(maya, sam)
    log(maya, sam)

    slot.refresh_from_db()
    assert (slot.session, slot.reason) == (first, "His idea")


def test_a_team_meeting_fills_no_slot(maya, sam):
    log(maya, sam, kind="team_meeting", others=[PersonFactory(reports_to=maya)])

    assert not WeekSlot.objects.exists()


def test_a_stand_in_fills_the_managers_slot(maya, sam):
    stand_in = DelegationFactory(delegator=maya).delegate

    session = log(stand_in, sam)

    assert session.led_by == stand_in
    assert WeekSlot.objects.get().manager == maya


def test_a_coach_logs_their_own_talk_and_promises_nothing(maya, sam, plan, today):
    coach = ReportingLineFactory(person=sam, dotted=True).manager

    assert log(coach, sam).led_by == coach
    assert not WeekSlot.objects.exists()
    with pytest.raises(Refused):
        log(coach, sam, promise="I will see", promise_due=today)


def test_a_field_day_keeps_one_field_day_a_month(maya, sam, plan):
    monthly = CommitmentFactory(plan=plan, side="manager", rule="monthly", evidence="field_day", due_on=None)
    other = CommitmentFactory(plan=plan, side="manager", rule="monthly", evidence="strategy_session", due_on=None)

    session = log(maya, sam, kind="field_day")
    log(maya, sam, kind="field_day")

    kept = Occurrence.objects.get()
    assert (kept.commitment, kept.evidence_id, kept.kept_at, kept.kept_by) == (monthly, session.pk, session.starts_at, maya)
    assert kept.starts_on.day == 1
    assert {promise.state for promise in Commitment.objects.filter(pk__in=[monthly.pk, other.pk])} == {"open"}
    assert plan.history.filter(kind="plans.commitment_kept").count() == 1


def test_a_field_day_keeps_the_promise_of_one(maya, sam, plan):
    one = CommitmentFactory(plan=plan, side="manager", evidence="field_day")

    log(maya, sam, kind="field_day")
    log(maya, sam, kind="field_day")

    one.refresh_from_db()
    assert (one.state, one.closed_by) == ("kept", maya)
    assert plan.history.filter(kind="plans.commitment_kept").count() == 1


def test_a_coachs_field_day_does_not_keep_the_managers_promise(maya, sam, plan):
    CommitmentFactory(plan=plan, side="manager", rule="monthly", evidence="field_day", due_on=None)
    coach = ReportingLineFactory(person=sam, dotted=True).manager

    log(coach, sam, kind="field_day")

    assert not Occurrence.objects.exists()


def test_a_promise_answers_the_signal_that_was_talked_about(maya, sam, plan, goal, today):
    signal = SignalFactory(person=sam, plan_id=plan.pk, goal_id=goal.pk)

    log(maya, sam, goals=[goal], promise="Clear two mornings", promise_due=today, signal=signal)

    assert signal.commitments.get().text == "Clear two mornings"


@pytest.mark.parametrize("who", ["lena", "stranger", "former"])
def test_nobody_logs_for_people_who_are_not_theirs(maya, sam, lena, who):
    stranger, former = PersonFactory(), PersonFactory()
    sam.lines_up.update(starts_on=datetime.date(2026, 3, 1))
    ReportingLineFactory(person=sam, manager=former, ends_on=datetime.date(2026, 3, 1))

    with pytest.raises(Refused):
        log({"lena": lena, "stranger": stranger, "former": former}[who], sam)

    assert nothing_happened() and not Reminder.objects.exists()


def test_somebody_with_no_manager_logs_nothing_about_themselves(lena):
    with pytest.raises(Refused):
        log(lena, lena)


def test_a_time_to_come_is_refused(maya, sam):
    with pytest.raises(ValidationError) as refused:
        log(maya, sam, starts_at=timezone.now() + datetime.timedelta(minutes=5))

    assert list(refused.value.message_dict) == ["starts_at"]
    assert nothing_happened()


def test_a_goal_of_anothers_plan_is_refused(maya, sam, plan):
    other = plan_in_force(PersonFactory(reports_to=maya), maya)

    with pytest.raises(ValidationError):
        log(maya, sam, goals=[other.goals.first()])

    assert not Session.objects.exists()


def test_a_promise_needs_a_plan_in_force(maya, sam, today):
    with pytest.raises(ValidationError) as refused:
        log(maya, sam, promise="Ask Finance", promise_due=today)

    assert list(refused.value.message_dict) == ["promise"]
    assert nothing_happened()


def test_a_promise_for_a_day_that_is_over_is_refused(maya, sam, plan, today):
    with pytest.raises(ValidationError):
        log(maya, sam, promise="Ask Finance", promise_due=today - datetime.timedelta(days=1))

    assert nothing_happened()


def test_the_same_form_logs_once(maya, sam):
    key = uuid.uuid4()

    assert log(maya, sam, key=key) == log(maya, sam, key=key)
    assert Session.objects.count() == 1


def test_a_form_that_somebody_else_sent_is_refused(maya, sam):
    key = log(maya, sam, key=uuid.uuid4()).request_key

    with pytest.raises(Refused):
        log(sam, sam, key=key)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_logs_once(maya, sam, plan, goal, today):
    key = uuid.uuid4()
    click = {"key": key, "goals": [goal], "promise": "Ask Finance", "promise_due": today}

    logged = race(*[lambda: log(maya, sam, **click)] * 3)

    assert len({session.pk for session in logged}) == 1
    assert Session.objects.count() == 1
    assert Commitment.objects.filter(origin="session").count() == 1
    assert Reminder.objects.filter(kind="coaching.session_logged", channel="app").count() == 1


def test_everybody_named_in_it_is_told(maya, sam):
    jon = PersonFactory(reports_to=maya)

    session = log(maya, sam, kind="team_meeting", others=[jon])

    assert {part.person_id for part in session.participants.filter(is_rep=True)} == {sam.pk, jon.pk}
    assert set(Reminder.objects.values_list("recipient", flat=True)) == {sam.pk, jon.pk}


@pytest.mark.django_db
def test_the_factory_makes_a_whole_session():
    assert SessionFactory().participants.count() == 2
