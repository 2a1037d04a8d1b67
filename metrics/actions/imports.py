"""Files that people upload: looked at first, then taken in or put aside."""

from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction

from metrics import rules
from metrics.actions.observations import add_observations
from metrics.intake.observations import OPTIONAL, REQUIRED
from metrics.intake.results import written
from metrics.models import Import, ImportState
from people.tables import read_table
from people.text import clean


@transaction.atomic
def preview(file, *, by, dates="ymd", encoding=""):
    """Keep an uploaded file of observations and say what would come of it; nothing is taken in yet.

    Gives the `Result`. Raises `Unreadable` for a file that cannot be read, and keeps nothing of it.
    """
    rules.can_import(by).enforce()
    table = read_table(file, required=REQUIRED, optional=OPTIONAL, encoding=encoding or None)
    batch = Import(kind="observations", by=by, state=ImportState.PREVIEWED, dates=dates, encoding=encoding)
    batch.file_name = clean(PurePath(file.name or "upload.csv").name)[:255]
    batch.save()
    with transaction.atomic():
        result = add_observations(table, by=by, source=batch, dates=dates)
        transaction.set_rollback(True)
    file.seek(0)
    batch.file.save(f"{batch.pk}.csv", File(file), save=True)
    return written(batch, result)


@transaction.atomic
def confirm(batch, *, by):
    """Take in what was previewed, judged again as things stand now. Refused the second time. Gives the `Result`."""
    batch.lock()
    rules.can_confirm(by, batch).enforce()
    batch.refused_rows.all().delete()
    with batch.file.open("rb") as file:
        table = read_table(file, required=REQUIRED, optional=OPTIONAL, encoding=batch.encoding or None)
        result = add_observations(table, by=by, source=batch, dates=batch.dates)
    _forget(batch, ImportState.DONE)
    return result


@transaction.atomic
def discard(batch, *, by):
    """Put a previewed file aside; nothing of it was taken in, and it is deleted."""
    batch.lock()
    rules.can_discard(by, batch).enforce()
    _forget(batch, ImportState.DISCARDED)


def _forget(batch, state):
    """Move on, and delete the file once that is certain."""
    name, storage = batch.file.name, batch.file.storage
    batch.move_to(state, file="")
    transaction.on_commit(lambda: storage.delete(name))
