"""Talking about items."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.text import CleanForm


class CommentForm(CleanForm, forms.Form):
    """Something to say about an item."""

    text = forms.CharField(label=_("What do you think?"), max_length=4000, widget=forms.Textarea({"rows": 3}))
