"""The signed link by which one kind of e-mail can be switched off without logging in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "reminders.unsubscribe"


def link(person, kind):
    """The absolute address that switches `kind` off for `person`, by e-mail."""
    token = signing.dumps([str(person.pk), kind.name], salt=SALT)
    return settings.PUBLIC_URL + reverse("reminders:reminder_unsubscribe", args=[token])


def read(token):
    """The id of the person and the name of the kind that a link stands for, or None if perfplan did not make it."""
    try:
        person_id, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return person_id, kind
