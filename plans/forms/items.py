"""The items of the working copy."""

from django import forms
from django.utils.translation import gettext_lazy as _

from metrics.models import Metric
from people.text import CleanForm
from plans.models import Family, Goal, Measure, MeasureKind, Offer, Priority, Rule, Side

ROWS = {"rows": 4}


class GoalForm(CleanForm, forms.ModelForm):
    """One shared expectation."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Goal
        fields = ["title", "family", "why", "priority", "due_on", "weight"]
        widgets = {"why": forms.Textarea(ROWS), "family": forms.RadioSelect, "due_on": forms.DateInput}

    def __init__(self, *arguments, plan, **named):
        super().__init__(*arguments, **named)
        self.fields["family"].choices = Family.choices
        self.fields["priority"].queryset = Priority.objects.published().for_team(plan.person.team)
        self.fields["priority"].empty_label = _("It serves the role")
        self.fields["due_on"].initial = plan.ends_on


class MeasureForm(CleanForm, forms.ModelForm):
    """How a goal is judged or steered by."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Measure
        fields = ["kind", "metric", "is_leading", "low", "high", "baseline", "target", "text", "due_on"]
        widgets = {"kind": forms.RadioSelect, "text": forms.Textarea(ROWS), "due_on": forms.DateInput}
        help_texts = {
            "is_leading": _("An early sign that tells how the result will be, while there is time to steer."),
            "low": _("The range that both of you find normal. It is drawn as the band in every chart."),
            "text": _("For a milestone or criteria: how will both of you know?"),
        }

    def __init__(self, *arguments, plan, **named):
        super().__init__(*arguments, **named)
        self.fields["kind"].choices = MeasureKind.choices
        self.fields["metric"].queryset = Metric.objects.filter(is_retired=False)
        self.fields["metric"].empty_label = _("No metric")

    def clean(self):
        """A metric for what is judged by a metric, words for the rest."""
        data = super().clean()
        if data.get("kind") == MeasureKind.METRIC:
            if not data.get("metric"):
                self.add_error("metric", _("Choose the metric that this goal is judged by."))
        elif "kind" in data:
            data.update(metric=None, is_leading=False, low=None, high=None, baseline=None, target=None)
            if not data.get("text", "").strip():
                self.add_error("text", _("Say in words how both of you will know."))
        return data


class OfferForm(CleanForm, forms.ModelForm):
    """A commitment of one named side."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Offer
        fields = ["side", "text", "rule", "due_on"]
        widgets = {
            "side": forms.RadioSelect,
            "text": forms.Textarea({"rows": 2}),
            "rule": forms.Select,
            "due_on": forms.DateInput,
        }

    def __init__(self, *arguments, plan, **named):
        super().__init__(*arguments, **named)
        self.fields["side"].label = _("Who promises")
        self.fields["side"].choices = [(side.value, plan.party(side).first_name) for side in Side]
        self.fields["rule"].choices = Rule.choices


class PortraitForm(CleanForm, forms.Form):
    """One paragraph in one's own words."""

    text = forms.CharField(label=_("In your words"), max_length=20000, required=False, widget=forms.Textarea({"rows": 6}))
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DropForm(CleanForm, forms.Form):
    """Why an item goes."""

    reason = forms.CharField(label=_("Why it goes"), max_length=400, required=False, widget=forms.Textarea({"rows": 2}))
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
