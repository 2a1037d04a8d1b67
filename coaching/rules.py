"""Who may do what with sessions and cases, each with its reason."""

from django.utils.translation import gettext as _

from coaching.models import SessionState
from people.rules import is_manager_of
from people.verdict import YES, Verdict


def takes_part(person, session):
    """Whether `person` led the session or was in it."""
    return session.led_by_id == person.pk or any(part.person_id == person.pk for part in session.participants.all())


def can_log_with(person, rep):
    """A conversation is logged by the manager of the person it was with, or by that person."""
    if person.pk == rep.pk:
        return YES
    if not is_manager_of(person, rep):
        return Verdict(_("You log conversations with people who report to you. %(name)s does not.") % {"name": rep.name})
    return YES


def can_plan_with(person, rep):
    """A session is planned by either of the two."""
    return can_log_with(person, rep)


def can_hold(person, session):
    """Whoever takes part may say that it was held."""
    return _by_participant_of_planned(person, session)


def can_move(person, session):
    """Whoever takes part may move what is still to come."""
    return _by_participant_of_planned(person, session)


def can_cancel(person, session):
    """Whoever takes part may cancel what is still to come."""
    return _by_participant_of_planned(person, session)


def can_add_notes(person, session):
    """Shared notes are written by those who took part."""
    if not takes_part(person, session):
        return Verdict(_("Shared notes are written by those who took part."))
    if session.state == SessionState.CANCELLED:
        return Verdict(_("This session was cancelled."))
    return YES


def can_write_private_note(person, session):
    """Whoever took part may write for themselves."""
    if not takes_part(person, session):
        return Verdict(_("Private notes are for those who took part."))
    return YES


def can_change_slot(person, slot):
    """A week slot is the manager's to fill."""
    if slot.manager_id not in person.seats():
        return Verdict(_("Only the manager fills the slots of their week."))
    return YES


def can_recognise(person, other):
    """Anybody may praise a colleague; nobody praises themselves."""
    if person.pk == other.pk:
        return Verdict(_("Praise is for somebody else."))
    return YES


def _by_participant_of_planned(person, session):
    if not takes_part(person, session):
        return Verdict(_("Only those who take part can change a session."))
    if session.state != SessionState.PLANNED:
        return Verdict(_("This session is %(state)s.") % {"state": session.get_state_display()})
    return YES
