import pathlib

import pghistory
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.dateparse import parse_date

from people.importing import OPTIONAL, REQUIRED, bring_in
from people.tables import Unreadable, read_table, tell_refusals

NOTES = f"""
The columns are {", ".join([*REQUIRED, *OPTIONAL])};
only email and name must be there, and the order of columns and rows is free. A column that is missing is
left as it is; an empty manager_email means: reports to nobody. A team that is not here yet is made.

Somebody new reports to their manager from their first day (starts_on, or today). For somebody who is here already, another
manager ends the old reporting line the day before --as-of and begins the new one on it.

role is seller, manager, leader, hr or admin. leader, hr and admin give that role for the whole company; seller and manager give
none (a manager is whoever has reports). An import gives roles and never takes one away: whoever holds a role that the file does
not give is listed, and an administrator withdraws it on the person's page.

Refused rows are printed and written to FILE.refused.csv; the others are kept. Exit status: 0 all rows taken, 1 some refused,
2 the file cannot be read.
"""


def day(value):
    found = parse_date(value)
    if found is None:
        raise ValueError(value)
    return found


class Command(BaseCommand):
    help = "Bring people, their teams, managers and roles in from a CSV file; the same file twice changes nothing."

    def add_arguments(self, parser):
        parser.epilog = NOTES
        parser.add_argument("file", type=pathlib.Path, metavar="FILE.csv")
        parser.add_argument("--encoding", default="", help="how the file is encoded, if not in UTF-8: cp1252, cp1250, ...")
        parser.add_argument("--as-of", type=day, metavar="DATE", help="the day on which managers change (today), like 2026-03-09")

    def handle(self, *, file, as_of, encoding, **options):
        try:
            table = read_table(file, required=REQUIRED, optional=OPTIONAL, encoding=encoding or None)
        except (Unreadable, OSError) as error:
            self.stderr.write(str(error))
            self.stdout.write("accepted=0 unchanged=0 refused=0")
            raise SystemExit(2) from None
        with pghistory.context(command="import_people", file=file.name):
            outcome = bring_in(table, on=as_of or timezone.localdate())
        self.report(file, table, outcome)
        if outcome.refusals:
            raise SystemExit(1)

    def report(self, file, table, outcome):
        for email, role in outcome.kept_roles:
            self.stdout.write(f"{email} keeps the role {role}, which the file does not give.")
        tell_refusals(self, file, table.header, outcome.refusals)
        self.stdout.write(f"accepted={outcome.accepted} unchanged={outcome.unchanged} refused={len(outcome.refusals)}")
