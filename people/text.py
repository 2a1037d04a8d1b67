"""Text as it enters: one spelling of each character, and nothing that a database or a reader chokes on."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NUL = "\x00"


def has_lone_surrogate(text):
    """Whether half of a character stands alone, so that the text cannot be written as UTF-8."""
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def clean(text):
    """The text in normal form NFC. Raises ValidationError for what no text can hold: NUL, and halves of characters."""
    if NUL in text:
        raise ValidationError(_("This text holds a NUL character. Take it out."), code="nul")
    if text.isascii():
        return text  # most are, and each has one spelling
    if has_lone_surrogate(text):
        raise ValidationError(_("This text holds half a character. Write it again."), code="surrogate")
    return unicodedata.normalize("NFC", text)


class CleanForm:
    """A form (put this before forms.Form or forms.ModelForm) whose texts are all clean before they reach a rule or a row."""

    def clean(self):
        data = super().clean()
        data = self.cleaned_data if data is None else data
        for name, value in list(data.items()):
            if isinstance(value, str):
                try:
                    data[name] = clean(value)
                except ValidationError as error:
                    self.add_error(name, error)
        return data
