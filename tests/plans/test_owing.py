"""What the clock tells of plans: promises around their day, signatures and drafts that wait. Once, and to the two alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from plans import actions
from plans.models import Commitment, Plan
from plans.owing import owe_what_waits
from reminders.models import Reminder
from reminders.rules import still_owed
from tests.factories import (
    CommitmentFactory,
    OccurrenceFactory,
    PersonFactory,
    PlanFactory,
    ProposalFactory,
    ReportingLineFactory,
)
from tests.races import race

pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 2)
NOON = datetime(2026, 12, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def promise():
    made = CommitmentFactory(due_on=DUE)
    Commitment.objects.update(made_at=NOON - 60 * DAY)
    Plan.objects.update(started_at=NOON + 20 * DAY)  # the draft does not rest
    return made


def told():
    rows = Reminder.objects.filter(channel="app", kind__startswith="plans.").order_by("due_at", "kind", "recipient__name")
    return [(row.kind, row.recipient.first_name) for row in rows]


def after(days):
    """What was told when the clock has rung at noon, so many days from its day."""
    owe_what_waits(NOON + days * DAY)
    return told()


def test_whoever_promised_is_told_before_and_on_the_day_and_both_after_it(promise):
    assert after(-4) == []
    assert after(-3) == [("plans.due_soon", "Sam")]
    assert after(-1) == [("plans.due_soon", "Sam")]
    assert after(0) == [("plans.due_soon", "Sam"), ("plans.due_today", "Sam")]
    passed = [("plans.day_passed", "Maya"), ("plans.day_passed", "Sam")]
    assert sorted(after(1)[2:]) == passed
    assert sorted(after(9)[2:]) == passed


def test_a_promise_of_the_manager_is_told_in_the_same_way(promise):
    Commitment.objects.update(by=promise.to, to=promise.by, side="manager")

    after(-3), after(0), after(1)

    assert sorted(told()) == [
        ("plans.day_passed", "Maya"),
        ("plans.day_passed", "Sam"),
        ("plans.due_soon", "Maya"),
        ("plans.due_today", "Maya"),
    ]


def test_any_number_of_clocks_tell_it_once(transactional_db):
    promise = CommitmentFactory(due_on=DUE)
    Plan.objects.update(started_at=NOON)

    race(*[lambda: owe_what_waits(NOON + DAY)] * 4)
    owe_what_waits(NOON + DAY)

    assert sorted(told()) == [("plans.day_passed", "Maya"), ("plans.day_passed", "Sam")]
    assert set(Reminder.objects.values_list("subject_id", "period")) == {(promise.pk, "2026-12-02")}


def test_the_day_is_that_of_whoever_promised(promise):
    sam = promise.by
    sam.time_zone = "Pacific/Kiritimati"  # fourteen hours ahead: it is the third there already
    sam.save(update_fields=["time_zone"])

    assert ("plans.day_passed", "Sam") in after(0)


def test_a_promise_that_was_made_a_moment_ago_is_not_soon(promise):
    Commitment.objects.update(made_at=NOON - 2 * DAY)

    assert after(-2) == []
    assert after(0) == [("plans.due_today", "Sam")]


@pytest.mark.parametrize("befell", ["kept", "moved", "plan closed", "old"])
def test_what_is_done_moved_or_long_ago_is_not_told(promise, befell):
    days = 1
    if befell == "kept":
        Commitment.objects.update(state="kept", closed_at=NOON, closed_by=promise.by)
    elif befell == "moved":
        Commitment.objects.update(due_on=DUE + 30 * DAY)
    elif befell == "plan closed":
        Plan.objects.update(status="closed", closed_at=NOON)
    else:
        days = 15

    assert after(days) == []


def test_a_new_day_is_told_anew(promise):
    after(1)
    Commitment.objects.update(due_on=DUE + 7 * DAY)

    assert len(after(8)) == 4


@pytest.mark.parametrize(("change", "is_owed"), [({}, True), ({"due_on": DUE + DAY}, False), ({"text": "Another"}, True)])
def test_it_is_owed_as_long_as_its_day_stands(promise, change, is_owed):
    owe_what_waits(NOON - 3 * DAY)
    Commitment.objects.filter(pk=promise.pk).update(text="x", **{k: v for k, v in change.items() if k != "text"})

    assert bool(still_owed(Reminder.objects.get(channel="app"))) is is_owed


def test_a_promise_that_comes_back_is_spoken_of_while_its_period_runs(promise):
    Commitment.objects.update(rule="monthly", due_on=None)
    OccurrenceFactory(commitment=promise, kept_at=None, starts_on=date(2026, 11, 3), ends_on=DUE)

    assert after(-3) == [("plans.due_soon", "Sam")]
    assert after(0) == [("plans.due_soon", "Sam"), ("plans.due_today", "Sam")]
    assert after(1) == [("plans.due_soon", "Sam"), ("plans.due_today", "Sam")]


def test_one_of_every_week_is_spoken_of_on_its_last_day_alone(promise):
    Commitment.objects.update(rule="weekly", due_on=None)
    OccurrenceFactory(commitment=promise, kept_at=None, starts_on=DUE - 6 * DAY, ends_on=DUE)

    assert after(-3) == []
    assert after(0) == [("plans.due_today", "Sam")]


def test_who_is_not_between_the_two_is_never_told(promise):
    """Above them, beside them, in HR, invited or once the manager: nobody."""
    seller, manager = promise.by, promise.to
    lena = PersonFactory(leader=True)
    ReportingLineFactory(person=manager, manager=lena)
    for role in ({"hr": True}, {"admin": True}, {"leader": True}, {}):
        PersonFactory(**role)

    for days in range(-5, 14):
        owe_what_waits(NOON + days * DAY)

    assert set(Reminder.objects.values_list("recipient", flat=True)) <= {seller.pk, manager.pk}


# -- signatures and drafts


def test_a_signature_that_waits_is_asked_for_again_every_five_days():
    proposal = ProposalFactory()
    at, seller = proposal.at, proposal.plan.person

    def times(days):
        owe_what_waits(at + timedelta(days=days))
        return Reminder.objects.filter(kind="plans.waits", channel="email").count()

    assert [times(days) for days in (4, 5, 6, 9, 10, 21, 21)] == [0, 1, 1, 1, 2, 3, 3]
    assert set(Reminder.objects.filter(kind="plans.waits").values_list("recipient", flat=True)) == {seller.pk}


def test_once_it_is_answered_nobody_is_asked():
    proposal = ProposalFactory()
    actions.withdraw(proposal.plan, by=proposal.by)

    owe_what_waits(timezone.now() + 6 * DAY)

    assert not Reminder.objects.filter(kind="plans.waits").exists()


def test_a_draft_that_rests_is_told_to_both_once_and_again_after_it_moved():
    plan = PlanFactory()
    Plan.objects.update(started_at=NOON - 13 * DAY)
    assert after(0) == []
    assert sorted(after(1)) == [("plans.rests", "Maya"), ("plans.rests", "Sam")]
    assert len(after(30)) == 2

    plan.history.create(kind="plans.item_changed", by=plan.person)
    plan.history.update(at=NOON + 31 * DAY)
    assert len(after(40)) == 2
    assert len(after(45)) == 4


def test_a_manager_who_left_the_line_hears_nothing_of_the_draft():
    plan = PlanFactory(line=False)
    ReportingLineFactory(person=plan.person, manager=PersonFactory(name="New"))
    Plan.objects.update(started_at=NOON - 20 * DAY)

    assert after(0) == [("plans.rests", "Sam")]
