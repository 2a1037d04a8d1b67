import dataclasses
import pathlib

from django.core.management import call_command

from metrics.actions import add_activities, add_opportunities
from metrics.intake.crm_map import load
from metrics.management.imports import ImportCommand
from metrics.models import Import
from people.tables import Unreadable, read_table

ACTIONS = {"opportunities": add_opportunities, "activities": add_activities}


class Command(ImportCommand):
    help = (
        "Bring a CRM export of opportunities or activities in, and derive weekly metrics for each owner; the same file twice"
        " changes nothing. docs/examples has a mapping."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--as", dest="kind", choices=sorted(ACTIONS), required=True, help="what the rows are")
        parser.add_argument(
            "--map", type=pathlib.Path, required=True, metavar="MAP.toml", help="how its columns and stages are called"
        )
        parser.add_argument(
            "--people", type=pathlib.Path, metavar="PEOPLE.csv", help="bring these people in first (import_people)"
        )

    def take_in(self, file, *, kind, encoding, dates, decimal, people, **options):
        mapping = load(options["map"], kind, beside=file.parent)
        given = {"dates": dates if dates != "ymd" else mapping.style.dates, "decimal": decimal or mapping.style.decimal}
        mapping = dataclasses.replace(mapping, style=dataclasses.replace(mapping.style, **given))
        table = read_table(file, required=mapping.required, encoding=encoding or None)
        if people:
            self.import_people(people)
        batch = Import.objects.create(kind=f"crm.{kind}", file_name=file.name[:255])
        return table, ACTIONS[kind](table, by=None, source=batch, mapping=mapping)

    def import_people(self, people):
        try:
            call_command("import_people", people, stdout=self.stdout, stderr=self.stderr)
        except SystemExit as ended:
            if ended.code == 2:
                raise Unreadable(f"Nothing was imported, because {people} cannot be read.") from None
