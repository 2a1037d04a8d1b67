"""Rows of observations, checked against people and metrics."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from metrics.intake.values import Wrong, denominator_of, value_of, week
from people.tables import Refusal

REQUIRED = ("email", "metric", "period_start", "value")
OPTIONAL = ("denominator",)


@dataclass(frozen=True)
class Taken:
    """One row that can be stored."""

    line: int
    person_id: object
    metric_id: object
    monday: date
    value: Decimal
    denominator: Decimal | None = None


class Reader:
    """Checks rows one by one. `people`: {e-mail in small letters: id} of those whose numbers may come in; `metrics`: by key.

    `dates`: how days are written, see `values.day`.
    """

    def __init__(self, people, metrics, *, today, dates="ymd"):
        self.people, self.metrics, self.today, self.dates = people, metrics, today, dates

    def read(self, rows):
        """A `Taken` or a `Refusal` for each row or refusal of a table."""
        for row in rows:
            yield row if isinstance(row, Refusal) else self.check(row)

    def check(self, row):
        """This row as a `Taken`, or refused for the first thing that is wrong with it."""
        cells, column = row.cells, "email"
        try:
            person_id = self._person(cells["email"])
            column = "metric"
            metric = self._metric(cells["metric"])
            column = "period_start"
            monday = week(cells["period_start"], self.today, self.dates)
            column = "value"
            value = value_of(cells["value"], metric)
            column = "denominator"
            return Taken(row.line, person_id, metric.pk, monday, value, denominator_of(cells.get("denominator", ""), metric))
        except Wrong as wrong:
            return row.refuse(column, wrong)

    def _person(self, text):
        email = text.strip().lower()
        if email not in self.people:
            raise Wrong(
                _("Nobody whose numbers you can bring in has this e-mail address.") if email else _("Write whose number it is.")
            )
        return self.people[email]

    def _metric(self, text):
        key = text.strip()
        if key not in self.metrics:
            raise Wrong(_("There is no metric with this key.") if key else _("Write the key of the metric."))
        return self.metrics[key]
