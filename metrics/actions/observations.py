"""Numbers that come in: from a file, from a call, or typed by hand."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from metrics import rules
from metrics.intake import storing
from metrics.intake.observations import Reader
from metrics.intake.results import Result, written
from metrics.intake.staging import stage_observations, stage_with
from metrics.intake.values import Style
from metrics.models import Import
from people.text import clean

FIELDS = {"period_start": "week"}  # where the form has another name than the file


@transaction.atomic
def add_observations(rows, *, by, source, dates="ymd", style=None, fixed=None):
    """Take in rows with email, metric, period_start, value and perhaps denominator: dictionaries of text, or the rows of a table.

    A value known already is found unchanged, another one replaces it. What `by` may not bring in, or cannot be read, is refused
    row by row; with nobody (`by` None, a command of the operator) all people are open. `source` is an `Import` or the name of the
    caller, `style` says how days and numbers are written, `fixed` what is the same for all rows and stands in no column.
    """
    if by is not None:
        rules.can_import(by).enforce()
    batch = source if isinstance(source, Import) else Import.objects.create(kind="observations", file_name=source, by=by)
    return _taken_in(batch, *stage_observations(rows, by, style or Style(dates), fixed))


@transaction.atomic
def type_value(person, metric, *, week, value, denominator=None, note, by):
    """Type one value by hand, with a note that says where it comes from; it replaces what was known of that week.

    Gives the `Result`. Refused for whoever is not a party, and for what the CRM computes. Raises ValidationError.
    """
    rules.can_type(by, person, metric).enforce()
    if not note.strip():
        raise ValidationError({"note": _("Say where this value comes from.")})
    batch = Import(kind="hand", file_name=_("typed by hand"), by=by, note=clean(note))
    batch.preview = {"person": str(person.pk), "metric": str(metric.pk), "week": week.isoformat()}
    batch.clean_fields(exclude=[field.name for field in Import._meta.fields if field.name != "note"])
    batch.save()
    facts = {"email": person.email, "metric": metric.key, "period_start": week.isoformat()}
    reader = Reader({person.email.lower(): person.pk}, {metric.key: metric}, today=timezone.localdate())
    again, refused = stage_with(reader, [facts | {"value": value, "denominator": denominator}])
    for refusal in refused:
        raise ValidationError({FIELDS.get(refusal.column, refusal.column): refusal.reason})
    return _taken_in(batch, again, refused)


def _taken_in(batch, again, refused):
    """Write what is staged. Gives the `Result`."""
    storing.take_turn()
    new, changed, unchanged = storing.merge(batch.pk)
    batch.stamp_done()
    return written(batch, Result(batch, new + changed, unchanged + again, refused, replaced=changed))
