"""What people choose about reminders."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from reminders import kinds
from reminders.kinds import LETTER
from reminders.models import Channel, Delivery, Pace, Preference, Setting
from reminders.paces import pace

ROOMS = {"plans": _("Plans"), "metrics": _("Metrics"), "coaching": _("Coaching"), "reviews": _("Reviews")}

LABELS = {  # each says by which way, because on a phone the heads of the columns are out of sight
    Channel.APP: {Pace.AT_ONCE: _("shown in perfplan"), Pace.OFF: _("not shown")},
    Channel.EMAIL: {Pace.AT_ONCE: _("e-mail at once"), Pace.DIGEST: _("in the daily letter"), Pace.OFF: _("no e-mail")},
    Channel.CHAT: {Pace.AT_ONCE: _("chat at once"), Pace.DIGEST: _("chat once a day"), Pace.OFF: _("no chat")},
}


class PreferenceForm(forms.Form):
    """How soon each kind reaches one, by each way that one has."""

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.chosen = Preference.objects.chosen_by(person)
        self.has_chat = Delivery.objects.with_chat().filter(person=person).exists()
        self.channels = [channel for channel in Channel if channel != Channel.CHAT or self.has_chat]
        for kind in kinds.to_choose():
            for channel in self.channels:
                if choices := choices_of(kind, channel):
                    self.fields[name_of(kind, channel)] = self._field(kind, channel, choices)

    def _field(self, kind, channel, choices):
        kinds_alone = {key: value for key, value in self.chosen.items() if key[0] != LETTER}
        now = pace(kind, channel, kinds_alone, has_chat=self.has_chat)
        look = forms.Select(attrs={"class": "input"})
        return forms.ChoiceField(label=f"{kind.title}, {channel.label}", choices=choices, initial=now.value, widget=look)

    @cached_property
    def groups(self):
        """The table: pairs of a room's name and its rows; a row is a kind and its fields, None where nothing can be chosen."""
        rooms = {}
        for kind in sorted(kinds.to_choose(), key=_place):
            cells = [self[name] if (name := name_of(kind, channel)) in self.fields else None for channel in self.channels]
            rooms.setdefault(kind.room, []).append((kind, cells))
        return [(ROOMS.get(room, room), rows) for room, rows in rooms.items()]

    def clean(self):
        """A letter tells what is in perfplan: of what is not wanted there, it has nothing to tell."""
        for kind in kinds.to_choose():
            hidden = self.cleaned_data.get(name_of(kind, Channel.APP)) == Pace.OFF
            for channel in self.channels:
                if hidden and self.cleaned_data.get(name_of(kind, channel)) == Pace.DIGEST:
                    self.add_error(name_of(kind, channel), _("The daily letter tells what is in perfplan, and there it is off."))
        return self.cleaned_data

    def paces(self):
        """What is not the usual way: {(name of a kind, channel): pace}."""
        usual = {
            (kind.name, channel): Pace.AT_ONCE if channel == Channel.APP else kind.usual_pace
            for kind in kinds.to_choose()
            for channel in self.channels
        }
        given = {key: self.cleaned_data.get(".".join(key)) for key in usual}
        return {key: Pace(value) for key, value in given.items() if value and value != usual[key]}


def _place(kind):
    """Plans first, and within a room what cannot be muted last: there is least to choose."""
    return [*ROOMS].index(kind.room) if kind.room in ROOMS else len(ROOMS), not kind.can_mute, -kind.weight, str(kind.title)


def name_of(kind, channel):
    """The name of the field for a kind by a channel."""
    return f"{kind.name}.{channel}"


def choices_of(kind, channel):
    """The paces from which one chooses, or none if there is one alone."""
    paces = [Pace.AT_ONCE] if channel == Channel.APP else [Pace.AT_ONCE, Pace.DIGEST]
    if kind.can_mute or channel == Channel.CHAT:
        paces.append(Pace.OFF)
    return [(one.value, LABELS[channel][one]) for one in paces] if len(paces) > 1 else []


class DeliveryForm(forms.ModelForm):
    """When one's daily letter comes, and whether."""

    wants_letter = forms.BooleanField(label=_("A daily letter by e-mail, when something waits for me"), required=False)

    class Meta:
        model = Delivery
        fields = ["digest_at", "has_weekends"]
        labels = {"digest_at": _("It comes at"), "has_weekends": _("On Saturdays and Sundays too")}
        help_texts = {"digest_at": _("In your time zone, on working days.")}
        widgets = {"digest_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
        error_messages = {"digest_at": {"invalid": _("Write a time like 08:00.")}}

    field_order = ["wants_letter", "digest_at", "has_weekends"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        off = Preference.objects.chosen_by(self.instance.person, [LETTER])
        self.initial["wants_letter"] = off.get((LETTER, Channel.EMAIL)) != Pace.OFF


class ChatForm(forms.Form):
    """Where one's chat is. The address is asked for each time: it is never shown again."""

    chat = forms.ChoiceField(label=_("Chat"), choices=Delivery.CHATS)
    address = forms.CharField(
        label=_("Address of its webhook"),
        max_length=2000,
        help_text=_("It is kept sealed, and is not shown again: whoever has it can write there."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url", "class": "plain"}),
    )


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
