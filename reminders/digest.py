"""The daily letter: what it tells, asked again when it is sent."""

import logging
from html import unescape

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from people.verdict import YES, Verdict
from reminders import kinds
from reminders.kinds import LETTER, Kind, register
from reminders.messages import inbox_line
from reminders.models import Channel, Delivery, Pace, Preference, Reminder
from reminders.paces import pace

log = logging.getLogger(__name__)

SHOWN = 12
ASKED = 100  # of more than so many, the rest is counted as it stood in the morning


def anything_left(letter):
    """Whether anything of it is still to be told."""
    return YES if told(letter)[0] else Verdict(_("What it would have told was read, done or switched off meanwhile."))


def told(letter):
    """What it tells, the most useful first, and how many more there are; read once for each sending."""
    if not hasattr(letter, "_told"):
        letter._told = _told(letter)
    return letter._told


def _told(letter):
    items = in_order(Reminder.objects.told_in(letter).in_letter_of(letter.channel))
    wants = wanted_by(letter.recipient, letter.channel)
    left = [item for item in items[:ASKED] if _is_left(item, letter, wants)]
    return left[:SHOWN], len(left[SHOWN:]) + len(items[ASKED:])


def in_order(items):
    """What hurts most if it is missed first; of those, what waits longest."""
    known = [item for item in items if kinds.find(item.kind)]
    return sorted(known, key=lambda item: (-kinds.get(item.kind).weight, item.due_at, item.pk))


def wanted_by(person, channel):
    """A function that says of a reminder whether this person wants it in a letter by that channel."""
    chosen = Preference.objects.chosen_by(person)
    has_chat = channel == Channel.CHAT and Delivery.objects.with_chat().filter(person=person).exists()
    return lambda item: in_letter(item.kind, channel, chosen, has_chat=has_chat)


def in_letter(name, channel, chosen, *, has_chat):
    """Whether what had no copy of its own by that channel goes into its letter. A switch to "at once" does not lose it."""
    kind = kinds.find(name)
    if kind is None or chosen.get((LETTER, channel)) == Pace.OFF:
        return False
    return pace(kind, channel, chosen, has_chat=has_chat) != Pace.OFF


def _is_left(item, letter, wants):
    item.recipient = letter.recipient
    try:
        return wants(item) and bool(kinds.get(item.kind).still_owed(item))
    except Exception:  # a mistake in one room's code must not keep back what the others tell
        log.exception("reminder %s (%s) was left out of a letter", item.pk, item.kind)
        return False


def lines(letter):
    """What its templates say: a line with its link for each, and how many more wait in the application."""
    shown, more = told(letter)
    return {"items": [_line(item) for item in shown], "more": more, "number": len(shown) + more}


def _line(item):
    line = inbox_line(item)
    return {"line": line, "plain": unescape(strip_tags(line)), "link": settings.PUBLIC_URL + item.path}


DAILY_LETTER = register(Kind(LETTER, _("Your daily letter"), pace=kinds.AT_ONCE, still_owed=anything_left, adds=lines))
