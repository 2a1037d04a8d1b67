"""Sessions: planned, held, logged, moved, cancelled, and what was said in them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching import rules
from coaching.holding import after_holding, promise_with
from coaching.models import Participant, PrivateNote, Session, SessionState
from coaching.once import saved_before
from coaching.reads import goals_of
from coaching.telling import remind_all, tell_others
from people.models import Person
from people.text import clean
from people.verdict import Stale

CHECKED_BY_ACTIONS = ["led_by", "logged_by", "request_key"]


@transaction.atomic
def log_session(
    *,
    by,
    rep,
    kind,
    notes,
    starts_at=None,
    minutes=10,
    topic="",
    try_next="",
    goals=(),
    others=(),
    promise="",
    promise_due=None,
    signal=None,
    key=None,
):
    """Keep a conversation that has just been held, with the goals it touched and, if there is one, a promise of whoever logs it.

    The same `key` logs once: a second click finds the first session. Refused with somebody who is not the rep's manager,
    coach, or the rep; ValidationError for a time to come, a goal of another's plan, or a promise where no plan is in force.
    """
    for person in (rep, *others):
        rules.can_log_with(by, person).enforce()
    started = starts_at or timezone.now()
    if started > timezone.now():
        raise ValidationError({"starts_at": _("This is still to come. Plan it instead, and log it when it was held.")})
    session = Session(
        kind=kind,
        state=SessionState.HELD,
        led_by=by if by != rep else rep.manager(),
        starts_at=started,
        minutes=minutes,
        topic=clean(topic),
        notes=clean(notes),
        try_next=clean(try_next),
        logged_by=by,
        request_key=key,
    )
    if (logged := saved_before(session, "logged_by", CHECKED_BY_ACTIONS)) is not None:
        return logged
    _gather(session, [rep, *others])
    _touch(session, goals, by)
    if promise:
        promise_with(session, by=by, text=promise, due_on=promise_due, signal=signal)
    after_holding(session, by=by)
    return session


@transaction.atomic
def plan_session(*, by, reps, kind, starts_at, minutes=30, topic=""):
    """Agree on a session to come, tell the others, remind all of them the day before. ValidationError for a day that is over.

    The same session planned twice is one.
    """
    for rep in reps:
        rules.can_plan_with(by, rep).enforce()
    _still_to_come(starts_at)
    leader = by if any(rep != by for rep in reps) else by.manager()
    if (planned := _planned_before(leader, reps, by, kind, starts_at)) is not None:
        return planned
    session = Session(kind=kind, led_by=leader, starts_at=starts_at, minutes=minutes, topic=clean(topic), logged_by=by)
    session.full_clean(exclude=CHECKED_BY_ACTIONS)
    session.save()
    _gather(session, reps)
    tell_others(session, "coaching.session_planned", by=by, period="planned", what="planned")
    remind_all(session)
    return session


@transaction.atomic
def hold_session(session, *, by, notes="", try_next="", goals=(), promise="", promise_due=None):
    """Say that a planned session took place, and what came of it."""
    session.lock()
    rules.can_hold(by, session).enforce()
    session.notes, session.try_next = clean(notes), clean(try_next)
    session.starts_at = min(session.starts_at, timezone.now())
    session.version += 1
    session.full_clean(exclude=CHECKED_BY_ACTIONS)
    session.move_to(
        SessionState.HELD,
        notes=session.notes,
        try_next=session.try_next,
        starts_at=session.starts_at,
        version=session.version,
    )
    _touch(session, goals, by)
    if promise:
        promise_with(session, by=by, text=promise, due_on=promise_due)
    after_holding(session, by=by)
    return session


@transaction.atomic
def move_session(session, *, by, starts_at, reason):
    """Put a session on another day, with the reason. ValidationError for a day that is over."""
    session.lock()
    rules.can_move(by, session).enforce()
    _still_to_come(starts_at)
    session.starts_at, session.reason = starts_at, clean(reason)
    session.full_clean(exclude=CHECKED_BY_ACTIONS)
    session.save(update_fields=["starts_at", "reason"])
    tell_others(session, "coaching.session_planned", by=by, period=f"moved {timezone.now().isoformat()}", what="moved")
    remind_all(session)
    return session


@transaction.atomic
def cancel_session(session, *, by, reason):
    """Let a session fall out, with the reason."""
    session.lock()
    rules.can_cancel(by, session).enforce()
    session.move_to(SessionState.CANCELLED, reason=clean(reason))
    tell_others(session, "coaching.session_planned", by=by, period="cancelled", what="cancelled")
    return session


@transaction.atomic
def change_notes(session, *, by, seen_version, notes, try_next=""):
    """Write the notes that all who take part read. Stale if somebody else wrote them meanwhile: nothing is overwritten."""
    session.lock()
    rules.can_add_notes(by, session).enforce()
    if session.version != seen_version:
        raise Stale(_("Somebody changed these notes meanwhile."), current=session)
    session.notes, session.try_next = clean(notes), clean(try_next)
    session.version += 1
    session.full_clean(exclude=CHECKED_BY_ACTIONS)
    session.save(update_fields=["notes", "try_next", "version"])
    return session


@transaction.atomic
def promise_in(session, *, by, promise, promise_due=None):
    """Enter a promise made in a session that was held into the ledger of the plan it belongs to. The same twice is one."""
    session.lock()
    made = session.commitments.filter(by=by, text=clean(promise), due_on=promise_due).first()
    if made is not None and rules.can_promise_in(by, session):
        return made
    rules.can_promise_in(by, session).enforce()
    return promise_with(session, by=by, text=promise, due_on=promise_due)


@transaction.atomic
def write_private_note(session, *, by, text):
    """Write a note that only its author reads in daily use; an empty text takes it away."""
    rules.can_write_private_note(by, session).enforce()
    text = clean(text).strip()
    if not text:
        PrivateNote.objects.filter(session=session, author=by).delete()
        return None
    note, _made = PrivateNote.objects.update_or_create(session=session, author=by, defaults={"text": text})
    return note


def _planned_before(leader, reps, by, kind, starts_at):
    """The session of that kind and moment that `by` has planned with the same people, or None: asked one after the other."""
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    same = Session.objects.filter(state=SessionState.PLANNED, kind=kind, starts_at=starts_at, led_by=leader, logged_by=by)
    wanted = {rep.pk for rep in reps}
    return next(
        (session for session in same.prefetch_related("participants__person") if {r.pk for r in session.reps} == wanted), None
    )


def _still_to_come(starts_at):
    if timezone.localdate(starts_at) < timezone.localdate():
        raise ValidationError({"starts_at": _("That day is over. Log what was held, or choose a day to come.")})


def _gather(session, reps):
    """Enter who takes part: whoever leads, and whom it is about."""
    parts = {session.led_by_id: False} | {rep.pk: True for rep in reps}
    Participant.objects.bulk_create(Participant(session=session, person_id=pk, is_rep=is_rep) for pk, is_rep in parts.items())


def _touch(session, goals, by):
    """Tie the session to goals of the plans in force of those whom it is about."""
    goals = list(goals)
    known = set(goals_of(session.reps, reader=by).values_list("pk", flat=True)) if goals else set()
    if any(goal.pk not in known for goal in goals):
        raise ValidationError({"goals": _("Choose goals of a plan in force with those who took part.")})
    session.goals.set(goals)
