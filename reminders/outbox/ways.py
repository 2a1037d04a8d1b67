"""The ways that a reminder takes: it is in the application, it goes to a mail server, or into a file."""

from contextlib import nullcontext

from django.conf import settings

from reminders import mailfiles
from reminders.handover import NotOurs, PutOff
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


def has_mail_server():
    """Whether e-mails leave this machine."""
    return bool(settings.EMAIL_URL)


def way_of(channel):
    """How reminders of a channel are handed over."""
    if channel == Channel.APP:
        return InApp()
    return MailServer() if has_mail_server() else Files()
