from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from perfplan import backups


class Command(BaseCommand):
    help = "Write everything a disaster needs into one file: database, files, and a manifest with counts and digests."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="the file to write; it must not exist yet")

    def handle(self, *, path, **_options):
        try:
            manifest = backups.back_up(path)
        except backups.Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        self.stdout.write(f"{backups.summary(manifest)} bytes={path.stat().st_size}")
