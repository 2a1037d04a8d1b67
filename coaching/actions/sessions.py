"""Sessions: planned, held, logged, moved, cancelled, and what was said in them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from coaching import rules
from coaching.models import Participant, PrivateNote, Session, SessionState, WeekSlot
from people.text import clean
from plans import actions as plan_actions
from plans.models import Occurrence, Plan, Side
from reminders.actions import owe


@transaction.atomic
def log_session(
    *, by, rep, kind, notes, starts_at=None, minutes=10, topic="", try_next="", goals=(), promise="", promise_due=None, key=None
):
    """Keep a conversation that has just been held, with the goals it touched and, if there is one, a promise of the one who logs.

    The same `key` logs once: a second click finds the first session. Raises `Refused` for somebody who is not the rep's manager.
    """
    rules.can_log_with(by, rep).enforce()
    if key and (logged := Session.objects.filter(request_key=key, logged_by=by).first()):
        return logged
    session = Session(
        kind=kind,
        state=SessionState.HELD,
        led_by=by if by != rep else (rep.manager() or by),
        starts_at=starts_at or timezone.now(),
        minutes=minutes,
        topic=clean(topic),
        notes=clean(notes),
        try_next=clean(try_next),
        logged_by=by,
        request_key=key,
    )
    session.full_clean(exclude=["led_by", "logged_by"])
    session.save()
    gather(session, [(session.led_by, False), (rep, True)])
    session.goals.set(goals)
    plan = plan_of(rep, goals)
    if promise and plan:
        keep_promise_with(session, plan, by=by, text=promise, due_on=promise_due, goal=next(iter(goals), None))
    after_holding(session, plan, by=by)
    return session


@transaction.atomic
def plan_session(*, by, reps, kind, starts_at, minutes=30, topic=""):
    """Agree on a session to come, and tell the others."""
    for rep in reps:
        rules.can_plan_with(by, rep).enforce()
    leader = by if any(rep != by for rep in reps) else (by.manager() or by)
    session = Session(kind=kind, led_by=leader, starts_at=starts_at, minutes=minutes, topic=clean(topic), logged_by=by)
    session.full_clean(exclude=["led_by", "logged_by"])
    session.save()
    gather(session, [(leader, False), *((rep, True) for rep in reps)])
    tell_others(session, "coaching.session_planned", by=by, period="planned")
    return session


@transaction.atomic
def hold_session(session, *, by, notes="", try_next="", goals=()):
    """Say that a planned session took place, and what came of it."""
    session.lock()
    rules.can_hold(by, session).enforce()
    session.notes, session.try_next = clean(notes), clean(try_next)
    session.save(update_fields=["notes", "try_next"])
    session.move_to(SessionState.HELD)
    session.goals.set(goals)
    rep = session.participants.filter(is_rep=True).select_related("person").first()
    after_holding(session, plan_of(rep.person, goals) if rep else None, by=by)
    return session


@transaction.atomic
def move_session(session, *, by, starts_at, reason):
    """Put a session on another day, with the reason."""
    session.lock()
    rules.can_move(by, session).enforce()
    session.starts_at, session.reason = starts_at, clean(reason)
    session.full_clean(exclude=["led_by", "logged_by"])
    session.save(update_fields=["starts_at", "reason"])
    tell_others(session, "coaching.session_planned", by=by, period=f"moved {starts_at:%Y-%m-%dT%H:%M}")
    return session


@transaction.atomic
def cancel_session(session, *, by, reason):
    """Let a session fall out, with the reason."""
    session.lock()
    rules.can_cancel(by, session).enforce()
    session.move_to(SessionState.CANCELLED, reason=clean(reason))
    tell_others(session, "coaching.session_planned", by=by, period="cancelled")
    return session


@transaction.atomic
def change_notes(session, *, by, notes, try_next=""):
    """Write the notes that all who took part read."""
    session.lock()
    rules.can_add_notes(by, session).enforce()
    session.notes, session.try_next = clean(notes), clean(try_next)
    session.save(update_fields=["notes", "try_next"])
    return session


@transaction.atomic
def write_private_note(session, *, by, text):
    """Write a note that only its author reads in daily use; an empty text takes it away."""
    rules.can_write_private_note(by, session).enforce()
    if not clean(text).strip():
        PrivateNote.objects.filter(session=session, author=by).delete()
        return None
    note, _made = PrivateNote.objects.update_or_create(session=session, author=by, defaults={"text": clean(text)})
    return note


def gather(session, people):
    """Enter who takes part; a leader who is also the rep stands there once."""
    wanted = {}
    for person, is_rep in people:
        wanted[person.pk] = wanted.get(person.pk, False) or is_rep
    Participant.objects.bulk_create(
        Participant(session=session, person_id=person_id, is_rep=is_rep) for person_id, is_rep in wanted.items()
    )


def plan_of(rep, goals):
    """The plan that a conversation with `rep` belongs to: that of its goals, or the one in force."""
    for goal in goals:
        return goal.plan
    return Plan.objects.in_force().filter(person=rep).current(timezone.localdate()).order_by("-starts_on").first()


def keep_promise_with(session, plan, *, by, text, due_on, goal):
    """Enter a promise made in a session into the plan's ledger."""
    side = Side.SELLER if by.pk == plan.person_id else Side.MANAGER
    commitment = plan_actions.promise(plan, by=by, side=side, text=text, due_on=due_on, goal=goal, origin="session")
    session.commitments.add(commitment)
    return commitment


def after_holding(session, plan, *, by):
    """What a held session sets right: the week's slot, recurring promises that it keeps, the plan's history, and the others told."""
    reps = [part.person_id for part in session.participants.all() if part.is_rep]
    monday = week_of(session)
    WeekSlot.objects.filter(manager=session.led_by, rep__in=reps, week=monday, session__isnull=True).update(session=session)
    day = timezone.localdate(session.starts_at)
    Occurrence.objects.filter(
        commitment__evidence=session.kind,
        commitment__state="open",
        commitment__plan__person__in=reps,
        kept_at__isnull=True,
        starts_on__lte=day,
        ends_on__gte=day,
    ).update(kept_at=session.starts_at, evidence_id=session.pk)
    if plan:
        plan_actions.record(plan, "coaching.session", by=by, session=str(session.pk), kind=session.kind)
    tell_others(session, "coaching.session_logged", by=by, period="held")


def week_of(session):
    """The Monday of the week in which the session's leader held it."""
    day = timezone.localdate(session.starts_at, session.led_by.zone)
    return day - timedelta(days=day.weekday())


def tell_others(session, kind, *, by, period):
    """Owe everybody else in the session a word."""
    for part in session.participants.select_related("person"):
        if part.person_id != by.pk:
            facts = {"by": by.name, "kind": session.kind, "starts_at": session.starts_at.isoformat()}
            owe(kind, subject_id=session.pk, to=part.person, period=period, path=session.get_absolute_url(), facts=facts)
