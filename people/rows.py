"""Rows of several kinds in one query."""

from django.db.models import F, Value
from django.db.models.functions import Cast


def together(*querysets):
    """The rows that each of these querysets finds, each of another model, as lists, in one query: in no order, and without what
    is joined to them.
    """
    models = [rows.model for rows in querysets]
    columns = {_column(field): field for model in models for field in model._meta.concrete_fields}
    listed = [_listed(rows, columns, place) for place, rows in enumerate(querysets)]
    found = [[] for _model in models]
    for place, *values in listed[0].union(*listed[1:], all=True):
        found[place].append(_row(models[place], dict(zip(columns, values, strict=True)), querysets[place].db))
    return found


def _column(field):
    """Fields of one name and type share a column."""
    return field.attname, _plain(field).get_internal_type()


def _listed(rows, columns, place):
    """The rows of one kind, with nothing in the columns that only another has."""
    own = {_column(field) for field in rows.model._meta.concrete_fields}
    named = [F(key[0]) if key in own else Cast(Value(None), _plain(field)) for key, field in columns.items()]
    return rows.order_by().values_list(Value(place), *named)


def _plain(field):
    return field.target_field if field.is_relation else field


def _row(model, values, database):
    fields = model._meta.concrete_fields
    return model.from_db(database, [field.attname for field in fields], [values[_column(field)] for field in fields])
