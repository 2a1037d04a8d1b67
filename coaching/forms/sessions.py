"""What people type about sessions, slots and praise."""

from functools import partial

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.models import Recognition, Session, SessionKind, SessionState
from people.text import CleanForm

DATE = forms.DateInput(attrs={"type": "date"})
WHEN = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class PromiseFields(forms.Form):
    """A promise of whoever fills the form in, with its day."""

    promise = forms.CharField(
        label=_("I will"), help_text=_("A promise of yours, if you made one."), max_length=1000, required=False
    )
    promise_due = forms.DateField(label=_("By when"), required=False, widget=DATE)

    def clean(self):
        found = super().clean() or self.cleaned_data
        if found.get("promise") and not found.get("promise_due") and "promise_due" not in self.errors:
            self.add_error("promise_due", _("A promise has a day. By when?"))
        if found.get("promise_due") and not found.get("promise") and "promise" not in self.errors:
            self.add_error("promise", _("Say what you will do by that day, or leave the day empty."))
        return found


class LogForm(CleanForm, PromiseFields):
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
    try_next = forms.CharField(label=_("One thing to try next"), max_length=400, required=False)
    others = forms.ModelMultipleChoiceField(
        label=_("Who else was in it?"),
        help_text=_("They will read it too."),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    starts_at = forms.DateTimeField(label=_("When"), required=False, widget=WHEN, help_text=_("Empty means just now."))
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, rep, reader, goals, others, can_promise, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["goals"].queryset, self.fields["others"].queryset = goals, others
        manager = rep.manager() if rep == reader else None
        name = manager.first_name if manager else rep.first_name
        self.fields["notes"].help_text = _("Their words if you can. %(name)s will read this.") % {"name": name}
        dropped = [("goals", goals), ("others", others), ("promise", can_promise), ("promise_due", can_promise)]
        for field, is_wanted in dropped:
            if not is_wanted:
                del self.fields[field]


class PlanSessionForm(CleanForm, forms.ModelForm):
    """A session to come."""

    reps = forms.ModelMultipleChoiceField(label=_("With whom"), queryset=None, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Session
        fields = ["kind", "starts_at", "minutes", "topic"]
        widgets = {"starts_at": WHEN, "kind": forms.RadioSelect(attrs={"class": "cards"})}

    field_order = ["reps", "kind", "starts_at", "minutes", "topic"]

    def __init__(self, *args, reps, reader, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reps"].queryset, self.fields["reps"].label_from_instance = reps, partial(_with_whom, reader)
        kind = self.fields["kind"]
        kind.label, kind.choices = _("What will it be?"), [one for one in SessionKind.choices if one[0] != SessionKind.IMPROMPTU]


def _with_whom(reader, rep):
    """A rep's name; a session about one's own work is one with one's manager."""
    return _("%(name)s, about my own work") % {"name": reader.manager()} if rep == reader else str(rep)


class HoldForm(CleanForm, PromiseFields):
    """What came of a session that was held."""

    notes = forms.CharField(
        label=_("What did you see or hear?"), max_length=20000, widget=forms.Textarea(attrs={"rows": 5}), required=False
    )
    goals = forms.ModelMultipleChoiceField(
        label=_("Which goals did it touch?"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    try_next = forms.CharField(label=_("One thing to try next"), max_length=400, required=False)

    field_order = ["notes", "goals", "promise", "promise_due", "try_next"]

    def __init__(self, *args, session, goals, can_promise, **kwargs):
        super().__init__(*args, initial={"notes": session.notes, "try_next": session.try_next}, **kwargs)
        self.fields["notes"].help_text = _("All who took part will read this.")
        self.fields["goals"].queryset = goals
        dropped = [("goals", goals), ("promise", can_promise), ("promise_due", can_promise)]
        for field, is_wanted in dropped:
            if not is_wanted:
                del self.fields[field]


class NotesForm(CleanForm, forms.Form):
    """What all who take part read: before, what to talk about; after, what was said. It names the version that was on screen."""

    notes = forms.CharField(
        label=_("Shared notes"),
        help_text=_("All who take part will read this."),
        max_length=20000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    try_next = forms.CharField(label=_("One thing to try next"), max_length=400, required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, session, **kwargs):
        initial = {"notes": session.notes, "try_next": session.try_next, "seen_version": session.version}
        super().__init__(*args, initial=initial, **kwargs)
        if session.state == SessionState.PLANNED:
            self.fields["notes"].label = _("What we want to talk about")
            del self.fields["try_next"]


class PromiseForm(CleanForm, PromiseFields):
    """A promise made in a session."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["promise"].required = self.fields["promise_due"].required = True
        self.fields["promise"].help_text = ""


class MoveForm(CleanForm, forms.Form):
    """Another day for a session."""

    starts_at = forms.DateTimeField(label=_("New day and time"), widget=WHEN)
    reason = forms.CharField(label=_("Why"), max_length=400)


class CancelForm(CleanForm, forms.Form):
    """Why a session falls out."""

    reason = forms.CharField(label=_("Why"), max_length=400)


class PrivateNoteForm(CleanForm, forms.Form):
    """What its author alone reads in daily use, and who may still come to read it."""

    text = forms.CharField(label=_("Private note"), max_length=20000, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        sentence = _(
            "Private from %(names)s in daily use. HR can release it, and %(names)s or a court may be entitled to it. Write facts."
        )
        self.fields["text"].help_text = sentence % {"names": names}


class SlotForm(CleanForm, forms.Form):
    """When to talk, and why, in the manager's own words."""

    starts_at = forms.DateTimeField(label=_("When"), required=False, widget=WHEN)
    reason = forms.CharField(
        label=_("Your reason instead"), help_text=_("Empty: the proposed one stands."), max_length=400, required=False
    )


class RecogniseForm(CleanForm, forms.ModelForm):
    """Praise."""

    class Meta:
        model = Recognition
        fields = ["text", "goal", "is_public"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, goals, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["goal"].queryset = goals
        self.fields["goal"].label, self.fields["goal"].empty_label = _("For which goal"), _("no goal in particular")
        if not goals:
            del self.fields["goal"]
