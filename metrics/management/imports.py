"""What the import commands have in common: reading the file, and telling how it went."""

import pathlib
import sys

from django.core.management.base import BaseCommand

from people.tables import Unreadable, tell_refusals

SHOWN = 50


class ImportCommand(BaseCommand):
    """An import of one CSV file. Exit status 0: all taken; 1: some rows refused, the others kept; 2: nothing done."""

    def add_arguments(self, parser):
        parser.add_argument("file", type=pathlib.Path, metavar="FILE.csv")
        parser.add_argument("--encoding", default="", help="how the file is encoded, if not in UTF-8: cp1252, cp1250, ...")
        parser.add_argument(
            "--dates",
            choices=["ymd", "dmy", "mdy"],
            default="ymd",
            help="how the file writes days: 2026-08-31 (ymd, always understood), 31/8/2026 (dmy), 8/31/2026 (mdy)",
        )

        parser.add_argument(
            "--decimal",
            choices=[".", ","],
            default="",
            help="what the file writes before decimals, the other one then groups thousands; else 1,234 is refused",
        )

    def handle(self, *, file, **options):
        try:
            table, result = self.take_in(file, **options)
        except Unreadable as error:
            self.stderr.write(str(error))
            self.stdout.write("accepted=0 unchanged=0 refused=0")
            sys.exit(2)
        self.report(file, table, result)
        if result.refused:
            sys.exit(1)

    def take_in(self, file, **options):
        """The table that was read, and the result of taking it in. Raises `Unreadable`."""
        raise NotImplementedError

    def report(self, file, table, result):
        if table.unknown:
            self.stdout.write(f"Columns that are not read: {', '.join(table.unknown)}")
        tell_refusals(self, file, table.header, result.refused, most=SHOWN)
        self.stdout.write(str(result))
