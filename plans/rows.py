"""Rows of several kinds of items in one query."""

from django.db.models import F, Value
from django.db.models.functions import Cast


def rows_of(plan, models):
    """All rows of a plan of these kinds, dropped ones too, in their order, by kind."""
    columns = {field.attname: field for model in models for field in model._meta.concrete_fields}
    listed = [_listed(model, plan, columns, place) for place, model in enumerate(models)]
    found = {model: [] for model in models}
    for place, *values in listed[0].union(*listed[1:], all=True):
        found[models[place]].append(_row(models[place], dict(zip(columns, values, strict=True)), plan))
    return {model: sorted(rows, key=lambda row: (row.position, row.pk)) for model, rows in found.items()}


def _listed(model, plan, columns, place):
    """The rows of one kind, with nothing in the columns that only another has."""
    own = {field.attname for field in model._meta.concrete_fields}
    named = [F(name) if name in own else Cast(Value(None), _plain(field)) for name, field in columns.items()]
    return model.objects.order_by().filter(plan=plan).values_list(Value(place), *named)


def _plain(field):
    return field.target_field if field.is_relation else field


def _row(model, values, plan):
    names = [field.attname for field in model._meta.concrete_fields]
    row = model.from_db(plan._state.db, names, [values[name] for name in names])
    row.plan = plan
    return row
