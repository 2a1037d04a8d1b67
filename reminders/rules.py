"""Who may see and do what with reminders, and whether one is still owed."""

from django.utils import timezone
from django.utils.translation import gettext as _

from people.verdict import YES, Verdict
from reminders import kinds
from reminders.models import Channel, Delivery, Pace, Preference, State
from reminders.paces import pace


def can_oversee(person):
    """The outbox of the company (counts and failures, never what is said) is for administrators."""
    if person.has_role("admin"):
        return YES
    return Verdict(_("The outbox is for administrators."))


def can_retry(person, reminder):
    """An administrator may have sent again what failed or was not confirmed."""
    if not (verdict := can_oversee(person)):
        return verdict
    if reminder.state not in (State.FAILED, State.UNKNOWN):
        return Verdict(
            _("Only what failed or is unconfirmed can be sent again. This one is %(state)s.")
            % {"state": reminder.get_state_display()}
        )
    return YES


def can_drop_waiting(person, setting):
    """What waits can be dropped only while nothing is sent: otherwise it goes out meanwhile."""
    if not (verdict := can_oversee(person)):
        return verdict
    return YES if setting.is_paused else Verdict(_("Pause the outbox first: otherwise what waits goes out meanwhile."))


def can_mute(kind):
    """Everything can be muted, except what a signature waits for."""
    return YES if kind.can_mute else Verdict(_("This kind cannot be switched off, because somebody waits for you."))


def can_try_chat(person):
    """A test needs a chat to go to."""
    has_one = Delivery.objects.with_chat().filter(person=person).exists()
    return YES if has_one else Verdict(_("Say first where your chat is."))


def still_owed(reminder):
    """Whether its recipient is still to be told: asked just before it goes, since much may have changed meanwhile."""
    kind, person = kinds.find(reminder.kind), reminder.recipient
    if kind is None:
        return Verdict(_("perfplan no longer knows this kind of reminder."))
    if not person.is_active or (person.left_on and person.left_on < timezone.localdate(timezone=person.zone)):
        return Verdict(_("They have left."))
    if not is_wanted(kind, reminder.channel, person):
        return Verdict(_("They switched this kind off."))
    return kind.still_owed(reminder)


def is_wanted(kind, channel, person):
    """Whether a person is told of a kind by a channel at all."""
    has_chat = channel == Channel.CHAT and Delivery.objects.with_chat().filter(person=person).exists()
    chosen = Preference.objects.chosen_by(person, [kind.name, kinds.LETTER])
    return pace(kind, channel, chosen, has_chat=has_chat) != Pace.OFF
