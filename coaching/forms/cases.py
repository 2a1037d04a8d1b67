"""What people type about cases: answers, ends, another day, what is to be quiet, and after how long the process rests."""

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from coaching.actions.process import WATCHED
from coaching.forms.sessions import DATE
from coaching.models import ProcessSetting
from metrics.models import OF_PROCESS, Cause, Metric, SignalKind, SignalState
from people.text import CleanForm


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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_later_%s", **kwargs)  # the answer on the same page has such a field too

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
