"""Two edits of one item: what the other saved and what this form holds, field by field."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from plans.compare import shown


@dataclass(frozen=True)
class Difference:
    """One field on which the two edits differ."""

    name: str
    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Conflict:
    """The item as it stands now, who saved it when, and where this form says otherwise."""

    item: object
    who: str
    side: str
    at: datetime
    differences: list

    @classmethod
    def of(cls, item, form):
        """Compare what stands in the database with what was typed; the form then knows the version that stands now."""
        differences = [
            Difference(name, field.label, _words(getattr(item, name, "")), _words(form.cleaned_data.get(name)))
            for name, field in form.fields.items()
            if name != "seen_version" and _words(getattr(item, name, "")) != _words(form.cleaned_data.get(name))
        ]
        form.data = form.data.copy()
        form.data[form.add_prefix("seen_version")] = item.version
        side = "seller" if item.changed_by_id == item.plan.person_id else "manager"
        return cls(item, item.changed_by.first_name, side, item.changed_at, differences)


def _words(value):
    if value is True:
        return _("yes")
    if value is False:
        return _("no")
    return shown(value)
