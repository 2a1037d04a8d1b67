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
