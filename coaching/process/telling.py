"""Telling the two that something has come to rest: first whoever can move it, then the other. Facts hold no words of the plan."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics.models import CLOSED, Mute, Signal, SignalKind
from metrics.rules import is_party
from people.verdict import YES, Verdict
from reminders.actions import owe
from reminders.days import Days
from reminders.kinds import AT_LEAST_ONCE, Kind, register
from reminders.models import Setting


def still_at_rest(reminder):
    """The case is open, nobody has muted it, and its recipient is one of its two parties."""
    signal = Signal.objects.select_related("person").filter(pk=reminder.subject_id).first()
    if signal is None or signal.state in CLOSED:
        return Verdict(_("It has moved again."))
    if Mute.objects.hiding(signal, timezone.localdate()).exists():
        return Verdict(_("It is muted."))
    return YES if is_party(reminder.recipient, signal.person) else Verdict(_("It is no longer theirs to see."))


FIRST = register(
    Kind("coaching.process", _("Something that waits for me has come to rest"), AT_LEAST_ONCE, weight=6, still_owed=still_at_rest)
)
OTHER = register(
    Kind(
        "coaching.process_of_other", _("Something between us has come to rest"), AT_LEAST_ONCE, weight=5, still_owed=still_at_rest
    )
)


def tell(signal, *, manager, first):
    """Owe a word of a case that was opened or taken up: to whoever can move it at once, to the other as the settings say."""
    parties = {"seller": signal.person, "manager": manager}
    one, other = parties.pop(first), next(iter(parties.values()))
    told = {
        "subject_id": signal.pk,
        "period": f"{signal.onset_on}-{signal.crossings}",
        "path": signal.get_absolute_url(),
        "facts": facts_of(signal),
    }
    if one is not None:
        owe(FIRST, to=one, **told)
    when = Setting.current().manager_of_drift
    if other is not None and (when != "second_time" or signal.crossings > 1):
        owe(OTHER, to=other, due_at=Days(other).next_morning() if when == "next_day" else None, **told)


def facts_of(signal):
    """What letters may say: what kind of thing, whose, and since when in weeks."""
    weeks = max((signal.detected_on - signal.onset_on).days // 7, 1)
    who = signal.facts.get("who" if signal.kind == SignalKind.UNOPENED_PLAN else "side", "")
    return {"kind": str(signal.kind), "name": signal.person.first_name, "weeks": weeks, "who": who}
