"""Arranging the working copy: move an item in its list, and begin a new one from its words."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from plans.actions.history import record
from plans.editing import insert, neighbours, open_item, refuse_dropped, refuse_portrait
from plans.models import Goal
from plans.working import kind_of

SHARED = {"id", "position", "version", "changed_by", "changed_at", "dropped_at", "drop_reason", "came_from"}  # never copied


@transaction.atomic
def reorder(item, *, by, places=0, place=None):
    """Move an item `places` down its list (negative: up), or to the place with that number, counted from 0.

    Beyond an end means the end. Raises Stale if it was taken out.
    """
    open_item(item, by)
    refuse_portrait(item)
    refuse_dropped(item)
    rows = list(neighbours(item).kept())
    here = next(index for index, row in enumerate(rows) if row.pk == item.pk)
    there = max(0, min(len(rows) - 1, here + places if place is None else place))
    if there == here:
        return
    rows.insert(there, rows.pop(here))
    for position, row in enumerate(rows):
        if row.position != position:
            type(item).objects.filter(pk=row.pk).update(position=position)
    item.plan.touch()
    record(item.plan, f"plans.{kind_of(item)}_moved", by=by, item_id=item.pk, title=str(item))


@transaction.atomic
def duplicate_item(item, *, by):
    """Begin a new item from the words of this one, right behind it. A goal comes with its measures and the offers of both sides.

    What both agreed about the original, and its weight, are not taken along: two goals do not weigh what one did. Raises Stale
    if it was taken out.
    """
    open_item(item, by)
    refuse_portrait(item)
    refuse_dropped(item)
    neighbours(item).filter(position__gt=item.position).update(position=F("position") + 1)
    twin = insert(item.plan, _twin(item, **_of_its_own(item)), by=by, position=item.position + 1)
    if isinstance(item, Goal):
        for part in [*item.measures.kept(), *item.offers.kept()]:
            insert(item.plan, _twin(part, goal=twin), by=by, position=part.position)
    record(item.plan, f"plans.{kind_of(item)}_copied", by=by, item_id=twin.pk, title=str(item))
    return twin


def _twin(item, **other):
    fields = {field.name for field in item._meta.concrete_fields} - SHARED
    return type(item)(**{name: getattr(item, name) for name in fields} | other)


def _of_its_own(item):
    """What a copy says otherwise than its original."""
    if not isinstance(item, Goal):
        return {}
    return {"title": _copied(item.title), "weight": None}


def _copied(title):
    most = Goal._meta.get_field("title").max_length
    ending = _(" (copy)")
    return title.removesuffix(ending)[: most - len(ending)] + ending
