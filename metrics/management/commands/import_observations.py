from metrics.actions import add_observations
from metrics.intake.observations import OPTIONAL, REQUIRED
from metrics.intake.values import Style
from metrics.management.imports import ImportCommand
from metrics.models import Import
from people.tables import read_table


class Command(ImportCommand):
    help = (
        "Bring observations in from a CSV file with the columns email, metric, period_start, value and perhaps denominator;"
        " the same file twice changes nothing."
    )

    def take_in(self, file, *, encoding, dates, decimal, **options):
        table = read_table(file, required=REQUIRED, optional=OPTIONAL, encoding=encoding or None)
        batch = Import.objects.create(kind="observations", file_name=file.name[:255])
        return table, add_observations(table, by=None, source=batch, style=Style(dates, decimal))
