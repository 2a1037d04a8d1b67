"""Sessions that are planned, held, moved, cancelled and written about; and who reads them."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from coaching import actions
from coaching.models import PrivateNote, Session
from people.verdict import Refused, Stale
from plans.models import Commitment
from reminders import kinds
from reminders.days import Days
from reminders.models import Reminder
from tests.factories import (
    DelegationFactory,
    PersonFactory,
    PrivateNoteFactory,
    ReportingLineFactory,
    SessionFactory,
    TeamFactory,
)
from tests.races import race

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def planned(maya, sam):
    return SessionFactory(planned=True, led_by=maya, rep=sam)


@pytest.fixture
def due_today(planned):
    planned.starts_at = timezone.now() + datetime.timedelta(minutes=5)
    planned.save()
    return planned


@pytest.fixture
def held(maya, sam):
    return SessionFactory(led_by=maya, rep=sam)


def told(kind):
    return set(Reminder.objects.filter(kind=kind, channel="app").values_list("recipient", flat=True))


# -- planning -----------------------------------------------------------------------------------------------------------


def test_a_session_is_planned_and_both_are_reminded_the_day_before(maya, sam):
    start = timezone.now() + 3 * DAY

    session = actions.plan_session(by=maya, reps=[sam], kind="field_day", starts_at=start, minutes=180, topic="Northgate")

    assert (session.state, session.led_by, session.topic) == ("planned", maya, "Northgate")
    assert told("coaching.session_planned") == {sam.pk}
    assert told("coaching.session_soon") == {maya.pk, sam.pk}
    mornings = Days(maya).mornings_before(start)
    assert set(Reminder.objects.filter(kind="coaching.session_soon").values_list("due_at", flat=True)) <= set(mornings)
    assert "Northgate" not in str(list(Reminder.objects.values_list("facts", flat=True)))


def test_the_seller_plans_a_session_that_their_manager_leads(maya, sam):
    session = actions.plan_session(by=sam, reps=[sam], kind="strategy_session", starts_at=timezone.now() + DAY)

    assert session.led_by == maya
    assert told("coaching.session_planned") == {maya.pk}


def test_a_session_is_not_planned_for_a_day_that_is_over_or_with_others(maya, sam, lena):
    with pytest.raises(ValidationError):
        actions.plan_session(by=maya, reps=[sam], kind="field_day", starts_at=timezone.now() - DAY)
    with pytest.raises(Refused):
        actions.plan_session(by=lena, reps=[sam], kind="field_day", starts_at=timezone.now() + DAY)

    assert not Session.objects.exists() and not Reminder.objects.exists()


def test_a_session_is_moved_with_the_reason(planned, sam, maya):
    start = timezone.now() + 5 * DAY

    actions.move_session(planned, by=sam, starts_at=start, reason="A customer visit")

    planned.refresh_from_db()
    assert (planned.starts_at, planned.reason) == (start, "A customer visit")
    assert told("coaching.session_planned") == {maya.pk}
    assert "customer visit" not in str(list(Reminder.objects.values_list("facts", flat=True)))


def test_what_was_moved_or_cancelled_is_not_prepared_for(maya, sam):
    session = actions.plan_session(by=maya, reps=[sam], kind="field_day", starts_at=timezone.now() + 3 * DAY)
    first = Reminder.objects.filter(kind="coaching.session_soon", recipient=sam).first()
    still_owed = kinds.get("coaching.session_soon").still_owed
    assert still_owed(first)

    actions.move_session(session, by=maya, starts_at=timezone.now() + 4 * DAY, reason="Travel")
    second = Reminder.objects.filter(kind="coaching.session_soon", recipient=sam).order_by("due_at").last()
    assert not still_owed(first) and still_owed(second)

    actions.cancel_session(session, by=maya, reason="Ill")
    assert not still_owed(second)


def test_a_session_is_cancelled_once(planned, maya, sam):
    actions.cancel_session(planned, by=maya, reason="Ill")

    assert (planned.state, planned.reason) == ("cancelled", "Ill")
    assert told("coaching.session_planned") == {sam.pk}
    with pytest.raises(Refused):
        actions.cancel_session(planned, by=sam, reason="Me too")


@pytest.mark.parametrize("change", ["hold", "move", "cancel"])
def test_only_those_who_take_part_change_a_session(due_today, lena, change):
    does = {
        "hold": lambda by: actions.hold_session(due_today, by=by),
        "move": lambda by: actions.move_session(due_today, by=by, starts_at=timezone.now() + DAY, reason="No"),
        "cancel": lambda by: actions.cancel_session(due_today, by=by, reason="No"),
    }[change]

    for stranger in (lena, PersonFactory()):
        with pytest.raises(Refused):
            does(stranger)

    due_today.refresh_from_db()
    assert (due_today.state, due_today.reason) == ("planned", "")
    assert not Reminder.objects.exists()


# -- holding ------------------------------------------------------------------------------------------------------------


def test_a_planned_session_is_held(due_today, maya, sam, plan, goal, today):
    Reminder.objects.all().delete()
    actions.hold_session(due_today, by=maya, notes="Good", goals=[goal], promise="Join the pitch", promise_due=today)

    due_today.refresh_from_db()
    assert (due_today.state, due_today.notes, list(due_today.goals.all())) == ("held", "Good", [goal])
    assert due_today.starts_at <= timezone.now()
    assert due_today.slots.get().rep == sam
    assert Commitment.objects.get(origin="session").text == "Join the pitch"
    assert told("coaching.session_logged") == {sam.pk}


def test_what_is_still_days_away_was_not_held(planned, maya):
    with pytest.raises(Refused):
        actions.hold_session(planned, by=maya)


@pytest.mark.django_db(transaction=True)
def test_a_session_is_held_or_cancelled_but_not_both(due_today, maya, sam):
    mine, theirs = Session.objects.get(pk=due_today.pk), Session.objects.get(pk=due_today.pk)

    outcomes = race(
        lambda: actions.hold_session(mine, by=maya, notes="Held"), lambda: actions.cancel_session(theirs, by=sam, reason="Ill")
    )

    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    due_today.refresh_from_db()
    assert (due_today.state == "held") == (due_today.notes == "Held") != (due_today.reason == "Ill")


def test_promises_are_made_in_what_was_held_by_either_side(held, planned, maya, sam, lena, plan, today):
    actions.promise_in(held, by=sam, promise="Call ten", promise_due=today)
    actions.promise_in(held, by=maya, promise="Clear mornings", promise_due=today)

    assert set(held.commitments.values_list("side", "by")) == {("seller", sam.pk), ("manager", maya.pk)}
    for by, session in [(lena, held), (maya, planned)]:
        with pytest.raises(Refused):
            actions.promise_in(session, by=by, promise="No", promise_due=today)
    assert held.commitments.count() == 2


# -- notes --------------------------------------------------------------------------------------------------------------


def test_shared_notes_are_written_by_those_who_took_part(held, sam, lena):
    actions.change_notes(held, by=sam, seen_version=1, notes="And what I saw")

    held.refresh_from_db()
    assert (held.notes, held.version) == ("And what I saw", 2)
    with pytest.raises(Refused):
        actions.change_notes(held, by=lena, seen_version=2, notes="Mine")


def test_notes_of_a_cancelled_session_stay(planned, maya):
    actions.cancel_session(planned, by=maya, reason="Ill")

    with pytest.raises(Refused):
        actions.change_notes(planned, by=maya, seen_version=1, notes="Late")


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_overwrite_nothing(held, maya, sam):
    windows = [(maya, Session.objects.get(pk=held.pk)), (sam, Session.objects.get(pk=held.pk))]

    outcomes = race(
        *[lambda by=by, row=row: actions.change_notes(row, by=by, seen_version=1, notes=by.name) for by, row in windows]
    )

    assert sum(isinstance(outcome, Stale) for outcome in outcomes) == 1
    held.refresh_from_db()
    assert held.version == 2


def test_a_private_note_is_its_authors(held, maya, sam, lena):
    actions.write_private_note(held, by=maya, text="Tired")
    actions.write_private_note(held, by=sam, text="Unsure")
    actions.write_private_note(held, by=maya, text="Tired this week")

    assert set(PrivateNote.objects.values_list("author__name", "text")) == {
        ("Maya Lindqvist", "Tired this week"),
        ("Sam Okafor", "Unsure"),
    }
    actions.write_private_note(held, by=maya, text="  ")
    assert PrivateNote.objects.get().author == sam
    with pytest.raises(Refused):
        actions.write_private_note(held, by=lena, text="Curious")


# -- who sees -----------------------------------------------------------------------------------------------------------


def seen_by(person):
    return set(Session.objects.visible_to(person))


def test_who_sees_a_session(held, maya, sam, lena):
    team = TeamFactory()
    stand_in = DelegationFactory(delegator=maya).delegate
    unseen = [
        lena,
        PersonFactory(name="a colleague", reports_to=maya, team=team),
        PersonFactory(name="another manager"),
        PersonFactory(hr=True),
        PersonFactory(admin=True),
        PersonFactory(leader=True),
        ReportingLineFactory(person=sam, dotted=True).manager,
        DelegationFactory(delegator=maya, ends_on=datetime.date(2026, 1, 1)).delegate,
    ]

    assert [seen_by(person) for person in (maya, sam, stand_in)] == [{held}] * 3
    assert [seen_by(person) for person in unseen] == [set()] * len(unseen)


def test_a_coach_sees_their_own_sessions_and_the_manager_sees_those_too(held, maya, sam):
    coach = ReportingLineFactory(person=sam, dotted=True).manager
    own = SessionFactory(led_by=coach, rep=sam)

    assert seen_by(coach) == {own}
    assert seen_by(maya) == seen_by(sam) == {held, own}


def test_a_stand_in_does_not_see_the_managers_own_sessions_as_a_rep(maya, lena):
    SessionFactory(led_by=lena, rep=maya)
    stand_in = DelegationFactory(delegator=maya).delegate

    assert seen_by(stand_in) == set()
    assert seen_by(maya) == seen_by(lena) != set()


def test_a_former_manager_keeps_what_was_held_until_the_line_ended(maya, sam, lena):
    ended = timezone.localdate() - 10 * DAY
    former = PersonFactory(reports_to=lena)
    sam.lines_up.update(starts_on=ended)
    ReportingLineFactory(person=sam, manager=former, ends_on=ended)
    before = SessionFactory(led_by=former, rep=sam, starts_at=timezone.now() - 11 * DAY)
    after = SessionFactory(led_by=former, rep=sam, starts_at=timezone.now() - 9 * DAY)
    SessionFactory(led_by=maya, rep=sam)
    still_mine = PersonFactory(reports_to=former)
    team = SessionFactory(led_by=former, rep=[sam, still_mine], kind="team_meeting")

    assert seen_by(former) == {before, team}
    assert after in seen_by(maya) and after in seen_by(sam)
    assert before in seen_by(maya), "a new manager reads what was shared before"


def test_the_new_manager_does_not_read_the_former_ones_private_note(maya, sam, pages):
    former = PersonFactory()
    note = PrivateNoteFactory(session=SessionFactory(led_by=former, rep=sam), author=former, text="CANARY")

    answer = pages.get(maya, note.session.get_absolute_url())

    assert answer.status_code == 200
    assert b"CANARY" not in answer.content
