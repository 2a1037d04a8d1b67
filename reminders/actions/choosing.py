"""What reaches one, how soon and where: each for oneself."""

from django.db import transaction

from reminders import kinds, rules
from reminders.kinds import LETTER
from reminders.models import Channel, Delivery, Pace, Preference


@transaction.atomic
def mute(kind, *, by, channel):
    """Have no more reminders of this kind by this channel. Refused for what somebody waits for."""
    rules.can_mute(kind).enforce()
    Preference.objects.update_or_create(person=by, kind=kind.name, channel=channel, defaults={"pace": Pace.OFF})


@transaction.atomic
def choose(*, by, paces):
    """Replace one's choices: `paces` is {(name of a kind, channel): pace}; what it does not name comes in the usual way.

    Refused if it silences what somebody waits for, in the application or by e-mail.
    """
    for (name, channel), pace in paces.items():
        if pace == Pace.OFF and channel != Channel.CHAT:
            rules.can_mute(kinds.get(name)).enforce()
    Preference.objects.of(by).exclude(kind=LETTER).delete()
    rows = [Preference(person=by, kind=name, channel=channel, pace=pace) for (name, channel), pace in paces.items()]
    Preference.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def set_letter(*, by, digest_at, has_weekends, wants_letter):
    """Have one's daily letter at that time, or none. What came in a letter is then told in the application alone; what somebody
    waits for, by an e-mail of its own.
    """
    chosen = {"digest_at": digest_at, "has_weekends": has_weekends}
    Delivery.objects.update_or_create(person=by, defaults=chosen)
    if wants_letter:
        Preference.objects.of(by).filter(kind=LETTER, channel=Channel.EMAIL).delete()
    else:
        mute(kinds.get(LETTER), by=by, channel=Channel.EMAIL)
