"""What the import commands have in common: reading the file, and telling how it went."""

import pathlib
import sys

from django.core.management.base import BaseCommand

from people.tables import Unreadable, report_path, write_refusals

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
        path = report_path(file)
        if table.unknown:
            self.stdout.write(f"Columns that are not read: {', '.join(table.unknown)}")
        for refusal in result.refused[:SHOWN]:
            place = f", {refusal.column} “{refusal.value}”" if refusal.column else ""
            self.stdout.write(f"line {refusal.line}{place}: {refusal.reason}")
        if len(result.refused) > SHOWN:
            self.stdout.write(f"and {len(result.refused) - SHOWN} more")
        self.write_report(path, table, result)
        self.stdout.write(str(result))

    def write_report(self, path, table, result):
        try:
            if result.refused:
                write_refusals(path, table.header, result.refused)
                self.stdout.write(f"Refused rows: {path}")
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            self.stderr.write(f"The report of refused rows cannot be written to {path}: {error.strerror}")
