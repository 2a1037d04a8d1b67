"""Facts of a CRM that come in, and the weekly metrics that follow from them."""

from django.db import transaction

from metrics import rules
from metrics.intake import fact_storing, storing
from metrics.intake.crm_map import own
from metrics.intake.facts import KINDS
from metrics.intake.results import Result, written
from metrics.intake.staging import derive, stage_facts
from metrics.models import Import, Opportunity


@transaction.atomic
def add_opportunities(rows, *, by, source, mapping=None):
    """Take in the rows of a CRM's opportunities and compute the weekly metrics of their owners again.

    A row known already is found unchanged, another one replaces it; what cannot be read, or is of somebody whose numbers `by` may
    not bring in, is refused. `source` is an `Import` or the name of the caller; without a mapping the rows use our own names.
    """
    return _take("opportunities", rows, by, source, mapping)


@transaction.atomic
def add_activities(rows, *, by, source, mapping=None):
    """Take in the rows of a CRM's activities and compute the weekly metrics of their owners again, together and by type."""
    return _take("activities", rows, by, source, mapping)


@transaction.atomic
def change_mapping(mapping, *, by, name, stages, owners):
    """Change what the stages and owners of a remembered mapping mean.

    Opportunities that came in by it stand where their stage means now, and the weekly metrics are computed again. What is won or
    lost now and has no day on which it was stays open. Gives (opportunities that stand elsewhere now, those that stay open).
    """
    rules.can_change_mapping(by, mapping).enforce()
    mapping.name, mapping.stages, mapping.owners = name, stages, owners
    mapping.full_clean(exclude=["columns", "stages", "types", "owners", "choices"])
    mapping.save()
    storing.take_turn(alone=True)
    return _stand_by(stages, Opportunity.objects.brought_by(mapping))


@transaction.atomic
def derive_again(*, by, stages=None):
    """Compute every weekly metric that follows from the facts of the CRM again, from all of them.

    With `stages` (folded name: open, won or lost) every opportunity first stands where its stage means. Gives (opportunities that
    stand elsewhere now, values that changed).
    """
    if by is not None:
        rules.can_map(by).enforce()
    storing.take_turn(alone=True)
    moved, _stay = _stand_by(stages, Opportunity.objects.all()) if stages else (0, 0)
    return moved, derive("opportunities") + derive("activities")


def _stand_by(stages, opportunities):
    moved, stay = opportunities.stand_by(stages)
    if moved:
        derive("opportunities")
    return moved, stay


def _take(kind, rows, by, source, mapping):
    if by is not None:
        rules.can_import(by).enforce()
    mapping = mapping or own(kind)
    batch = source if isinstance(source, Import) else Import.objects.create(kind=f"crm.{kind}", file_name=source, by=by)
    result = Result(batch, refused=stage_facts(kind, rows, by, mapping))
    storing.take_turn(alone=True)
    new, result.replaced, result.unchanged = fact_storing.merge(KINDS[kind].table, batch.pk)
    result.accepted = new + result.replaced
    derive(kind, batch.pk)
    batch.stamp_done()
    return written(batch, result)
