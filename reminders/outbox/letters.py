"""Writing the daily letters: from what stands in the database, never from how often a clock rang.

A letter is a reminder of its own, one for each person, local day and channel; the UNIQUE constraint keeps a second one out, and
whoever made the row fills it. What it holds was told in the application already, and hangs on it from then on: no later letter
tells it again. After a day on which nothing ran, the next morning's letter tells everything.
"""

import time
from collections import defaultdict

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Person
from reminders import kinds
from reminders.copies import new_row
from reminders.days import at_their_morning
from reminders.digest import in_letter
from reminders.kinds import LETTER, LETTER_PATH
from reminders.models import Channel, Delivery, Preference, Reminder, Setting, State

TURN = 60  # seconds
BATCH = 100
COPIES = (Channel.EMAIL, Channel.CHAT)


def write_letters(now=None, seconds=TURN):
    """Write the letter of everybody whose morning has come and for whom something waits. Answers how many people have one."""
    until, number = time.monotonic() + seconds, 0
    if Setting.current().is_paused:
        return 0
    due = who_has_one(now or timezone.now()).values_list("pk", "today")
    for batch in _batches(list(due)):
        if time.monotonic() >= until:
            break
        number += _write(dict(batch))
    return number


def who_has_one(now):
    """The people for whom it is time: something is in no letter, nothing is about to be told, and today's is not written."""
    people = Person.objects.active().filter(Exists(untold().filter(recipient=OuterRef("pk"))))
    people = people.exclude(Exists(Reminder.objects.about_to_be_told().filter(recipient=OuterRef("pk"))))
    here = at_their_morning(people, now).order_by("pk")
    return here.exclude(Exists(Reminder.objects.letters().filter(recipient=OuterRef("pk"), period=OuterRef("today"))))


def untold():
    """What some letter has to tell."""
    names = [kind.name for kind in kinds.registered()]
    open_items = Reminder.objects.in_no_letter().filter(kind__in=names)
    by_mail = open_items.with_no_copy(Channel.EMAIL).exclude(_off(Channel.EMAIL))
    by_chat = open_items.filter(recipient__delivery__chat__gt="").with_no_copy(Channel.CHAT).exclude(_off(Channel.CHAT))
    return Reminder.objects.filter(Q(pk__in=by_mail.values("pk")) | Q(pk__in=by_chat.values("pk")))


def _off(channel):
    """Whether the kind, or the letter itself, is switched off there."""
    off = Preference.objects.off(channel).filter(person=OuterRef("recipient"))
    return Exists(off.filter(Q(kind=OuterRef("kind")) | Q(kind=LETTER)))


def _batches(rows):
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]


@transaction.atomic(durable=True)
def _write(days):
    """The letters of some people; `days` is {id: today}. Answers how many people got one from us."""
    wanted = _wanted(list(days))
    told = {"kind": LETTER, "path": LETTER_PATH}
    rows = [
        new_row(channel, subject_id=person, recipient_id=person, period=days[person], **told)
        for person, items in wanted.items()
        for channel in items
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    ours = defaultdict(list)
    for letter in Reminder.objects.filter(pk__in=[row.pk for row in rows]).order_by("-channel"):  # an e-mail before a chat
        ours[letter.recipient_id].append(letter)
    for person, letters in ours.items():
        _fill(letters, {item for items in wanted[person].values() for item in items})
    return len(ours)


def _wanted(people):
    """What there is to tell: {person: {channel: [ids of reminders]}}, without what is empty."""
    chosen = defaultdict(dict)
    for person, kind, channel, pace in Preference.objects.filter(person__in=people).values_list(
        "person", "kind", "channel", "pace"
    ):
        chosen[person][kind, channel] = pace
    chats = set(Delivery.objects.with_chat().filter(person__in=people).values_list("person", flat=True))
    wanted = defaultdict(lambda: defaultdict(list))
    for channel in COPIES:
        open_items = Reminder.objects.in_no_letter().filter(recipient__in=people).with_no_copy(channel)
        for item, kind, person in open_items.values_list("pk", "kind", "recipient"):
            if in_letter(kind, channel, chosen[person], has_chat=person in chats):
                wanted[person][channel].append(item)
    return wanted


def _fill(letters, items):
    """Hang what it tells on the first of a letter's copies; and what earlier letters would tell that nobody could send yet."""
    first, channels = letters[0], {letter.channel for letter in letters}
    Reminder.objects.in_no_letter().filter(pk__in=items).update(digest=first)
    for earlier in _unsent_before(first):
        if {letter.channel for letter in earlier} <= channels and {letter.state for letter in earlier} == {State.DUE}:
            rows = Reminder.objects.filter(pk__in=[letter.pk for letter in earlier])
            Reminder.objects.filter(digest__in=rows).update(digest=first)
            rows.move(State.DUE, State.CANCELLED, last_error=_("told in the letter of %(day)s") % {"day": first.period})


def _unsent_before(letter):
    """The copies of each earlier letter of which one is due, locked."""
    mine = Reminder.objects.letters().filter(recipient=letter.recipient_id).exclude(period=letter.period)
    periods = set(mine.filter(state=State.DUE).values_list("period", flat=True))
    copies = defaultdict(list)
    for row in mine.filter(period__in=periods).select_for_update(no_key=True).order_by("pk"):
        copies[row.period].append(row)
    return copies.values()
