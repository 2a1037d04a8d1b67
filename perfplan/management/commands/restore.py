from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from perfplan import backups


class Command(BaseCommand):
    help = "Bring a backup back into an empty installation, check that all of it came back, and verify the records' digests."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="a file that `backup` has written")

    def handle(self, *, path, **_options):
        try:
            manifest = backups.restore(path)
        except backups.Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        self.stdout.write(backups.summary(manifest))
        self.stdout.write("Reminders are paused, so that old ones are not sent again: look at the list, then resume them.")
        call_command("verify_records", stdout=self.stdout, stderr=self.stderr)
