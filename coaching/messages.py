"""The kinds of reminders that coaching owes."""

from django.utils.translation import gettext_lazy as _

from coaching.models import Session, SessionState
from people.verdict import YES, Verdict
from reminders.kinds import Kind, register


def session_still_to_come(reminder):
    """A session that was cancelled or held needs no preparation."""
    session = Session.objects.filter(pk=reminder.subject_id).first()
    if session is None or session.state != SessionState.PLANNED:
        return Verdict(_("The session is no longer to come."))
    return YES


def still_visible(reminder):
    """Told only to those who may still see the session."""
    if not Session.objects.visible_to(reminder.recipient).filter(pk=reminder.subject_id).exists():
        return Verdict(_("The session is no longer visible to them."))
    return YES


register(
    Kind("coaching.session_logged", _("A conversation with you was logged"), policy="at_least_once", still_owed=still_visible)
)
register(
    Kind(
        "coaching.session_planned",
        _("A session was planned, moved or cancelled"),
        policy="at_least_once",
        still_owed=still_visible,
    )
)
register(Kind("coaching.session_soon", _("A session to prepare"), policy="at_least_once", still_owed=session_still_to_come))
register(Kind("coaching.recognised", _("Somebody praised you"), policy="at_least_once"))
