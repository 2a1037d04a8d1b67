"""What the access log says of an export: one entry for the file, and one for each person who is in it."""

from people.actions import record_access, record_accesses
from people.models import Standing


def record_exported(export, subjects, *, by):
    """Write the entries of a written export, within the caller's transaction."""
    said = {"by": by, "thing": "export", "thing_id": export.pk, "purpose": "exported", "reason": export.reason}
    record_access(subject=None, **said)
    record_accesses(subjects=sorted(subjects), standing=Standing.HR if by.has_role("hr") else Standing.ABOVE, **said)
