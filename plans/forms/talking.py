"""Talking about items, asking others in, and how far one has read."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.text import CleanForm

NEWEST = 2**63 - 1


class CommentForm(CleanForm, forms.Form):
    """Something to say about an item."""

    text = forms.CharField(
        label=_("What do you think?"),
        help_text=_("@ and a name calls somebody who reads this plan."),
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )


class SeenForm(forms.Form):
    """Up to which line of the history somebody has read; `done`: none of it should be marked as new any more."""

    upto = forms.IntegerField(min_value=0, max_value=NEWEST)
    done = forms.BooleanField(required=False)


class InviteForm(forms.Form):
    """Whom to ask into a plan."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Who"), empty_label=_("Choose somebody"))

    def __init__(self, *arguments, people, **named):
        super().__init__(*arguments, **named)
        self.fields["person"].queryset = people
        self.fields["person"].label_from_instance = _told_apart


def _told_apart(person):
    """A name with what tells its bearer from others of that name."""
    if person.is_coach:
        return _("%(name)s, coaches already") % {"name": person.name}
    return ", ".join(filter(None, [person.name, person.job_title, person.team and person.team.name]))
