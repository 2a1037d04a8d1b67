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


class ExplainForm(CleanForm, forms.Form):
    """What happened where a promise was not kept."""

    note = forms.CharField(
        label=_("What happened"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2, "dir": "auto"})
    )


class ProgressForm(CleanForm, forms.ModelForm):
    """How a goal goes: a judgement, a value of one of its measures, or both."""

    class Meta:
        model = Progress
        fields = ["judgement", "measure", "value", "note"]
        labels = {"measure": _("Or a value: of which measure"), "value": _("The value")}
        widgets = {"judgement": forms.RadioSelect, "note": forms.Textarea({"rows": 3, "dir": "auto"})}

    def __init__(self, *arguments, measures, **named):
        super().__init__(*arguments, **named)
        self.fields["judgement"].choices = Progress.JUDGEMENTS
        self.fields["value"].widget.attrs["inputmode"] = "decimal"
        self.fields["measure"].queryset = measures
        self.fields["measure"].empty_label = _("No value")
        self.fields["measure"].label_from_instance = _name_of

    def clean(self):
        """A value needs its measure and a measure its value; shares are typed as per cent."""
        cleaned = super().clean()
        measure, value = cleaned.get("measure"), cleaned.get("value")
        if value is None and "value" not in self.errors:
            if measure is not None and not cleaned.get("judgement"):
                self.add_error("value", _("Give the value too, or say how it goes."))
            cleaned["measure"] = None
        elif value is not None and measure is None and "measure" not in self.errors:
            self.add_error("measure", _("Say which measure this value is of."))
        elif value is not None and _is_share(measure):
            cleaned["value"] = value / 100
        return cleaned

    def validate_constraints(self):
        """What the database insists on, unless the same was said beside the field."""
        if not self.errors:
            super().validate_constraints()


def _is_share(measure):
    return measure is not None and measure.metric_id is not None and measure.metric.unit == "%"


def _name_of(measure):
    unit = measure.metric.unit if measure.metric_id else ""
    return f"{measure} ({unit})" if unit else str(measure)
