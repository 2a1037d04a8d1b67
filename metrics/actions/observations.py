"""Numbers that come in: from a file, from a call, or derived from the CRM."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from metrics.intake import storing
from metrics.intake.observations import OPTIONAL, REQUIRED, Reader
from metrics.models import Import, Metric, RefusedRow
from people.models import Person
from people.tables import Row

KEPT = 10_000  # refused rows that are kept for reading; all of them are in the report beside the file


@dataclass
class Result:
    """How an import went: `refused` holds the refusals, `batch` the import itself."""

    batch: Import
    accepted: int = 0
    unchanged: int = 0
    refused: list = field(default_factory=list)

    def __str__(self):
        return f"accepted={self.accepted} unchanged={self.unchanged} refused={len(self.refused)}"


@transaction.atomic
def add_observations(rows, *, by, source, dates="ymd"):
    """Take in rows with email, metric, period_start, value and perhaps denominator: dictionaries of text, or the rows of a table.

    A value known already is found unchanged, another one replaces it. What `by` may not bring in, or cannot be read, is refused
    row by row; with nobody (`by` None, a command of the operator) all people are open. `source` is an `Import` or the name of the
    caller.
    """
    batch = source if isinstance(source, Import) else Import.objects.create(kind="observations", file_name=source, by=by)
    reader = Reader(_people_of(by), {metric.key: metric for metric in Metric.objects.in_use()}, today=_today(), dates=dates)
    refused = list(storing.stage(reader.read(_as_rows(rows))))
    refused += storing.contradictions()
    accepted, unchanged = storing.merge(batch.pk)
    return _written(batch, Result(batch, accepted, unchanged, sorted(refused, key=lambda refusal: refusal.line)))


def _today():
    return timezone.localdate()


def _people_of(by):
    """{e-mail: id} of those whose numbers this person may bring in."""
    people = Person.objects.all()
    if by is not None and not by.has_role("admin"):
        people = Person.objects.managed_by(by.seats())
    return {email.lower(): pk for email, pk in people.values_list("email", "pk")}


def _as_rows(rows):
    """Dictionaries become rows, numbered from 1; the rows of a table stay as they are."""
    for number, row in enumerate(rows, start=1):
        if isinstance(row, dict):
            cells = {name: "" if row.get(name) is None else str(row[name]) for name in (*REQUIRED, *OPTIONAL)}
            yield Row(number, cells, tuple(cells.values()))
        else:
            yield row


def _written(batch, result):
    batch.accepted, batch.unchanged, batch.refused = result.accepted, result.unchanged, len(result.refused)
    batch.save(update_fields=["accepted", "unchanged", "refused"])
    rows = [
        RefusedRow(
            source=batch, line=one.line, column=one.column[:120], value=one.value, reason=one.reason[:500], row=list(one.cells)
        )
        for one in result.refused[:KEPT]
    ]
    RefusedRow.objects.bulk_create(rows, batch_size=1000)
    return result
