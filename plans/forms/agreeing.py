"""Proposing, signing, answering and ending."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.text import CleanForm


class ReasonForm(CleanForm, forms.Form):
    """Why one does what the other side will want to understand."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class ProposeForm(CleanForm, forms.Form):
    """Signing one's own text."""

    reason = forms.CharField(
        label=_("What should the other side know?"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
    )
    effective_on = forms.DateField(label=_("In force from"), required=False, widget=forms.DateInput)
    expires_on = forms.DateField(label=_("Waits for an answer until"), required=False, widget=forms.DateInput)
    typed_name = forms.CharField(label=_("Type your name to sign"), max_length=150)
    seen_revision = forms.IntegerField(widget=forms.HiddenInput)


class SignForm(CleanForm, forms.Form):
    """Signing the other side's text."""

    typed_name = forms.CharField(label=_("Type your name to sign"), max_length=150)
    proposal_id = forms.UUIDField(widget=forms.HiddenInput)
    seen_digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class CloseForm(CleanForm, forms.Form):
    """How a plan ended."""

    outcome = forms.CharField(label=_("How it ended"), max_length=400, required=False, widget=forms.Textarea({"rows": 2}))


class CompareForm(CleanForm, forms.Form):
    """Which two of these texts are put beside each other; the two newest unless said otherwise."""

    old = forms.ChoiceField(label=_("From"))
    new = forms.ChoiceField(label=_("To"))

    def __init__(self, texts, *arguments, **named):
        self.texts = {text.key: text for text in texts}
        keys = [*self.texts][:2]
        super().__init__(*arguments, **{"initial": {"new": keys[0], "old": keys[-1]} if keys else None, **named})
        for name in ("old", "new"):
            self.fields[name].choices = [(text.key, text.name) for text in texts]

    def chosen(self):
        """The two texts, once the form is valid."""
        return [self.texts[self.cleaned_data[name]] for name in ("old", "new")]
