"""Stating priorities."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Team
from people.text import CleanForm
from plans.models import Cycle, Priority, PriorityKind

ROWS = {"rows": 4}


class PriorityForm(CleanForm, forms.ModelForm):
    """A strategic choice for a cycle."""

    class Meta:
        model = Priority
        fields = ["cycle", "kind", "title", "why", "team"]
        widgets = {"kind": forms.RadioSelect, "why": forms.Textarea(ROWS)}

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.fields["kind"].choices = PriorityKind.choices
        self.fields["team"].queryset = Team.objects.all()
        self.fields["team"].empty_label = _("Everybody")
        self.fields["cycle"].initial = Cycle.objects.on(timezone.localdate()).first()
