"""The ways that a reminder takes: it is in the application, it goes to a mail server, into a file, or to a chat."""

from contextlib import nullcontext

from django.conf import settings

from reminders import chats, mailfiles, web
from reminders.handover import NotOurs, PutOff, TurnedDown
from reminders.messages import letter
from reminders.models import Channel
from reminders.smtp import MailServer


class InApp(nullcontext):
    """The row itself is the reminder: to be seen is all that it needs."""

    patience = 0

    def prepare(self, reminder):
        """Nothing is to be written."""

    def hand_over(self, message, may_go):
        """Nothing is to be delivered."""

    def __enter__(self):
        return self


class Files(nullcontext):
    """One file per message. Writing it again gives the same file, so that nothing is ever in doubt."""

    patience = 5  # seconds for the disk

    def __enter__(self):
        return self

    def prepare(self, reminder):
        """The letter."""
        return letter(reminder)

    def hand_over(self, message, may_go):
        """Write it."""
        if not may_go():
            raise NotOurs("another sender has it")
        try:
            mailfiles.write(message)
        except OSError as error:
            raise PutOff(f"the file could not be written ({type(error).__name__})") from error


class Chats(nullcontext):
    """One request for each message, to the webhook of whoever it is for: a chat that is slow or gone holds up its own alone."""

    def __init__(self):
        super().__init__()
        self.limit = min(web.PATIENCE, settings.REMINDERS_LEASE / 4)  # a short lease asks for short conversations
        self.patience = self.limit + 1

    def __enter__(self):
        return self

    def prepare(self, reminder):
        """The message."""
        return chats.message(reminder)

    def hand_over(self, message, may_go):
        """Post it."""
        if not message.address:
            raise TurnedDown("its webhook cannot be read any more: it has to be entered again")
        web.post(message.address, message.body, may_go, headers=message.headers, patience=self.limit)


def has_mail_server():
    """Whether e-mails leave this machine."""
    return bool(settings.EMAIL_URL)


def can_repeat(channel):
    """Whether doing it again by that channel leaves one message, whatever came of the first."""
    return channel == Channel.EMAIL and not has_mail_server()


def way_of(channel):
    """How reminders of a channel are handed over."""
    if channel == Channel.APP:
        return InApp()
    if channel == Channel.CHAT:
        return Chats()
    return MailServer() if has_mail_server() else Files()
