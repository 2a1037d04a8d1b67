"""A signal as a case: seen, explained, answered, closed, taken up again. Its pages, and its promises, are in `coaching`."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from metrics import rules
from metrics.models import CLOSED, Cause, SignalState
from people.text import clean
from people.verdict import Refused


@transaction.atomic
def mark_seen(signal, *, by):
    """Note that one of the two parties has looked at a new signal; seen or answered before, nothing changes."""
    signal.lock()
    rules.can_mark_seen(by, signal).enforce()
    if signal.state == SignalState.RAISED:
        signal.move_to(SignalState.SEEN)


@transaction.atomic
def give_cause(signal, *, by, side, kind, words):
    """Say what one side thinks is behind it. Refused for a closed signal and for the other's side; gives the cause."""
    signal.lock()
    rules.can_answer(by, signal).enforce()
    if side != rules.side_of(by, signal.person):
        raise Refused(_("A cause is given by each side for itself."))
    cause = Cause(signal=signal, by=by, side=side, kind=kind, words=clean(words))
    cause.full_clean()
    cause.save()
    return cause


@transaction.atomic
def answer(signal, *, by, recheck_on):
    """Note that something is being done, and the day to look again. The time to the first answer is what is measured."""
    signal.lock()
    rules.can_answer(by, signal).enforce()
    if recheck_on is not None and recheck_on <= timezone.localdate():
        raise Refused(_("Look again on a day to come."))
    signal.move_to(SignalState.ANSWERED, recheck_on=recheck_on, answered_at=signal.answered_at or timezone.now())


@transaction.atomic
def close(signal, *, by, outcome):
    """End a case: it worked, it did not, it was a false alarm, or it is accepted. Refused when it is closed already."""
    signal.lock()
    rules.can_close(by, signal).enforce()
    if outcome not in CLOSED:
        raise Refused(_("Say how it ended."))
    signal.move_to(outcome, closed_at=timezone.now())


@transaction.atomic
def reopen(signal, *, by):
    """Take up a closed case again. Refused while it is open."""
    signal.lock()
    rules.can_reopen(by, signal).enforce()
    signal.move_to(SignalState.RAISED, closed_at=None)
