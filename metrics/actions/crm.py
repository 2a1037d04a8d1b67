"""Facts of a CRM that come in, and the weekly metrics that follow from them."""

from django.db import transaction
from django.utils import timezone

from metrics.intake import deriving, fact_storing, storing
from metrics.intake.facts import Activities, Opportunities, Owners
from metrics.intake.results import Result, written
from people.models import Person


@transaction.atomic
def add_opportunities(rows, *, by, source, mapping):
    """Take in the rows of a CRM's opportunities and compute the weekly metrics of their owners again.

    A row known already is found unchanged, another one replaces it; what cannot be read is refused. `source` is an `Import`.
    """
    return _take(rows, Opportunities, fact_storing.OPPORTUNITIES, deriving.stage_opportunities, source, mapping)


@transaction.atomic
def add_activities(rows, *, by, source, mapping):
    """Take in the rows of a CRM's activities and compute the weekly metrics of their owners again, together and by type."""
    return _take(rows, Activities, fact_storing.ACTIVITIES, deriving.stage_activities, source, mapping)


def _take(rows, reader, kind, derive, source, mapping):
    checked = reader(mapping, Owners(Person.objects.all()), today=timezone.localdate()).read(rows)
    refused = list(fact_storing.stage(kind, checked))
    refused += fact_storing.repeated(mapping.columns["id"])
    accepted, unchanged = fact_storing.merge(kind, source.pk)
    metrics = derive()
    storing.merge(source.pk)
    deriving.remove_gone(metrics)
    return written(source, Result(source, accepted, unchanged, sorted(refused, key=lambda refusal: refusal.line)))
