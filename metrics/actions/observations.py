"""Numbers that come in: from a file, from a call, or derived from the CRM."""

from django.db import transaction
from django.utils import timezone

from metrics.intake import storing
from metrics.intake.observations import OPTIONAL, REQUIRED, Reader
from metrics.intake.results import Result, written
from metrics.models import Import, Metric
from people.models import Person
from people.tables import Row


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
    return written(batch, Result(batch, accepted, unchanged, sorted(refused, key=lambda refusal: refusal.line)))


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
