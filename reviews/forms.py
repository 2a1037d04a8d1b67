"""What people fill in about reviews. Forms clean; actions write."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from people.models import Team
from people.text import CleanForm
from reviews.exporting.columns import OPTIONAL
from reviews.models import ExportFormat, Outcome, ReviewRound, RoundKind, Sharing
from reviews.questions import DEFAULT_FORM, Asked

NOT_RATED = [("", _("no word"))]
PLACES = list(reversed(Outcome.choices))  # from left to right as on the scale


class AnswerForm(CleanForm, forms.Form):
    """What one side writes to one question."""

    text = forms.CharField(
        label=_("Your words"), required=False, max_length=20_000, strip=False, widget=forms.Textarea({"rows": 8})
    )
    scale = forms.ChoiceField(
        label=_("Where you place it"), required=False, choices=PLACES, widget=forms.RadioSelect({"class": "fit"})
    )
    question = forms.IntegerField(widget=forms.HiddenInput)
    goal = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ConcludeForm(CleanForm, forms.Form):
    """How it ended: a word and a note for each goal, and what both take from it."""

    outcome = forms.ChoiceField(
        label=_("The whole, if you want a word for it"),
        required=False,
        choices=[*NOT_RATED, *Outcome.choices],
        widget=forms.RadioSelect,
    )
    summary = forms.CharField(label=_("What we take from it"), max_length=20_000, widget=forms.Textarea({"rows": 6}))
    open_ends = forms.CharField(
        label=_("Open ends for the next plan"),
        help_text=_("One on each line."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args, goals, **kwargs):
        super().__init__(*args, **kwargs)
        self.goals = goals
        for goal in goals:
            key = goal["id"]
            word = forms.ChoiceField(label=goal["title"], choices=PLACES, widget=forms.RadioSelect({"class": "fit"}))
            note = forms.CharField(label=_("A note, if it needs one"), required=False, max_length=1000)
            self.fields |= {f"word-{key}": word, f"note-{key}": note}
        self.order_fields([*[f"{part}-{goal['id']}" for goal in goals for part in ("word", "note")], *list(self.fields)])

    def facts(self):
        """What the action takes."""
        data = self.cleaned_data
        return {
            "outcomes": {goal["id"]: (data[f"word-{goal['id']}"], data[f"note-{goal['id']}"]) for goal in self.goals},
            "outcome": data["outcome"],
            "summary": data["summary"],
            "open_ends": data["open_ends"].splitlines(),
        }


class AcknowledgeForm(CleanForm, forms.Form):
    """The seller's right of reply."""

    comment = forms.CharField(label=_("Your comment"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 5}))


class RefusalForm(CleanForm, forms.Form):
    """That the seller does not want to acknowledge."""

    witness = forms.CharField(label=_("Witnessed by"), max_length=150)
    note = forms.CharField(label=_("What was said"), required=False, max_length=1000)


class ReopenForm(CleanForm, forms.Form):
    """Why a concluded review is talked about again."""

    reason = forms.CharField(label=_("Why is it opened again?"), max_length=1000)


class RoundForm(CleanForm, forms.ModelForm):
    """A round with its dates and its questions."""

    class Meta:
        model = ReviewRound
        fields = ["name", "key", "kind", "starts_on", "ends_on", "due_on", "sharing"]
        widgets = {"sharing": forms.RadioSelect({"class": "list"}), "kind": forms.RadioSelect}
        help_texts = {"key": _("Small letters, digits and hyphens, for instance half-year-2026."), "due_on": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(key, capfirst(label)) for key, label in RoundKind.choices]
        self.fields["sharing"].choices = [(key, capfirst(label)) for key, label in Sharing.choices]
        for number, asked in enumerate(DEFAULT_FORM):
            self.fields[f"question_{number}"] = forms.CharField(
                label=_("Question about %(about)s") % {"about": asked.about.label},
                help_text=_("Asked of: %(side)s. Leave it empty to leave it out.") % {"side": asked.asked_of.label},
                initial=asked.text,
                required=False,
                max_length=400,
            )

    def clean(self):
        data = super().clean()
        if not self.questions():
            self.add_error("question_0", _("Ask at least one question."))
        return data

    def questions(self):
        """The form that the round asks: the usual one, in HR's words."""
        words = [self.cleaned_data.get(f"question_{number}", "").strip() for number in range(len(DEFAULT_FORM))]
        return [
            Asked(asked.about, text, asked.asked_of, asked.has_scale)
            for asked, text in zip(DEFAULT_FORM, words, strict=True)
            if text
        ]

    def facts(self):
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields} | {"questions": self.questions()}


class ExportForm(CleanForm, forms.Form):
    """What is to be taken out, and why."""

    round = forms.ModelChoiceField(label=_("Round"), queryset=ReviewRound.objects.none(), empty_label=None)
    format = forms.ChoiceField(label=_("Format"), choices=ExportFormat.choices, initial="csv", widget=forms.RadioSelect)
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.all(), required=False, empty_label=_("all teams"))
    outcome = forms.ChoiceField(label=_("Outcome"), choices=[("", _("any")), *Outcome.choices], required=False)
    concluded_from = forms.DateField(label=_("Concluded from"), required=False)
    concluded_to = forms.DateField(label=_("Concluded to"), required=False)
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        help_text=_("Name, e-mail, the seller’s answer and the digests are always in it."),
        choices=[(column.key, column.name) for column in OPTIONAL],
        initial=[column.key for column in OPTIONAL],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Why you need it"),
        help_text=_("Everybody in the file can read that you took it out, and why."),
        max_length=400,
    )

    def __init__(self, *args, rounds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds

    def filters(self):
        """What narrows the export, as it is stored."""
        data = self.cleaned_data
        days = {name: data[name].isoformat() if data.get(name) else "" for name in ("concluded_from", "concluded_to")}
        return {"team": str(data["team"].pk) if data.get("team") else "", "outcome": data.get("outcome", ""), **days}

    def facts(self):
        """What the action takes."""
        data = self.cleaned_data
        named = [column.key for column in OPTIONAL if column.key in data["columns"]]
        return {
            "round": data["round"],
            "format": data["format"],
            "reason": data["reason"],
            "columns": named,
            "filters": self.filters(),
        }
