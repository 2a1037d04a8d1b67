"""To owe somebody a word."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from people.models import Person
from reminders import kinds
from reminders.copies import new_row
from reminders.models import Channel, Delivery, Pace, Preference, Reminder
from reminders.paces import pace

AT_ONCE = 1000  # rows a statement


@dataclass(frozen=True)
class Owed:
    """One word that is owed: to whom, about what, in which period; `path` is where its link leads, `facts` what its templates
    may say.
    """

    to: Person
    subject_id: UUID
    period: str
    path: str
    facts: dict = field(default_factory=dict)
    due_at: datetime | None = None

    def __post_init__(self):
        if not self.path.startswith("/") or self.path.startswith(("//", "/\\")):
            raise ValueError(f"{self.path!r} does not lead to a page of perfplan")


@transaction.atomic
def owe(kind, *, subject_id, to, period, path, facts=None, due_at=None, by=None):
    """Owe `to` a word of this kind about a subject, once for each period: in the application, and as a copy of its own by each
    way on which they hear of it at once. What they hear of in the daily letter has no copy: the letter tells what is there.

    Part of the caller's transaction: what is rolled back is owed to nobody. Owing again what is owed already changes nothing.
    Nobody is reminded of what they did themselves (`by`). Answers the new reminders.
    """
    rows = owe_all(kind, [Owed(to, subject_id, period, path, facts or {}, due_at)], by=by)
    return list(Reminder.objects.filter(pk__in=[row.pk for row in rows]))


@transaction.atomic
def owe_all(kind, owed, *, by=None):
    """The same for many words of one kind, in three queries: for what the clock finds. Answers the rows that were offered, of
    which those that were owed already are not kept.
    """
    kind = kinds.get(kind)
    owed = [one for one in owed if by is None or by.pk != one.to.pk]
    ways = _ways(kind, [one.to.pk for one in owed])
    rows = [new_row(channel, kind=kind.name, **_told(one)) for one in owed for channel in ways[one.to.pk]]
    Reminder.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    return rows


def _told(one):
    return {"recipient": one.to} | {name: getattr(one, name) for name in ("subject_id", "period", "path", "facts", "due_at")}


def _ways(kind, people):
    """By which channels each of these people hears of a kind at once: {id: [channels]}."""
    chosen = {person: {} for person in people}
    paces = Preference.objects.of_people(people, [kind.name, kinds.LETTER])
    for person, name, channel, wanted in paces.values_list("person", "kind", "channel", "pace"):
        chosen[person][name, channel] = wanted
    chats = set(Delivery.objects.with_chat().filter(person__in=people).values_list("person", flat=True))
    return {
        person: [c for c in Channel if pace(kind, c, chosen[person], has_chat=person in chats) == Pace.AT_ONCE]
        for person in chosen
    }
