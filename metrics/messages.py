"""What the room tells people: a new signal, to the seller first and then to their manager."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics.models import CLOSED, Mute, Signal
from people.rules import is_manager_of
from people.verdict import YES, Verdict
from reminders.actions import Owed, owe_all
from reminders.days import days_of
from reminders.kinds import AT_LEAST_ONCE, AT_ONCE, Kind, register
from reminders.models import Setting


def _open(reminder):
    signal = Signal.objects.select_related("person").filter(pk=reminder.subject_id).first()
    if signal is None or signal.state in CLOSED:
        return None, Verdict(_("The signal is closed."))
    if Mute.objects.hiding(signal, timezone.localdate()).exists():
        return signal, Verdict(_("It is muted."))
    return signal, YES


def still_owed_to_seller(reminder):
    """The signal is still open, and it is about its recipient."""
    signal, verdict = _open(reminder)
    if not verdict or signal.person_id == reminder.recipient_id:
        return verdict
    return Verdict(_("It is not about them."))


def still_owed_to_manager(reminder):
    """The signal is still open, and its recipient still manages (or stands in for the manager of) whom it is about."""
    signal, verdict = _open(reminder)
    if not verdict or is_manager_of(reminder.recipient, signal.person):
        return verdict
    return Verdict(_("No longer the manager."))


SIGNAL = register(
    Kind(
        "metrics.signal", _("One of my metrics has moved"), AT_LEAST_ONCE, pace=AT_ONCE, weight=8, still_owed=still_owed_to_seller
    )
)
SIGNAL_OF_REP = register(
    Kind(
        "metrics.signal_of_rep",
        _("A metric of one of my reps has moved"),
        AT_LEAST_ONCE,
        weight=8,
        still_owed=still_owed_to_manager,
    )
)


def tell(signal, level, *, manager, by=None):
    """Owe a word of one signal: see `tell_all`."""
    tell_all([(signal, level, manager)], by=by)


def tell_all(cases, *, by=None):
    """Owe a word of each (signal, level, manager or None): of a new one (level 1) or one that crossed again (2), the seller at
    once, the manager as the settings say.

    Of a whole team (`facts["team"]`) its manager is told first, as the seller is of their own.
    """
    when = Setting.current().manager_of_drift
    heard = [case for case in cases if case[2] is not None and (case[1] > 1 or when != "second_time")]
    days = days_of([manager for _signal, _level, manager in heard]) if when == "next_day" else {}
    mornings = {person: one.next_morning() for person, one in days.items()}
    owe_all(SIGNAL, [_word(signal, level, signal.person) for signal, level, _manager in cases], by=by)
    owe_all(SIGNAL_OF_REP, [_word(signal, level, to, mornings.get(to.pk)) for signal, level, to in heard], by=by)


def _word(signal, level, to, due_at=None):
    facts = {"metric": signal.name, "name": signal.person.first_name, "good": signal.is_good, "again": level > 1}
    facts["team"] = signal.is_of_team
    return Owed(to, signal.pk, f"{signal.onset_on}-{level}", signal.get_absolute_url(), facts, due_at)
