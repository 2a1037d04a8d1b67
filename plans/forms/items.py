"""The items of the working copy. Each form reads like a conversation: what we want, what exactly, why, for whom, until when."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from metrics.models import Metric
from people.text import CleanForm
from plans.models import Evidence, Family, Goal, Measure, MeasureKind, Offer, Priority, Rule, Side, Topic

ROWS = {"rows": 3, "dir": "auto"}
ONE_LINE = {"dir": "auto"}


class ItemForm(CleanForm, forms.ModelForm):
    """What is typed about one item, and the version of it that was on screen."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class GoalForm(ItemForm):
    """One shared expectation."""

    weight = forms.IntegerField(
        label=_("How much does it weigh, in %?"),
        help_text=_("Where goals have weights, all have one, and together they make 100 %."),
        min_value=0,
        max_value=100,
        required=False,
        error_messages={"max_value": _("A weight is at most 100 %%."), "min_value": _("A weight is 0 %% or more.")},
    )

    class Meta:
        model = Goal
        fields = ["title", "family", "specific", "why", "priority", "duty", "starts_on", "due_on", "weight"]
        labels = {
            "title": _("What do we want?"),
            "family": _("What is it about?"),
            "specific": _("What exactly?"),
            "why": _("Why does it matter?"),
            "priority": _("Which priority does it serve?"),
            "duty": _("Which duty of the role does it serve?"),
            "starts_on": _("From when?"),
            "due_on": _("By when?"),
        }
        help_texts = {
            "title": _("One line that both of you would say aloud."),
            "specific": _("So exact that both of you see the same thing. How it is judged comes in the next step."),
            "why": _("To the customer, to the team, and to the one who does it."),
            "starts_on": _("Left empty, it begins with the plan."),
            "priority": _("Name a priority, a duty of the role, or both; with neither, the goal serves the role as a whole."),
        }
        widgets = {
            "title": forms.TextInput(ONE_LINE),
            "specific": forms.Textarea(ROWS),
            "why": forms.Textarea(ROWS),
            "duty": forms.TextInput(ONE_LINE),
            "family": forms.RadioSelect,
            "starts_on": forms.DateInput,
            "due_on": forms.DateInput,
        }

    def __init__(self, *arguments, plan, **named):
        super().__init__(*arguments, **named)
        self.fields["family"].choices = Family.choices
        self.fields["priority"].queryset = Priority.objects.to_serve(plan.person, self.instance.priority_id)
        self.fields["priority"].empty_label = _("No priority")
        self.fields["due_on"].initial = plan.ends_on


class MeasureForm(ItemForm):
    """How a goal is judged or steered by."""

    NOTHING = {"text": "", "is_leading": False}  # and None for the rest

    class Meta:
        model = Measure
        fields = ["kind", "metric", "is_leading", "low", "high", "baseline", "target", "text", "due_on"]
        labels = {
            "kind": _("How do we know?"),
            "metric": _("Which metric?"),
            "is_leading": _("It is an early sign, to steer by"),
            "low": _("Agreed range, from"),
            "baseline": _("Where it stands now"),
            "target": _("Where it stands at the end"),
            "text": _("What will both of you see?"),
            "due_on": _("By when?"),
        }
        widgets = {"kind": forms.RadioSelect, "text": forms.Textarea(ROWS), "due_on": forms.DateInput}
        help_texts = {
            "is_leading": _("It tells how the result will be, while there is time to steer. Otherwise it is the result."),
            "low": _(
                "What both of you find normal in a week, or as often as the metric comes. It is drawn as the band in every chart."
            ),
            "text": _("For a milestone: what is there then. For criteria: what both of you look at."),
            "due_on": _("A milestone has a date. Everything else may have one."),
        }

    def __init__(self, *arguments, plan, **named):
        super().__init__(*arguments, **named)
        self.fields["kind"].choices = MeasureKind.choices
        self.fields["metric"].queryset = Metric.objects.filter(Q(is_retired=False) | Q(pk=self.instance.metric_id))
        self.fields["metric"].empty_label = _("No metric")

    def clean(self):
        """What does not belong to the chosen way of judging is left out; a milestone needs its date."""
        data = super().clean()
        if data.get("kind") == MeasureKind.METRIC:
            self._leave_out("text", *([] if data.get("is_leading") else ["low", "high"]))
        elif "kind" in data:
            self._leave_out("metric", "is_leading", "low", "high", "baseline", "target")
            if data["kind"] == MeasureKind.MILESTONE and "due_on" in data and not data["due_on"]:
                self.add_error("due_on", _("A milestone has a date: by when?"))
        return data

    def _leave_out(self, *names):
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data[name] = self.NOTHING.get(name)


class OfferForm(ItemForm):
    """A commitment of one named side."""

    class Meta:
        model = Offer
        fields = ["side", "text", "rule", "due_on", "evidence"]
        labels = {"text": _("What is promised?"), "rule": _("How often?"), "due_on": _("By when?"), "evidence": _("Kept by")}
        help_texts = {
            "due_on": _("For something promised once: the day. For something that comes back: its last day, if it has one."),
            "evidence": _("Something that comes back is kept by itself when a session of that kind is logged."),
        }
        widgets = {
            "side": forms.RadioSelect,
            "text": forms.Textarea({"rows": 2, "dir": "auto"}),
            "rule": forms.Select,
            "due_on": forms.DateInput,
            "evidence": forms.Select,
        }

    def __init__(self, *arguments, plan, **named):
        super().__init__(*arguments, **named)
        self.fields["side"].label = _("Who promises?")
        self.fields["side"].choices = [(side.value, plan.party(side).first_name) for side in Side]
        self.fields["rule"].choices = Rule.choices
        self.fields["evidence"].choices = Evidence.choices


class TopicForm(ItemForm):
    """Something to speak about each time."""

    class Meta:
        model = Topic
        fields = ["text"]
        labels = {"text": _("What do we speak about each time?")}
        help_texts = {"text": _("The same topics each time show how the answers move: key accounts, pipeline, activity.")}
        widgets = {"text": forms.TextInput(ONE_LINE)}

    def __init__(self, *arguments, plan, **named):
        super().__init__(*arguments, **named)


class TermsForm(CleanForm, forms.Form):
    """What the plan is called, and for when."""

    title = forms.CharField(label=_("Title"), max_length=160, widget=forms.TextInput(ONE_LINE))
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput)
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class PortraitForm(CleanForm, forms.Form):
    """One paragraph in one's own words."""

    text = forms.CharField(
        label=_("In your words"), max_length=20000, required=False, widget=forms.Textarea({"rows": 6, "dir": "auto"})
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DropForm(CleanForm, forms.Form):
    """Why an item goes."""

    reason = forms.CharField(
        label=_("Why it goes"), max_length=400, required=False, widget=forms.Textarea({"rows": 2, "dir": "auto"})
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """One up or down, or to a place counted from 0."""

    way = forms.ChoiceField(choices=[("up", "up"), ("down", "down")], required=False)
    place = forms.IntegerField(min_value=0, max_value=9999, required=False)

    def clean(self):
        """The move as the action takes it."""
        data = super().clean()
        if data.get("place") is not None:
            return {"place": data["place"]}
        return {"places": 1 if data.get("way") == "down" else -1}
