import datetime

from django.core.management.base import BaseCommand
from django.utils import timezone

from coaching.actions import look_at_process


class Command(BaseCommand):
    help = "Look for what has come to rest: sessions, goals, promises, signatures, development, reading. Twice changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", type=datetime.date.fromisoformat, metavar="DATE", help="look as of this day (today)")

    def handle(self, *, as_of, **_options):
        self.stdout.write(str(look_at_process(as_of=as_of or timezone.localdate())))
