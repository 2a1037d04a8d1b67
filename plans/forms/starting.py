"""Beginning a plan."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.text import CleanForm
from plans.models import Cycle, PlanKind, Priority


class PlanForm(CleanForm, forms.Form):
    """Whom a plan is for, what kind it is, and for when."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("For whom"))
    kind = forms.ChoiceField(
        label=_("What for"), choices=PlanKind, initial=PlanKind.PERFORMANCE, widget=forms.RadioSelect({"class": "list"})
    )
    title = forms.CharField(
        label=_("Title"), max_length=160, help_text=_("As the two of you call it, for instance “Second half 2026”.")
    )
    cycle = forms.ModelChoiceField(Cycle.objects.all(), label=_("Period"), required=False, empty_label=_("Other days"))
    starts_on = forms.DateField(label=_("First day"), required=False, widget=forms.DateInput)
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput)
    priorities = forms.ModelMultipleChoiceField(
        Priority.objects.none(),
        label=_("Begin with a goal for these priorities"),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "list"}),
    )

    def __init__(self, *arguments, me, people, priorities, **named):
        super().__init__(*arguments, **named)
        self.fields["person"].queryset = people
        self.fields["priorities"].queryset = priorities
        self.fields["cycle"].initial = Cycle.objects.on(timezone.localdate()).first()
        if not priorities:
            del self.fields["priorities"]

    def clean(self):
        """The days of the cycle, unless other days are given."""
        data = super().clean()
        cycle = data.get("cycle")
        if cycle is not None:
            data["starts_on"], data["ends_on"] = data.get("starts_on") or cycle.starts_on, data.get("ends_on") or cycle.ends_on
        elif not (data.get("starts_on") and data.get("ends_on")):
            raise ValidationError(_("Choose a period, or give its first and last day."))
        return data
