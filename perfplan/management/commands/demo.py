import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from perfplan.demo import story


class Command(BaseCommand):
    help = "Load a believable company into an empty installation. The same seed gives the same data."

    def add_arguments(self, parser):
        parser.add_argument("--sellers", type=int, default=35, help="how many sellers (35)")
        parser.add_argument("--weeks", type=int, default=52, help="how many weeks of numbers (52)")
        parser.add_argument("--seed", type=int, default=7, help="another number gives another company (7)")

    def handle(self, *, sellers, weeks, seed, **options):
        if sellers < 1 or weeks < 12:
            raise CommandError("A company has at least one seller and twelve weeks of numbers.", returncode=2)
        if not story.is_empty():
            raise CommandError("There are teams in this installation already. The demo is for an empty one.", returncode=2)
        began = time.monotonic()
        told = story.tell(sellers=sellers, weeks=weeks, seed=seed, today=timezone.localdate(), say=self.say)
        self.say(f"{told.plans} plans and {told.signals} new signals, in {time.monotonic() - began:.0f} s")

    def say(self, line):
        """One step, as it is done."""
        self.stdout.write(f"demo: {line}")
        self.stdout.flush()
