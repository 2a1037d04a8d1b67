from django.core.management.base import BaseCommand

from reminders import outbox
from reminders.models import Channel, Setting, State


class Command(BaseCommand):
    """What the beat's tick asks a worker to do, without either."""

    help = "Send what is owed now, straight from the database: no broker, worker or beat is needed. Safe to repeat."

    def handle(self, **_options):
        """Send until nothing is due; the last line says what came of the e-mails."""
        if Setting.current().is_paused:
            self.stderr.write("The outbox is paused: nothing is sent.")
        tally = outbox.send_all()
        words = {"sent": State.SENT, "failed": State.FAILED, "cancelled": State.CANCELLED, "unconfirmed": State.UNKNOWN}
        self.stdout.write(" ".join(f"{word}={tally[Channel.EMAIL, state]}" for word, state in words.items()))
