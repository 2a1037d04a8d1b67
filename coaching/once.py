"""What a form has written once is not written again."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from people.verdict import Refused


def saved_before(row, author, exclude):
    """Save a new row, or answer the one that the same form (its `request_key`) has written already: also when both come at once.

    `author`: the name of the field with whoever sent the form. `exclude`: the fields that need no check any more.
    """
    row.full_clean(exclude=exclude)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        written = type(row).objects.filter(request_key=row.request_key, **{author: getattr(row, author)}).first()
        if written is None:
            raise Refused(_("This form was sent before by somebody else. Open it again.")) from None
        return written
    return None
