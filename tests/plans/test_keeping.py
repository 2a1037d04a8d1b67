"""Promises that come back, and what keeps a promise."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from perfplan.demo.clock import on
from plans import actions
from plans.models import Commitment, Occurrence
from plans.occurring import bring_up_to
from tests.factories import CommitmentFactory, OccurrenceFactory, OfferFactory, PersonFactory, PlanFactory, agree, agreed_plan
from tests.plans.people_here import assert_refused, kinds
from tests.races import race

pytestmark = pytest.mark.django_db
MONDAY = datetime.date(2026, 8, 3)


def weekly(plan=None, **fields):
    """A promise of the seller to do something every week, made that Monday."""
    plan = plan or agreed_plan(ready__goals=1)
    with on(MONDAY):
        return CommitmentFactory(plan=plan, rule="weekly", due_on=None, **fields)


def days(row):
    return list(row.occurrences.values_list("starts_on", flat=True))


def week(number):
    return MONDAY + datetime.timedelta(days=7 * number)


def test_each_period_until_today_has_a_row_once():
    row = weekly()

    assert bring_up_to(week(3), row.plan) == 4
    assert days(row) == [week(n) for n in range(4)]
    assert actions.produce_occurrences(as_of=week(3)) == 0
    assert actions.produce_occurrences(as_of=week(4)) == 1
    assert row.occurrences.filter(kept_at=None, kept_by=None).count() == 5


def test_a_gap_is_filled_and_what_was_kept_stays():
    row = weekly()
    kept = OccurrenceFactory(commitment=row, starts_on=week(1), ends_on=week(2) - datetime.timedelta(days=1))

    actions.produce_occurrences(as_of=week(2))

    assert days(row) == [week(0), week(1), week(2)]
    assert row.occurrences.get(starts_on=week(1)).kept_at == kept.kept_at


def test_nothing_begins_after_the_plan_the_last_day_of_the_promise_or_its_end():
    plan = agreed_plan(ready__goals=1)
    until = weekly(plan)
    until.due_on = week(2)
    until.save()
    ended = weekly(plan, text="Ended")
    actions.drop_commitment(ended, by=ended.to)
    late = weekly(plan, text="To the end of the plan")

    bring_up_to(datetime.date(2027, 3, 1))

    assert days(until) == [week(0), week(1)]
    assert days(ended) == []
    assert max(days(late)) == datetime.date(2026, 12, 21)  # the week of the 28th ends after the plan


def test_what_is_signed_holds_from_the_day_on_which_the_text_is_in_force():
    plan = PlanFactory(ready=True, ready__goals=1)
    OfferFactory(plan=plan, goal=plan.goals.get(), text="Call on Mondays", rule="weekly", due_on=None)
    with on(datetime.date(2026, 6, 10)):
        plan = agree(plan)
    row = plan.commitments.get(text="Call on Mondays")

    bring_up_to(datetime.date(2026, 7, 14))

    assert row.since == plan.starts_on == datetime.date(2026, 7, 1)
    assert days(row) == [datetime.date(2026, 7, 6), datetime.date(2026, 7, 13)]


def test_two_clocks_at_once_begin_each_period_once(transactional_db):
    row = weekly()

    race(*[lambda: actions.produce_occurrences(as_of=week(5))] * 3)

    assert days(row) == [week(n) for n in range(6)]


def test_whoever_promised_ticks_a_period_and_either_side_takes_a_wrong_tick_back():
    row = weekly()

    actions.keep(row, by=row.by, on=week(0))
    actions.keep(row, by=row.by, on=week(0))
    found = row.occurrences.get()
    assert (found.starts_on, found.kept_by, found.evidence_id) == (week(0), row.by, None)

    for person in (row.to, row.by):
        actions.unkeep(row, by=person, on=week(0))
    found.refresh_from_db()
    assert (found.kept_at, found.kept_by) == (None, None)
    assert kinds(row.plan)[-2:] == ["plans.commitment_kept", "plans.commitment_unkept"]


def test_nothing_is_kept_before_its_day_and_no_period_that_is_not_there_is_taken_back():
    row = weekly()

    assert_refused(actions.keep, row, by=row.by, on=timezone.localdate() + datetime.timedelta(days=1), sentence="still to come")
    assert_refused(actions.unkeep, row, by=row.by, on=week(-4), sentence="nothing on that day")
    assert not row.occurrences.exists()


def test_what_a_conversation_keeps_is_not_ticked_by_hand_nor_taken_back():
    row = weekly(evidence="field_day")
    assert_refused(actions.keep, row, by=row.by, sentence="a field day that is logged")

    session = uuid.uuid4()
    at = timezone.make_aware(datetime.datetime(2026, 8, 5, 10))
    for _twice in range(2):
        actions.keep_by_evidence(row, by=row.to, on=at.date(), at=at, evidence_id=session)

    found = row.occurrences.get()
    assert (found.starts_on, found.kept_at, found.kept_by, found.evidence_id) == (MONDAY, at, row.to, session)
    assert kinds(row.plan).count("plans.commitment_kept") == 1
    assert_refused(actions.unkeep, row, by=row.by, on=at.date(), sentence="on record")


def test_a_conversation_before_the_promise_or_after_its_end_keeps_nothing():
    early, over = weekly(evidence="field_day"), weekly(evidence="field_day", text="Over")
    actions.drop_commitment(over, by=over.to)
    for row, day in ((early, week(0) - datetime.timedelta(days=1)), (over, week(1))):
        at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(9)))
        actions.keep_by_evidence(row, by=row.by, on=day, at=at, evidence_id=uuid.uuid4())

    assert not Occurrence.objects.filter(commitment__in=[early, over]).exists()


def test_a_promise_of_one_conversation_is_kept_by_it():
    row = CommitmentFactory(evidence="field_day")

    actions.keep_by_evidence(row, by=row.to, on=row.since, at=timezone.now(), evidence_id=uuid.uuid4())

    row.refresh_from_db()
    assert (row.state, row.closed_by) == ("kept", row.to)


def test_what_comes_back_is_missed_time_by_time():
    row = weekly()

    assert_refused(actions.miss, row, by=row.by, sentence="each time by itself")


def test_either_side_explains_what_was_not_kept():
    row = weekly()
    bring_up_to(week(2), row.plan)
    missed = CommitmentFactory(plan=row.plan)
    actions.miss(missed, by=missed.to)

    actions.explain(row, by=row.to, on=week(0), note="She was ill")
    actions.explain(missed, by=missed.by, note="The customer moved")

    found = row.occurrences.get(starts_on=week(0))
    missed.refresh_from_db()
    assert (found.note, found.note_by, missed.note) == ("She was ill", row.to, "The customer moved")
    with pytest.raises(ValidationError, match="what happened"):
        actions.explain(row, by=row.by, on=week(1), note="  ")


def test_what_was_kept_or_is_open_needs_no_explanation_and_strangers_give_none():
    row, once = weekly(), CommitmentFactory()
    actions.keep(row, by=row.by, on=week(0))
    bring_up_to(week(1), row.plan)

    assert_refused(actions.explain, row, by=row.by, on=week(0), note="x", sentence="nothing to explain")
    assert_refused(actions.explain, once, by=once.by, note="x", sentence="nothing to explain")
    for stranger in (PersonFactory(), PersonFactory(hr=True)):
        assert_refused(actions.explain, row, by=stranger, on=week(1), note="x", sentence="Only the two")
        assert_refused(actions.unkeep, row, by=stranger, on=week(0), sentence="Only the two")


def test_a_new_date_leaves_a_chain(transactional_db):
    row = CommitmentFactory()
    first = actions.renegotiate(row, by=row.to, due_on=datetime.date(2099, 1, 1))
    second = actions.renegotiate(first, by=row.to, due_on=datetime.date(2099, 2, 1))

    assert (first.succeeds, second.succeeds) == (row, first)
    assert Commitment.objects.filter(state="open").get() == second


def test_keeping_and_taking_back_at_once_ends_in_one_of_the_two(transactional_db):
    row = weekly()
    actions.keep(row, by=row.by, on=week(0))

    race(
        lambda: actions.unkeep(Commitment.objects.get(pk=row.pk), by=row.to, on=week(0)),
        lambda: actions.keep(Commitment.objects.get(pk=row.pk), by=row.by, on=week(0)),
    )

    found = row.occurrences.get()
    assert (found.kept_at is None) == (found.kept_by is None)
