"""All that changes who there is, how they stand to each other, and who has looked at what."""

from django.db import transaction

from people import rules
from people.models import AccessEntry


@transaction.atomic
def record_access(*, by, subject, thing, thing_id=None, purpose, reason=""):
    """Write down that `by` looked at, or took out, `thing` of `subject` (None: of many people), who can read it."""
    return AccessEntry.written(
        by=by,
        subject=subject,
        purpose=purpose,
        standing=rules.standing_of(by, subject),
        thing=thing,
        thing_id=thing_id,
        reason=reason,
    )
