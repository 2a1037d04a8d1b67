import csv
import sys

from django.core.management.base import BaseCommand, CommandError

from metrics.management.outputs import to_write
from metrics.models import Metric, Observation
from people.tables import safe_cell

COLUMNS = ["email", "metric", "period_start", "value", "denominator"]


def plain(value, kind):
    """A decimal without superfluous zeros; amounts never with exactly three decimals, which could be read as thousands."""
    if value is None:
        return ""
    text = f"{value.normalize():f}"
    decimals = len(text.partition(".")[2])
    return f"{text}0" if kind in ("amount", "count") and decimals == 3 else text


class Command(BaseCommand):
    help = "Write observations as CSV, with the columns that import_observations takes, sorted by metric, e-mail and week."

    def add_arguments(self, parser):
        parser.add_argument("--metric", metavar="KEY", help="only this metric")
        parser.add_argument("--output", metavar="FILE.csv", help="where to (standard output)")

    def handle(self, *, metric, output, **options):
        if metric and not Metric.objects.filter(key=metric).exists():
            raise CommandError(f"There is no metric with the key {metric}.", returncode=2)
        rows = Observation.objects.for_export(metric)
        if not output:
            count = self.write(self.stdout, rows)
        else:
            with to_write(output) as file:
                count = self.write(file, rows)
        print(f"{count} observations", file=sys.stderr)

    def write(self, file, rows):
        writer, count = csv.writer(file, lineterminator="\n"), 0
        writer.writerow(COLUMNS)
        for email, key, kind, monday, value, denominator in rows:
            writer.writerow([safe_cell(email), key, monday.isoformat(), plain(value, kind), plain(denominator, kind)])
            count += 1
        return count
