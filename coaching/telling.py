"""Telling the others in a session, each in their own language and time zone. Facts hold no words of what was said."""

from django.utils import timezone, translation
from django.utils.formats import date_format

from reminders.actions import owe
from reminders.days import Days


def tell_others(session, kind, *, by, period, what=""):
    """Owe everybody else in the session a word. `what` names the template's sentence where a kind has several."""
    for person in _others(session, by):
        facts = _facts(session, person) | {"by": by.name, "what": what}
        owe(kind, subject_id=session.pk, to=person, period=period, path=session.get_absolute_url(), facts=facts)


def remind_all(session):
    """Owe everybody in a planned session a word to prepare it, on the morning of their working day before, or else of the day
    itself, so that their daily letter has it. Moved or cancelled, it is no longer owed.
    """
    for person in _others(session, None):
        due_at = next((at for at in Days(person).mornings_before(session.starts_at) if at > timezone.now()), None)
        if due_at is not None:
            facts = _facts(session, person) | {"starts_at": session.starts_at.isoformat()}
            where = {"period": session.starts_at.isoformat(), "path": session.get_absolute_url(), "due_at": due_at}
            owe("coaching.session_soon", subject_id=session.pk, to=person, facts=facts, **where)


def _others(session, by):
    parts = session.participants.select_related("person")
    return [part.person for part in parts if by is None or part.person_id != by.pk]


def _facts(session, person):
    with timezone.override(person.zone), translation.override(person.language):
        when = date_format(timezone.localtime(session.starts_at), "l j F, H:i")
        return {"session": session.get_kind_display(), "when": when}
