"""What comes in through the pages of people."""

import datetime
import zoneinfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person, Role, Scope, Team
from people.text import CleanForm


class ColleagueField(forms.EmailField):
    """Somebody who works here, by e-mail address: with ten thousand colleagues there is no list to choose from."""

    def clean(self, value):
        email = super().clean(value)
        if not email:
            return None
        person = Person.objects.active().with_emails([email]).first()
        if person is None:
            raise forms.ValidationError(_("Nobody who works here has this address."))
        return person


class ManagerForm(CleanForm, forms.Form):
    """To whom somebody reports from a day on."""

    manager = ColleagueField(
        label=_("New manager"), required=False, help_text=_("Their e-mail address. Leave it empty for nobody.")
    )
    on = forms.DateField(label=_("From"), initial=timezone.localdate)


class RoleForm(CleanForm, forms.Form):
    """A role, and for whom it holds."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    team = forms.ModelChoiceField(
        Team.objects, label=_("For"), required=False, empty_label=_("The whole company"),
        help_text=_("A team stands for all teams within it too."),
    )  # fmt: skip
    starts_on = forms.DateField(label=_("From"), initial=timezone.localdate)


class DelegationForm(CleanForm, forms.Form):
    """Who stands in, and for which days."""

    delegate = ColleagueField(label=_("Who stands in"), help_text=_("Their e-mail address."))
    starts_on = forms.DateField(label=_("First day"), initial=timezone.localdate)
    ends_on = forms.DateField(label=_("First day that it no longer holds"))
    reason = forms.CharField(label=_("Reason"), max_length=400, required=False)


class AbsenceForm(CleanForm, forms.Form):
    """From which day to which somebody is away. Why is not asked."""

    starts_on = forms.DateField(label=_("First day away"), initial=timezone.localdate)
    last_day = forms.DateField(label=_("Last day away"))

    def clean(self):
        found = super().clean()
        first, last = found.get("starts_on"), found.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        elif first and last and (last - first).days > 730:
            self.add_error("last_day", _("Note at most two years at once."))
        return found


class HolidayForm(CleanForm, forms.Form):
    """A day on which a team or the whole company does not work."""

    day = forms.DateField(label=_("Day"))
    name = forms.CharField(label=_("Name"), max_length=100)
    team = forms.ModelChoiceField(
        Team.objects, label=_("For"), required=False, empty_label=_("The whole company"),
        help_text=_("A team stands for all teams within it too."),
    )  # fmt: skip


class AccountForm(CleanForm, forms.ModelForm):
    """How perfplan talks to somebody."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(name, name) for name in sorted(zoneinfo.available_timezones())]
    )

    class Meta:
        model = Person
        fields = ["language", "time_zone"]


class TokenForm(CleanForm, forms.Form):
    """What a token is for, what it opens, and until when. `for_others`: whether it may be in somebody else's name."""

    LASTS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("A year"))]
    name = forms.CharField(
        label=_("What it is for"), max_length=100, help_text=_("The program that will use it: “Night job of the CRM”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=Scope, widget=forms.CheckboxSelectMultiple(attrs={"class": "list"})
    )
    days = forms.ChoiceField(label=_("It works for"), choices=LASTS, initial="90", widget=forms.RadioSelect)
    person = ColleagueField(
        label=_("In whose name"), required=False, help_text=_("Their e-mail address. Leave it empty for yourself.")
    )

    def __init__(self, *arguments, for_others=False, **options):
        super().__init__(*arguments, **options)
        if not for_others:
            del self.fields["person"]

    def facts(self, me):
        """The form as what the action takes."""
        given = self.cleaned_data
        expires_at = timezone.now() + datetime.timedelta(days=int(given["days"]))
        person = given.get("person") or me
        return {"person": person, "name": given["name"], "scopes": given["scopes"], "expires_at": expires_at}
