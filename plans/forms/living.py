"""Living by the plan: promises, dates, progress."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.text import CleanForm
from plans.models import Goal, Progress, Rule


class PromiseForm(CleanForm, forms.Form):
    """Something one promises now."""

    text = forms.CharField(label=_("What I will do"), max_length=1000, widget=forms.Textarea({"rows": 2}))
    goal = forms.ModelChoiceField(
        Goal.objects.none(), label=_("For which goal"), required=False, empty_label=_("The plan as a whole")
    )
    rule = forms.ChoiceField(label=_("How often"), choices=Rule.choices, initial=Rule.ONCE)
    due_on = forms.DateField(label=_("By when"), required=False, widget=forms.DateInput)

    def __init__(self, *arguments, plan, **named):
        super().__init__(*arguments, **named)
        self.fields["goal"].queryset = plan.goals.kept()


class DateForm(CleanForm, forms.Form):
    """A new date for a promise."""

    due_on = forms.DateField(label=_("New date"), widget=forms.DateInput)
    note = forms.CharField(label=_("Why"), max_length=1000, required=False)


class NoteForm(CleanForm, forms.Form):
    """A word beside a change of a promise."""

    note = forms.CharField(label=_("Why"), max_length=1000, required=False)


class ProgressForm(CleanForm, forms.ModelForm):
    """How a goal goes."""

    class Meta:
        model = Progress
        fields = ["judgement", "note"]
        widgets = {"judgement": forms.RadioSelect, "note": forms.Textarea({"rows": 3})}

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.fields["judgement"].choices = Progress.JUDGEMENTS
