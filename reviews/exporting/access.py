"""What the access log says of an export: one entry for the file, and one for each person who is in it."""

import itertools
import secrets

from people.actions import record_access
from people.models import AccessEntry, Standing
from people.models.records import UNSEALED

AT_A_TIME = 1000


def record_exported(export, subjects, *, by):
    """Write the entries of a written export, within the caller's transaction."""
    record_access(by=by, subject=None, thing="export", thing_id=export.pk, purpose="exported", reason=export.reason)
    standing = Standing.HR if by.has_role("hr") else Standing.ABOVE
    said = {
        "by": by,
        "purpose": "exported",
        "standing": standing,
        "thing": "export",
        "thing_id": export.pk,
        "reason": export.reason,
    }
    subjects = iter(sorted(subjects))
    while batch := list(itertools.islice(subjects, AT_A_TIME)):
        AccessEntry.objects.bulk_create(_entry(subject, said) for subject in batch)


def _entry(subject, said):
    entry = AccessEntry(subject_id=subject, chain=subject, salt=secrets.token_bytes(16), **UNSEALED, **said)
    entry.body = entry.words()
    return entry
