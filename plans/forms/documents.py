"""Asking for documents."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.text import CleanForm


class BinderForm(CleanForm, forms.Form):
    """Whose team's plans are bound."""

    manager = forms.ModelChoiceField(label=_("Whose team"), queryset=Person.objects.none(), empty_label=None)

    def __init__(self, *arguments, teams, **named):
        super().__init__(*arguments, **named)
        self.fields["manager"].queryset = teams
