"""Mappings that people made in the browser, for facts that programs send: what the CRM calls stages, types and owners."""

from dataclasses import replace

from django.utils.translation import gettext as _

from metrics.intake.crm_map import own
from metrics.models import Import, ImportMapping
from perfplan.api.problems import Problem


def named(kind, name, me):
    """The mapping of that name that `me` may use (their own first). Problem 422 if there is none."""
    usable = ImportMapping.objects.usable_by(me).filter(kind=kind, name=name)
    found = sorted(usable, key=lambda one: one.made_by_id != me.pk)
    if not found:
        fault = {"where": "/mapping", "detail": _("There is no mapping of this name that you may use.")}
        raise Problem(422, _("This call has another shape than the description says."), faults=[fault])
    return found[0]


def meaning(kind, row):
    """What the CRM's names mean; the fields of a call, and how it writes days and numbers, are our own."""
    plain = own(kind)
    return replace(plain, stages=plain.stages | row.stages, types=row.types, owners=row.owners)


def by_mapping(kind, name, me, source):
    """What the action for facts takes for a named mapping: an import that knows it, so that it can be changed later."""
    row = named(kind, name, me)
    batch = Import.objects.create(kind=f"crm.{kind}", file_name=source, by=me, mapping=row)
    return {"source": batch, "mapping": meaning(kind, row)}
