"""What people type about sessions and cases. Forms clean; actions decide."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.models import PrivateNote, Recognition, Session, SessionKind
from metrics.models import CLOSED, Cause, SignalState
from people.text import CleanForm

DATE = forms.DateInput(attrs={"type": "date"})
WHEN = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class LogForm(CleanForm, forms.Form):
    """A conversation that was just held: twenty seconds on a phone."""

    kind = forms.ChoiceField(
        label=_("What was it?"),
        choices=SessionKind.choices,
        initial=SessionKind.IMPROMPTU,
        widget=forms.RadioSelect(attrs={"class": "cards"}),
    )
    notes = forms.CharField(label=_("What did you see or hear?"), max_length=20000, widget=forms.Textarea(attrs={"rows": 4}))
    goals = forms.ModelMultipleChoiceField(
        label=_("Which goals did it touch?"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    promise = forms.CharField(
        label=_("I will"), help_text=_("A promise of yours, if you made one."), max_length=1000, required=False
    )
    promise_due = forms.DateField(label=_("By when"), required=False, widget=DATE)
    try_next = forms.CharField(label=_("One thing to try next"), max_length=400, required=False)
    starts_at = forms.DateTimeField(label=_("When"), required=False, widget=WHEN, help_text=_("Empty means just now."))
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, rep, reader, goals, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["goals"].queryset = goals
        who = {"name": rep.first_name}
        self.fields["notes"].help_text = (
            _("Their words if you can. %(name)s will read this.") % who if rep != reader else _("Your manager will read this.")
        )
        if not goals:
            del self.fields["goals"]

    def clean_starts_at(self):
        when = self.cleaned_data["starts_at"]
        if when and when > timezone.now():
            raise forms.ValidationError(_("This is still to come. Plan it instead, and log it when it was held."))
        return when

    def clean(self):
        found = super().clean()
        if found.get("promise_due") and not found.get("promise"):
            self.add_error("promise", _("Say what you will do by that day, or leave the day empty."))
        return found


class PlanSessionForm(CleanForm, forms.ModelForm):
    """A session to come."""

    reps = forms.ModelMultipleChoiceField(label=_("With whom"), queryset=None, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Session
        fields = ["kind", "starts_at", "minutes", "topic"]
        widgets = {"starts_at": WHEN, "kind": forms.RadioSelect(attrs={"class": "cards"})}

    field_order = ["reps", "kind", "starts_at", "minutes", "topic"]

    def __init__(self, *args, reps, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reps"].queryset = reps
        self.fields["kind"].choices = [(k, label) for k, label in SessionKind.choices if k != SessionKind.IMPROMPTU]
        self.fields["kind"].initial = SessionKind.STRATEGY


class HoldForm(CleanForm, forms.Form):
    """What came of a session that was held."""

    notes = forms.CharField(label=_("What did you see or hear?"), max_length=20000, widget=forms.Textarea, required=False)
    goals = forms.ModelMultipleChoiceField(
        label=_("Which goals did it touch?"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    try_next = forms.CharField(label=_("One thing to try next"), max_length=400, required=False)

    def __init__(self, *args, goals, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["goals"].queryset = goals


class NotesForm(CleanForm, forms.ModelForm):
    """Shared notes of a session that was held."""

    class Meta:
        model = Session
        fields = ["notes", "try_next"]


class MoveForm(CleanForm, forms.Form):
    """Another day for a session."""

    starts_at = forms.DateTimeField(label=_("New day and time"), widget=WHEN)
    reason = forms.CharField(label=_("Why"), max_length=400)


class CancelForm(CleanForm, forms.Form):
    """Why a session falls out."""

    reason = forms.CharField(label=_("Why"), max_length=400)


class PrivateNoteForm(CleanForm, forms.ModelForm):
    """What its author alone reads in daily use."""

    text = forms.CharField(label=_("Private note"), max_length=20000, required=False, widget=forms.Textarea)

    class Meta:
        model = PrivateNote
        fields = ["text"]


class SlotForm(CleanForm, forms.Form):
    """When to talk, and why, in the manager's own words."""

    starts_at = forms.DateTimeField(label=_("When"), required=False, widget=WHEN)
    reason = forms.CharField(label=_("Your reason instead"), max_length=400, required=False)


class RecogniseForm(CleanForm, forms.ModelForm):
    """Praise."""

    class Meta:
        model = Recognition
        fields = ["text", "goal", "is_public"]

    def __init__(self, *args, goals, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["goal"].queryset = goals
        self.fields["goal"].label = _("For which goal")


class AnswerForm(CleanForm, forms.Form):
    """What is behind a signal, and what would help."""

    cause = forms.ChoiceField(
        label=_("What is behind it?"), choices=Cause.KINDS, widget=forms.RadioSelect(attrs={"class": "list"})
    )
    words = forms.CharField(label=_("In your words"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    action = forms.CharField(label=_("What I will do about it"), max_length=1000, required=False)
    due_on = forms.DateField(label=_("By when"), required=False, widget=DATE)
    recheck_on = forms.DateField(label=_("Look again on"), widget=DATE)

    def clean_recheck_on(self):
        day = self.cleaned_data["recheck_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day to come, when the numbers can show whether it helped."))
        return day

    def clean(self):
        found = super().clean()
        if found.get("action") and not found.get("due_on"):
            self.add_error("due_on", _("A promise has a day. By when?"))
        return found


class CloseForm(forms.Form):
    """How a case ended."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(state.value, state.label) for state in SignalState if state in CLOSED],
        widget=forms.RadioSelect(attrs={"class": "list"}),
    )
