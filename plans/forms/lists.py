"""What lists are narrowed by. What makes no sense narrows nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.text import CleanForm
from plans.models import CommitmentState, PlanKind, PlanStatus

ANY = ("", _("All"))


class FilterForm(CleanForm, forms.Form):
    """Words to look for, and an order; every field may be left out."""

    q = forms.CharField(required=False, max_length=100)
    order = forms.CharField(required=False, max_length=20)

    def chosen(self):
        """What was chosen, by name; nothing for what makes no sense."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or None for name in self.fields}


class LedgerFilter(FilterForm):
    """Whose promises, how they stand, and for which plan or goal."""

    STATES = [ANY, ("open", _("Open")), ("due", _("Due")), *[(s.value, s.label) for s in CommitmentState if s != "open"]]
    whose = forms.ChoiceField(choices=[ANY, ("mine", _("I promised")), ("owed", _("I am owed"))], required=False)
    state = forms.ChoiceField(choices=STATES, required=False)
    plan = forms.UUIDField(required=False)
    goal = forms.UUIDField(required=False)


class PlanFilter(FilterForm):
    """Of which kind, how far, and of which team."""

    STANDS = [ANY, ("in_force", _("In force")), *[(s.value, s.label.capitalize()) for s in PlanStatus if s != "agreed"]]
    stands = forms.ChoiceField(choices=STANDS, required=False)
    kind = forms.ChoiceField(choices=[ANY, *PlanKind.choices], required=False)
    team = forms.UUIDField(required=False)
