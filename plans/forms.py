"""What people fill in about plans. Forms clean types and shapes; they never write."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics.models import Metric
from people.models import Person, Team
from people.text import CleanForm
from plans.models import Cycle, Family, Goal, Measure, MeasureKind, Offer, PlanKind, Priority, PriorityKind, Progress, Rule, Side

ROWS = {"rows": 4}


def put_errors(form, error):
    """Put what an action found wrong onto the form: beside the field where there is one, else on top."""
    found = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    for field, sentences in found.items():
        form.add_error(field if field in form.fields else None, sentences)


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


class CommentForm(CleanForm, forms.Form):
    """Something to say about an item."""

    text = forms.CharField(label=_("What do you think?"), max_length=4000, widget=forms.Textarea({"rows": 3}))


class ReasonForm(CleanForm, forms.Form):
    """Why one does what the other side will want to understand."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class ProposeForm(CleanForm, forms.Form):
    """Signing one's own text."""

    reason = forms.CharField(
        label=_("What should the other side know?"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
    )
    effective_on = forms.DateField(label=_("In force from"), required=False, widget=forms.DateInput)
    typed_name = forms.CharField(label=_("Type your name to sign"), max_length=150)
    seen_revision = forms.IntegerField(widget=forms.HiddenInput)


class SignForm(CleanForm, forms.Form):
    """Signing the other side's text."""

    typed_name = forms.CharField(label=_("Type your name to sign"), max_length=150)
    proposal_id = forms.UUIDField(widget=forms.HiddenInput)
    seen_digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class CloseForm(CleanForm, forms.Form):
    """How a plan ended."""

    outcome = forms.CharField(label=_("How it ended"), max_length=400, required=False, widget=forms.Textarea({"rows": 2}))


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
