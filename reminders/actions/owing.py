"""To owe somebody a word."""

from django.db import transaction

from reminders import kinds
from reminders.copies import new_row
from reminders.models import Channel, Delivery, Pace, Preference, Reminder
from reminders.paces import pace


@transaction.atomic
def owe(kind, *, subject_id, to, period, path, facts=None, due_at=None, by=None):
    """Owe `to` a word of this kind about a subject, once for each period: in the application, and as a copy of its own by each
    way on which they hear of it at once. What they hear of in the daily letter has no copy: the letter tells what is there.

    Part of the caller's transaction: what is rolled back is owed to nobody. Owing again what is owed already changes nothing.
    `path` is where its link leads, `facts` what its templates may say. Nobody is reminded of what they did themselves (`by`).
    Answers the new reminders.
    """
    kind = kinds.get(kind)
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise ValueError(f"{path!r} does not lead to a page of perfplan")
    if by is not None and by.pk == to.pk:
        return []
    told = {"kind": kind.name, "subject_id": subject_id, "period": period, "path": path, "facts": facts or {}}
    rows = [new_row(channel, recipient=to, due_at=due_at, **told) for channel in _channels_at_once(kind, to)]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    return list(Reminder.objects.filter(pk__in=[row.pk for row in rows]))


def _channels_at_once(kind, person):
    chosen = Preference.objects.chosen_by(person, [kind.name, kinds.LETTER])
    has_chat = Delivery.objects.with_chat().filter(person=person).exists()
    return [channel for channel in Channel if pace(kind, channel, chosen, has_chat=has_chat) == Pace.AT_ONCE]
