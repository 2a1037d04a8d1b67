"""What goes to somebody's chat: one line and one link, in the form that Slack, Teams or any other webhook takes."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reminders import kinds, sealed
from reminders.kinds import Kind, register
from reminders.messages import headline, in_place_of
from reminders.models import Delivery

TEST = register(Kind("reminders.chat_test", _("A test of your chat"), pace=kinds.AT_ONCE))


@dataclass(frozen=True)
class Message:
    """Ready to be posted. The address is a secret: it is not shown when this is."""

    address: str = field(repr=False)
    body: dict
    headers: dict


def message(reminder):
    """The same each time it is made; whoever takes it can know a second one by its id."""
    delivery = Delivery.objects.of(reminder.recipient)
    words, link = headline(reminder), settings.PUBLIC_URL + reminder.path
    with in_place_of(reminder.recipient):
        body = FORMS.get(delivery.chat, other)(words, link)
    if delivery.chat == "other":
        body |= {"id": str(reminder.pk), "kind": reminder.kind}
    return Message(sealed.unseal(delivery.chat_address), body, {"Idempotency-Key": str(reminder.pk)})


def slack(words, link):
    """What Slack's incoming webhooks take; nothing in the words can begin a link or call somebody."""
    safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": f"{safe}\n<{link}|{gettext('Open it in perfplan')}>", "unfurl_links": False}


def teams(words, link):
    """What a workflow of Teams takes: a card whose words are text and no Markdown."""
    text = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": words}]}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [text],
        "actions": [{"type": "Action.OpenUrl", "title": gettext("Open it in perfplan"), "url": link}],
    }
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
    }


def other(words, link):
    """What anybody can read: the words and the link."""
    return {"text": words, "link": link}


FORMS = {"slack": slack, "teams": teams}
