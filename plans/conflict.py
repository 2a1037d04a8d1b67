"""Two edits of one item: what the other saved and what this form holds, field by field, and what can be done with both."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django import forms
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Difference:
    """One field on which the two edits differ."""

    name: str
    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Conflict:
    """The item as it stands now, who saved it when, and where this form says otherwise.

    `together`: the form has been given both texts, one after the other, to make one of them.
    """

    item: object
    who: str
    side: str
    at: datetime
    differences: list
    together: bool = False

    @classmethod
    def of(cls, item, form, together=False):
        """Compare what stands in the database with what was typed; the form then knows the version that stands now."""
        fields = {name: field for name, field in form.fields.items() if name != "seen_version"}
        pairs = ((name, field, getattr(item, name, ""), form.cleaned_data.get(name)) for name, field in fields.items())
        words = (Difference(name, field.label, _words(field, theirs), _words(field, mine)) for name, field, theirs, mine in pairs)
        differences = [one for one in words if one.theirs != one.mine]
        form.data = form.data.copy()
        form.data[form.add_prefix("seen_version")] = item.version
        for one in differences if together else ():
            _join(form, one)
        side = "seller" if item.changed_by_id == item.plan.person_id else "manager"
        return cls(item, item.changed_by.first_name, side, item.changed_at, differences, together)


def _join(form, difference):
    """Put both texts of a field that holds people's words into it."""
    field = form.fields[difference.name]
    if type(field) is forms.CharField and difference.theirs and difference.mine:
        between = "\n\n" if isinstance(field.widget, forms.Textarea) else " / "
        form.data[form.add_prefix(difference.name)] = f"{difference.theirs}{between}{difference.mine}"


def _words(field, value):
    """A value as its reader knows it; a number of the database and the same number as typed give the same words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, Decimal | int):
        return number_format(value.normalize() if isinstance(value, Decimal) and value % 1 else int(value))
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(field.choices).get(value, value))
    return str(value)
