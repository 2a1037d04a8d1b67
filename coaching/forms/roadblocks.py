"""What people type about what is in the way."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.models import Roadblock
from people.models import Person
from people.text import CleanForm

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RoadblockForm(CleanForm, forms.ModelForm):
    """What is in the way, what is missing, and which of the two clears it by when."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Roadblock
        fields = ["text", "lacks", "owner", "due_on", "goal"]
        widgets = {"due_on": DATE, "text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, owners, goals, reader, **kwargs):
        super().__init__(*args, **kwargs)
        owner, goal = self.fields["owner"], self.fields["goal"]
        owner.queryset = Person.objects.filter(pk__in=[one.pk for one in owners])
        owner.label_from_instance = lambda one: _("Me") if one == reader else one.name
        goal.queryset, goal.empty_label = goals, _("no goal in particular")
        if not goals:
            del self.fields["goal"]

    def _post_clean(self):
        """The action makes the row, and checks it."""


class DayForm(CleanForm, forms.Form):
    """By when one clears it oneself."""

    due_on = forms.DateField(label=_("By when?"), widget=DATE)


class RemoveForm(CleanForm, forms.Form):
    """How it came out of the way, if one wishes to say."""

    note = forms.CharField(label=_("How?"), max_length=400, required=False)


class GiveUpForm(CleanForm, forms.Form):
    """Why it stays."""

    note = forms.CharField(label=_("Why does it stay?"), max_length=400)
