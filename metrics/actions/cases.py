"""A signal as a case: seen, explained, answered, closed, taken up again, muted. Its pages and promises are in `coaching`."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from metrics import rules
from metrics.models import CLOSED, OF_METRICS, Cause, Mute, SignalKind, SignalState
from people.models import Person
from people.text import clean
from people.verdict import Refused

LONGEST_MUTE = datetime.timedelta(days=183)


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
    _day_to_come(recheck_on)
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
    """Take up a closed case again: it waits for an answer as if it were new. Refused while it is open."""
    signal.lock()
    rules.can_reopen(by, signal).enforce()
    signal.take_up()


@transaction.atomic
def look_later(signal, *, by, recheck_on):
    """Choose another day to look again. Refused for a case that nothing is done about, and for a day that is no later."""
    signal.lock()
    rules.can_look_later(by, signal).enforce()
    _day_to_come(recheck_on)
    signal.move_to(SignalState.ANSWERED, recheck_on=recheck_on)


@transaction.atomic
def mute(person, *, by, metric=None, kind=SignalKind.METRIC, until, reason):
    """Have nobody told of one metric of a person, or of one thing in the process between them and their manager, up to a day.

    Judging goes on, and what is found is kept. ValidationError for a day that is over or more than half a year away, or without a
    reason; refused while it is muted already.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    rules.can_mute(by, person).enforce()
    today = timezone.localdate()
    if (kind in OF_METRICS) == (metric is None):
        raise ValidationError(_("Say which metric, or what of the process."))
    if until > today + LONGEST_MUTE:
        raise ValidationError({"until": _("Half a year at most: by then it is worth another look.")})
    row = Mute(person=person, kind=kind, metric=metric, starts_on=today, until=until, reason=clean(reason).strip(), by=by)
    row.full_clean(exclude=["by", "ended_at"])
    if (held := Mute.objects.on(today).filter(person=person, kind=kind, metric=metric).select_related("by").first()) is not None:
        raise Refused(_("%(name)s is muted already, until %(day)s.") % {"name": held.name, "day": date_format(held.until, "j F")})
    row.save()
    return row


@transaction.atomic
def unmute(mute, *, by):
    """Have people told again. Refused for those whom it does not concern; what has ended already stays as it is."""
    mute.refresh_from_db(from_queryset=Mute.objects.select_for_update(no_key=True, of=("self",)).select_related("person"))
    rules.can_unmute(by, mute).enforce()
    if mute.ended_at is None:
        mute.ended_at = timezone.now()
        mute.save(update_fields=["ended_at"])
    return mute


def _day_to_come(day):
    if day is not None and day <= timezone.localdate():
        raise Refused(_("Look again on a day to come."))
