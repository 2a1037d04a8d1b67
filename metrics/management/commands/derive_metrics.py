import pathlib

from django.core.management.base import BaseCommand, CommandError

from metrics.actions import derive_again
from metrics.intake.crm_map import load
from people.tables import Unreadable


class Command(BaseCommand):
    help = (
        "Compute the weekly metrics again from all facts of the CRM; with a mapping, every opportunity first stands where its"
        " stage means now."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--map", type=pathlib.Path, metavar="MAP.toml", help="what the stages of the CRM mean, as import_crm reads it"
        )

    def handle(self, **options):
        try:
            stages = load(options["map"], "opportunities", beside=options["map"].parent).stages if options["map"] else None
        except Unreadable as error:
            raise CommandError(str(error), returncode=2) from None
        moved, changed = derive_again(by=None, stages=stages)
        self.stdout.write(f"moved={moved} changed={changed}")
