"""Telling the two that something has come to rest: first whoever can move it, then the other. Facts hold no words of the plan."""

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from metrics.models import CLOSED, Mute, Signal, SignalKind
from metrics.rules import is_party
from people.verdict import YES, Verdict
from reminders.actions import Owed, owe_all
from reminders.days import days_of
from reminders.kinds import AT_LEAST_ONCE, Kind, register
from reminders.models import Setting

LONGEST = 90  # letters of a goal's or promise's name in a line


def still_at_rest(reminder):
    """The case is open, nobody has muted it, and its recipient is one of its two parties."""
    signal = Signal.objects.select_related("person").filter(pk=reminder.subject_id).first()
    if signal is None or signal.state in CLOSED:
        return Verdict(_("It has moved again."))
    if Mute.objects.hiding(signal, timezone.localdate()).exists():
        return Verdict(_("It is muted."))
    return YES if is_party(reminder.recipient, signal.person) else Verdict(_("It is no longer theirs to see."))


def names_of(reader, reminders):
    """{reminder id: the goal, promise or plan that its case is about}, for those that `reader` is a party to still."""
    cases = Signal.objects.for_parties(reader).filter(pk__in=[reminder.subject_id for reminder in reminders])
    about = {pk: facts.get("text") or facts.get("title", "") for pk, facts in cases.values_list("pk", "facts")}
    return {reminder.pk: Truncator(about.get(reminder.subject_id, "")).chars(LONGEST) for reminder in reminders}


USUAL = {"policy": AT_LEAST_ONCE, "still_owed": still_at_rest, "names": names_of}
FIRST = register(Kind("coaching.process", _("Something that waits for me has come to rest"), weight=6, **USUAL))
OTHER = register(Kind("coaching.process_of_other", _("Something between us has come to rest"), weight=5, **USUAL))


def tell_all(cases, *, by=None):
    """Owe a word of each (case, manager or None, side that is told first): to whoever can move it at once, to the other as the
    settings say. However many they are, it is a few queries.
    """
    when = Setting.current().manager_of_drift
    told = [(signal, *_in_order(signal, manager, first)) for signal, manager, first in cases]
    hear = [(signal, other) for signal, _one, other in told if other and (when != "second_time" or signal.crossings > 1)]
    days = days_of([other for _signal, other in hear]) if when == "next_day" else {}
    mornings = {person: one.next_morning() for person, one in days.items()}
    owe_all(FIRST, [_word(signal, one) for signal, one, _other in told if one], by=by)
    owe_all(OTHER, [_word(signal, other, mornings.get(other.pk)) for signal, other in hear], by=by)


def _in_order(signal, manager, first):
    """The two, whoever is told first before the other; None for a manager who is not there."""
    return (manager, signal.person) if first == "manager" else (signal.person, manager)


def _word(signal, to, due_at=None):
    return Owed(to, signal.pk, f"{signal.onset_on}-{signal.crossings}", signal.get_absolute_url(), facts_of(signal), due_at)


def facts_of(signal):
    """What letters may say: what kind of thing, whose, and since when in weeks."""
    weeks = max((signal.detected_on - signal.onset_on).days // 7, 1)
    who = signal.facts.get("who" if signal.kind == SignalKind.UNOPENED_PLAN else "side", "")
    return {"kind": str(signal.kind), "name": signal.person.first_name, "weeks": weeks, "who": who}
