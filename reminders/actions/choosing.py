"""What reaches one, how soon and where: each for oneself."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reminders import chats, kinds, rules, sealed, web
from reminders.copies import new_row
from reminders.kinds import LETTER, LETTER_PATH
from reminders.models import Channel, Delivery, Pace, Preference, Reminder


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


@transaction.atomic
def connect_chat(*, by, chat, address):
    """Have copies go to one's chat as well. The address is kept sealed. Raises ValidationError for one that nothing may go to."""
    try:
        web.checked(address)
    except web.Forbidden as error:
        sentence = _(
            "Write the whole address of the webhook, beginning with https://. Addresses within our own network do not do."
        )
        raise ValidationError({"address": sentence}) from error
    Delivery.objects.update_or_create(person=by, defaults={"chat": chat, "chat_address": sealed.seal(address)})


@transaction.atomic
def disconnect_chat(*, by):
    """Have nothing more go to one's chat, and forget where it is. What waits to go there is cancelled when its turn comes."""
    Delivery.objects.filter(person=by).update(chat="", chat_address="")


@transaction.atomic
def try_chat(*, by):
    """Have a test go to one's chat, through the outbox as everything does; at most one a minute. Refused without a chat."""
    rules.can_try_chat(by).enforce()
    told = {"kind": chats.TEST.name, "period": f"{timezone.now():%Y-%m-%d %H:%M}", "path": LETTER_PATH}
    row = new_row(Channel.CHAT, subject_id=by.pk, recipient=by, **told)
    Reminder.objects.bulk_create([row], ignore_conflicts=True)
