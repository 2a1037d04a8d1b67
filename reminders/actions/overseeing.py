"""What an administrator does with the company's outbox."""

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from people.verdict import Stale
from reminders import rules
from reminders.copies import new_row
from reminders.kinds import LETTER, LETTER_PATH
from reminders.models import Channel, Reminder, Setting, State


@transaction.atomic
def retry(reminder, *, by):
    """Have sent again what failed or is unconfirmed, under the same Message-ID. Stale if another did so meanwhile."""
    rules.can_oversee(by).enforce()
    current = Reminder.objects.select_for_update(no_key=True).get(pk=reminder.pk)
    if not (verdict := rules.can_retry(by, current)):
        raise Stale(verdict.reason, current=current)
    _send_again(Reminder.objects.filter(pk=current.pk), current.state)


@transaction.atomic
def retry_failed(*, by):
    """Have sent again all that failed. Answers how many."""
    rules.can_oversee(by).enforce()
    return _send_again(Reminder.objects.all(), State.FAILED)


def _send_again(reminders, before):
    return reminders.move(before, State.DUE, attempt=0, try_at=timezone.now())


@transaction.atomic
def decide(*, by, manager_of_drift, is_paused):
    """Set when managers hear of drift, and whether anything is sent at all."""
    rules.can_oversee(by).enforce()
    Setting.objects.update_or_create(pk=1, defaults={"manager_of_drift": manager_of_drift, "is_paused": is_paused})


@transaction.atomic
def drop_waiting(*, by):
    """Cancel what was due before now and has not gone: after a restore it may have gone already. No letter will tell it either.
    Answers how many copies were dropped.

    Refused unless the outbox is paused.
    """
    setting = Setting.objects.select_for_update().filter(pk=1).first() or Setting.current()
    rules.can_drop_waiting(by, setting).enforce()
    _tell_in_no_letter()
    return Reminder.objects.due_now().order_by().move(State.DUE, State.CANCELLED, last_error=_("dropped by an administrator"))


def _tell_in_no_letter():
    """What letters would tell hangs on letters that were dropped."""
    untold = Reminder.objects.in_no_letter()
    told = {"kind": LETTER, "period": f"dropped {timezone.now():%Y-%m-%d %H:%M:%S.%f}", "path": LETTER_PATH}
    dropped = {"state": State.CANCELLED, "last_error": _("dropped by an administrator")}
    people = untold.order_by().values_list("recipient", flat=True).distinct()
    Reminder.objects.bulk_create(
        new_row(Channel.EMAIL, subject_id=person, recipient_id=person, **told, **dropped) for person in people
    )
    letter = Reminder.objects.filter(kind=LETTER, period=told["period"], recipient=OuterRef("recipient"))
    untold.update(digest=Subquery(letter.values("pk")[:1]))
