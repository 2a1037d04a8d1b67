"""What is typed about numbers."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

DATES = [
    ("ymd", _("2026-08-31")),
    ("dmy", _("31/8/2026 (day first)")),
    ("mdy", _("8/31/2026 (month first)")),
]
ENCODINGS = [
    ("", _("UTF-8 or UTF-16")),
    ("cp1252", _("Western European Excel (cp1252)")),
    ("cp1250", _("Central European Excel (cp1250)")),
    ("cp1251", _("Cyrillic Excel (cp1251)")),
]


class UploadForm(forms.Form):
    """A file of observations, and how to read it."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Columns: email, metric, period_start (a Monday), value, and for ratios denominator."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
    dates = forms.ChoiceField(label=_("How it writes days"), choices=DATES, initial="ymd")
    encoding = forms.ChoiceField(label=_("How its letters are stored"), choices=ENCODINGS, required=False)

    def clean_file(self):
        """Refuse a file that is too large, before anything of it is read."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
            raise forms.ValidationError(_("The file is larger than %(limit)s. Split it.") % {"limit": limit})
        return file
