"""The question that a case asks of its two parties on the day to look again."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics.models import Signal, SignalState
from metrics.rules import can_see_detail
from people.verdict import YES, Verdict
from reminders.kinds import AT_LEAST_ONCE, Kind, register


def still_to_ask(reminder):
    """The case is still being worked on, its day to look again has come, and its recipient is one of its two parties."""
    signal = Signal.objects.to_look_at_again(timezone.localdate()).select_related("person").filter(pk=reminder.subject_id).first()
    if signal is None or signal.state != SignalState.ANSWERED:
        return Verdict(_("It was looked at again, or put off."))
    return YES if can_see_detail(reminder.recipient, signal) else Verdict(_("It is no longer theirs to see."))


RECHECK = register(
    Kind("coaching.recheck", _("A day to look again at a signal has come"), AT_LEAST_ONCE, weight=8, still_owed=still_to_ask)
)
