"""What people choose about reminders."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reminders import kinds
from reminders.models import Channel, Preference, Setting


class PreferenceForm(forms.Form):
    """By which channels each kind reaches one; what somebody waits for is not asked."""

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        muted = set(Preference.objects.of(person).values_list("kind", "channel"))
        for kind in kinds.that_can_be_muted():
            self.fields[kind.name] = forms.MultipleChoiceField(
                label=kind.title,
                choices=Channel,
                required=False,
                initial=[channel for channel in Channel if (kind.name, channel) not in muted],
                widget=forms.CheckboxSelectMultiple,
            )

    def muted(self):
        """Pairs of a kind's name and a channel by which it is not wanted."""
        chosen = self.cleaned_data
        return {(name, channel.value) for name in self.fields for channel in Channel if channel not in chosen[name]}


class SettingForm(forms.ModelForm):
    """The company's choices about reminders."""

    class Meta:
        model = Setting
        fields = ["manager_of_drift", "is_paused"]
        labels = {
            "manager_of_drift": _("A manager hears of a seller’s drift"),
            "is_paused": _("Pause: nothing is sent"),
        }
        help_texts = {"is_paused": _("For instance after a restore, until you know what has gone out already.")}
        widgets = {"manager_of_drift": forms.RadioSelect(attrs={"class": "list"})}
