"""What people type about sessions and cases. Forms clean; actions decide."""

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from coaching.actions.process import WATCHED
from coaching.models import ProcessSetting, Recognition, Session, SessionKind, SessionState
from metrics.models import OF_PROCESS, Cause, Metric, SignalKind, SignalState
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

    def __init__(self, *args, reps, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reps"].queryset = reps
        self.fields["kind"].choices = [(k, label) for k, label in SessionKind.choices if k != SessionKind.IMPROMPTU]


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
        self.fields["goal"].label = _("For which goal")
        if not goals:
            del self.fields["goal"]


class AnswerForm(CleanForm, forms.Form):
    """What is behind a signal, and what would help."""

    cause = forms.ChoiceField(
        label=_("What is behind it?"),
        choices=lambda: [(key, capfirst(name)) for key, name in Cause.KINDS],
        widget=forms.RadioSelect(attrs={"class": "list"}),
    )
    words = forms.CharField(label=_("In your words"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    action = forms.CharField(
        label=_("What I will do about it"),
        help_text=_("A promise of yours. The first answer has one; later ones can do without."),
        max_length=1000,
        required=False,
    )
    due_on = forms.DateField(label=_("By when"), required=False, widget=DATE)
    recheck_on = forms.DateField(
        label=_("Look again on"), help_text=_("You are both asked on that day whether it helped."), widget=DATE
    )

    def __init__(self, *args, signal, **kwargs):
        super().__init__(*args, **kwargs)
        if signal.is_good:
            self.fields["recheck_on"].required = False
            self.fields["action"].help_text = _("What you will do to keep it so, if you like.")

    def clean_recheck_on(self):
        return to_come(self.cleaned_data["recheck_on"])

    def clean(self):
        found = super().clean()
        if found.get("action") and not found.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("A promise has a day. By when?"))
        return found


def to_come(day):
    """A day to look again, or none. ValidationError for one that is over."""
    if day is not None and day <= timezone.localdate():
        raise forms.ValidationError(_("Choose a day to come, when the numbers can show whether it helped."))
    return day


class LaterForm(CleanForm, forms.Form):
    """Another day to look again."""

    recheck_on = forms.DateField(label=_("Look again on"), widget=DATE)

    def clean_recheck_on(self):
        return to_come(self.cleaned_data["recheck_on"])


class MuteForm(CleanForm, forms.Form):
    """What is to be quiet, until when, and why. `what` is "kind" or "kind:id of a metric"."""

    person = forms.ModelChoiceField(label=_("Whose"), queryset=None, empty_label=None)
    what = forms.ChoiceField(label=_("What"))
    until = forms.DateField(label=_("Until"), help_text=_("With that day. Half a year at most."), widget=DATE)
    reason = forms.CharField(label=_("Why"), help_text=_("The two of you read this beside what was found."), max_length=400)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.metrics = {str(metric.pk): metric for metric in Metric.objects.in_use()}
        named = [(key, metric.name) for key, metric in self.metrics.items()]
        groups = [
            (_("Numbers"), [(f"{SignalKind.METRIC}:{key}", name) for key, name in named]),
            (_("The process"), [(str(kind), capfirst(kind.label)) for kind in OF_PROCESS]),
        ]
        if len(people) > 1:
            groups.append((_("Numbers of the whole team"), [(f"{SignalKind.TEAM}:{key}", name) for key, name in named]))
        self.fields["what"].choices = groups

    def clean_until(self):
        day = self.cleaned_data["until"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("That day is over."))
        return day

    def clean(self):
        found = super().clean()
        kind, _colon, key = found.pop("what", "").partition(":")
        return found | {"kind": kind, "metric": self.metrics.get(key)}


class ProcessForm(forms.ModelForm):
    """After how many days each thing of the process counts as resting; empty: it is not looked at."""

    class Meta:
        model = ProcessSetting
        fields = list(WATCHED.values())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label, field.help_text = PROCESS_WORDS[name]
            field.min_value, field.max_value = 1, 365
            field.widget.attrs |= {"min": 1, "max": 365, "inputmode": "numeric"}


PROCESS_WORDS = {
    "no_session_after": (_("No conversation of the two for"), _("Days. A rhythm that a plan promises counts before this.")),
    "untouched_goal_after": (_("Nobody has talked about a goal for"), _("Days without a conversation about it or a word on it.")),
    "late_commitment_after": (_("The day of a promise has passed for"), _("Days, on either side.")),
    "unsigned_plan_after": (_("A plan is written and not signed for"), _("Days since it was begun, or since its change was.")),
    "idle_development_after": (
        _("A goal of development has rested for"),
        _("Days without a word, a conversation, or a promise kept."),
    ),
    "unopened_plan_after": (_("A plan in force was not opened for"), _("Days, by either of the two.")),
}


class CloseForm(forms.Form):
    """How a case ended."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[
            (SignalState.WORKED, _("It worked")),
            (SignalState.DID_NOT_WORK, _("It did not work")),
            (SignalState.FALSE_ALARM, _("It was a false alarm")),
            (SignalState.ACCEPTED, _("We accept it as it is")),
        ],
        widget=forms.RadioSelect(attrs={"class": "list"}),
    )
