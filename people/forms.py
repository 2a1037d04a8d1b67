"""What comes in through the pages of people."""

import zoneinfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person, Role, Team
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


class AccountForm(CleanForm, forms.ModelForm):
    """How perfplan talks to somebody."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(name, name) for name in sorted(zoneinfo.available_timezones())]
    )

    class Meta:
        model = Person
        fields = ["language", "time_zone"]
