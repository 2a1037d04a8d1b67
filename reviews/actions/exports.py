"""Taking reviews out as a file. Asking is a row; a worker writes the file; every file and every download is on the access log."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.actions import record_access
from people.text import clean
from people.verdict import Stale
from reminders.actions import owe
from reviews import messages, rules
from reviews.exporting.access import record_exported
from reviews.models import Export, ExportState

KEPT = datetime.timedelta(hours=24)


@transaction.atomic
def ask_export(*, by, round, format, reason, columns=(), filters=None):
    """Ask for a file of the concluded reviews of a round. It is written with the rights that `by` has at that time."""
    rules.can_export(by).enforce()
    export = Export(by=by, round=round, format=format, columns=list(columns), filters=filters or {}, reason=clean(reason).strip())
    export.full_clean()
    export.save(force_insert=True)
    return export


@transaction.atomic
def ask_again(export, *, by):
    """Ask once more for an export that failed."""
    export.lock()
    if export.by_id != by.pk:
        rules.can_download(by, export).enforce()
    rules.can_export(by).enforce()
    export.move_to(ExportState.ASKED, attempt=0, error="", done_rows=0, finished_at=None)
    return export


@transaction.atomic
def release_export(export, subjects, *, by, is_handed_out=False, **facts):
    """Let the asker have the file that a worker has written. Everybody in it (`subjects`, ids) can read that it was taken out.

    Raises Stale if another worker has taken the export over meanwhile. If the access log can't be written, there is no file.
    With `is_handed_out` the asker has the file already, and nothing is kept here.
    """
    token = export.lease_token
    export.lock()
    if export.state != ExportState.WRITING or export.lease_token != token:
        raise Stale(_("Another worker writes this export."), current=export)
    record_exported(export, subjects, by=by)
    now = timezone.now()
    export.move_to(ExportState.READY, finished_at=now, expires_at=now + KEPT, lease_until=None, lease_token=None, **facts)
    if is_handed_out:
        export.move_to(ExportState.EXPIRED, expires_at=now)
        return export
    told = {"round": export.round.name, "format": export.get_format_display()}
    owe(
        messages.EXPORT_READY, subject_id=export.pk, to=by, period=str(export.attempt), path=export.get_absolute_url(), facts=told
    )
    return export


@transaction.atomic
def fail_export(export, *, by, sentence):
    """Say why a file could not be written."""
    token = export.lease_token
    export.lock()
    if export.state == ExportState.WRITING and export.lease_token == token:
        sentence = str(sentence)[:400]
        export.move_to(ExportState.FAILED, error=sentence, finished_at=timezone.now(), lease_until=None, lease_token=None)
    return export


@transaction.atomic
def download(export, *, by):
    """Write down that `by` takes the file. Refused once it has expired, or when the right to export is lost."""
    export.lock()
    rules.can_download(by, export).enforce()
    record_access(by=by, subject=None, thing="export", thing_id=export.pk, purpose="downloaded", reason=export.reason)
    return export


@transaction.atomic
def expire(export, *, by):
    """Let a file go whose time has passed. The request and its log stay."""
    export.lock()
    if export.state == ExportState.READY and export.expires_at <= timezone.now():
        export.move_to(ExportState.EXPIRED)
    return export
