"""What is typed about numbers."""

import difflib

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics import rules
from metrics.intake.crm_map import folded
from metrics.intake.reading import COLUMNS, guesses
from metrics.models import DriftSetting, ImportMapping, Metric, Stage
from metrics.weeks import WEEK, monday_of
from people.models import Person
from people.text import CleanForm

FACTS = [
    ("observations", _("Numbers of a week, person by person")),
    ("opportunities", _("Opportunities of a CRM")),
    ("activities", _("Activities of a CRM")),
]
DATES = [("", _("2026-08-31 alone")), ("dmy", _("31/8/2026: the day first")), ("mdy", _("8/31/2026: the month first"))]
DECIMALS = [("", _("1234.5 alone")), (".", _("1,234.50: a point before decimals")), (",", _("1.234,50: a comma before decimals"))]
ENCODINGS = [
    ("", _("as the file says, else UTF-8")),
    ("utf-8", "UTF-8"),
    ("cp1252", _("Western European Excel (cp1252)")),
    ("cp1250", _("Central European Excel (cp1250)")),
    ("cp1251", _("Cyrillic Excel (cp1251)")),
    ("iso-8859-1", _("Latin-1 (ISO 8859-1)")),
    ("utf-16-le", "UTF-16-LE"),
    ("utf-16-be", "UTF-16-BE"),
]
SEPARATORS = [("", _("as found")), (",", _("comma ,")), (";", _("semicolon ;")), ("\t", _("tab")), ("|", _("bar |"))]
OURS = {
    "email": _("Whose number it is: the e-mail address"),
    "metric": _("Which metric: its key"),
    "period_start": _("Which week: its Monday"),
    "value": _("The value"),
    "denominator": _("Of a ratio, how many cases"),
    "id": _("The id in the CRM"),
    "owner": _("Whose it is: a name or an e-mail address"),
    "stage": _("The stage"),
    "product": _("The product"),
    "account": _("The customer"),
    "created": _("The day on which it was opened"),
    "closed": _("The day on which it closed, or is to close"),
    "currency": _("The currency of the value"),
    "type": _("What kind of activity"),
    "date": _("The day on which it happened"),
}
CURRENCIES = [
    ("take", _("Take the numbers as they are; nothing is converted")),
    ("refuse", _("Leave such rows out, each with its reason")),
]
FEW_PEOPLE = 400


class UploadForm(forms.Form):
    """A file, and what its rows are."""

    file = forms.FileField(
        label=_("CSV or Excel file (XLSX)"),
        help_text=_("Columns with other names are asked about."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv"}),
    )
    fact = forms.ChoiceField(label=_("What its rows are"), choices=FACTS, initial="observations", widget=forms.RadioSelect)

    def clean_file(self):
        """Refuse a file that is too large, before anything of it is read."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
            raise forms.ValidationError(_("The file is larger than %(limit)s. Split it.") % {"limit": limit})
        return file


class ReadingForm(CleanForm, forms.Form):
    """How a file is to be read. It asks what is open; with `everything`, all that can be said."""

    def __init__(self, *args, batch, me, everything=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.batch, self.me, self.asked, self.said = batch, me, batch.questions, batch.choices
        self.everything = everything
        for name, ask in ASKS.items():
            if name in self.asked or everything:
                ask(self, self.asked.get(name, {}))
        self.fields["name"] = forms.CharField(
            label=_("Remember this as"),
            max_length=100,
            required=False,
            help_text=_("The next file with the same columns is read in the same way."),
            initial=batch.mapping.name if batch.mapping else "",
        )

    def _radio(self, name, label, choices, help_text="", now=""):
        """A choice that is asked for has nothing chosen yet: nothing is guessed."""
        options = [one for one in choices if one[0] or name not in self.asked]
        self.fields[name] = forms.ChoiceField(
            label=label, choices=options, help_text=help_text, initial=self.said.get(name) or now,
            required=name in self.asked, widget=forms.RadioSelect(attrs={"class": "list"}),
        )  # fmt: skip

    def _encoding(self, asked):
        samples = asked.get("samples", {})
        choices = [(name, f"{label}: {samples[name]}") for name, label in ENCODINGS if name in samples] or ENCODINGS
        help_text = _("It is not UTF-8. Choose the line that reads right.") if samples else ""
        self._radio("encoding", _("How its letters are stored"), choices, help_text)

    def _separator(self, asked):
        choices = [one for one in SEPARATORS if one[0] in asked.get("fitting", [])] or SEPARATORS
        self._radio("separator", _("What stands between its columns"), choices)

    def _sheet(self, asked):
        names = asked.get("names") or ([self.said["sheet"]] if self.said.get("sheet") else [])
        if names:
            self._radio("sheet", _("Which sheet"), [(name, name) for name in names], now=asked.get("now", ""))

    def _columns(self, asked):
        fact, header = self.batch.fact, self.batch.preview.get("header", [])
        found, said = asked.get("guesses") or guesses(fact, header), self.said.get("columns") or {}
        for ours in COLUMNS[fact]["all"]:
            choices = [("", _("not in this file")), *((name, name) for name in header if name)]
            initial = said.get(ours) if said else found.get(ours)
            self.fields[f"column-{ours}"] = forms.ChoiceField(
                label=OURS[ours], choices=choices, required=ours in COLUMNS[fact]["needed"] and ours != "metric", initial=initial,
                error_messages={"required": _("This one is needed.")},
            )  # fmt: skip
        if fact == "observations":
            metrics = [("", _("as the column says")), *Metric.objects.in_use().values_list("key", "name")]
            self.fields["fixed-metric"] = forms.ChoiceField(
                label=_("Or the whole file is about one metric"), choices=metrics, required=False,
                initial=self.said.get("fixed", {}).get("metric", ""),
            )  # fmt: skip
        if fact == "activities":
            self.fields["type"] = forms.CharField(
                label=_("Or all are of one kind"), max_length=40, required=False, initial=self.said.get("type", "")
            )

    def _dates(self, asked):
        help_text, choices = "", DATES
        if example := asked.get("example"):
            ways = asked.get("ways", {})
            help_text = _("“%(example)s” can be read in two ways.") % {"example": example}
            choices = [(key, f"{label} ({ways.get(key) or '–'})") for key, label in DATES if key]
        self._radio("dates", _("How it writes days"), choices, help_text)

    def _decimal(self, asked):
        help_text = _("“%(example)s” can be read in two ways.") % asked if asked else ""
        self._radio("decimal", _("How it writes numbers"), DECIMALS, help_text)

    def _currency(self, asked):
        if not asked:
            return
        sentence = _("Values carry %(marks)s (“%(example)s”), and money is counted in %(unit)s here.")
        facts = {"marks": ", ".join(asked["marks"]), "example": asked["example"], "unit": asked["unit"] or "–"}
        self._radio("currency", _("Another currency"), CURRENCIES, sentence % facts)

    def _stages(self, asked):
        names = asked.get("names", {}) | ({name: name for name in self.said.get("stages", {})} if self.everything else {})
        for number, (name, written) in enumerate(sorted(names.items())):
            self.fields[f"stage-{number}"] = forms.ChoiceField(
                label=_("The stage “%(name)s” means") % {"name": written}, choices=Stage.choices,
                initial=self.said.get("stages", {}).get(name, ""), widget=forms.RadioSelect,
            )  # fmt: skip
            self.fields[f"stage-{number}"].stands_for = name

    def _owners(self, asked):
        names = asked.get("names", {}) | ({name: name for name in self.said.get("owners", {})} if self.everything else {})
        if not names:
            return
        self.people = self._people()
        for number, (name, written) in enumerate(sorted(names.items())):
            initial = self.said.get("owners", {}).get(name) or self._alike(name)
            field = forms.CharField(
                label=_("“%(name)s” is") % {"name": written}, required=False, initial=initial, max_length=254,
                help_text=_("An e-mail address or a name. Left empty it is nobody here: such rows are left out."),
                widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
            )  # fmt: skip
            field.stands_for = name
            self.fields[f"owner-{number}"] = field

    def _people(self):
        people = rules.whose_numbers(self.me)
        return list((Person.objects.all() if people is None else people).order_by("name")[: FEW_PEOPLE + 1])

    @property
    def listed_people(self):
        """Whom to offer for an owner's name, when there are not too many to choose from."""
        people = getattr(self, "people", [])
        return people if len(people) <= FEW_PEOPLE else []

    def _alike(self, name):
        names = {folded(person.name): person.email for person in self.listed_people}
        return next((names[one] for one in difflib.get_close_matches(name, names, n=1, cutoff=0.85)), "")

    def clean(self):
        """Owners become e-mail addresses; a column is used once."""
        data = super().clean()
        people = {}
        if any(name.startswith("owner-") and value for name, value in data.items()):
            people = self._found({value for name, value in data.items() if name.startswith("owner-") and value})
        for name, value in list(data.items()):
            if name.startswith("owner-") and value:
                if folded(value) not in people:
                    self.add_error(name, _("Nobody here is called that, or more than one: write the e-mail address."))
                data[name] = people.get(folded(value), "")
        self._check_columns(data)
        return data

    def _found(self, wanted):
        found = {}
        for email, name in Person.objects.values_list("email", "name"):
            for text in (email, name):
                if folded(text) in {folded(one) for one in wanted}:
                    found[folded(text)] = "" if folded(text) in found else email
        return {text: email for text, email in found.items() if email}

    def _check_columns(self, data):
        used = [value for name, value in data.items() if name.startswith("column-") and value]
        if "column-value" not in self.fields and "column-id" not in self.fields:
            return
        for name, value in list(data.items()):
            if name.startswith("column-") and value and used.count(value) > 1:
                self.add_error(name, _("This column is chosen twice."))
        for ours in COLUMNS[self.batch.fact]["needed"]:
            if f"column-{ours}" not in self.errors and not data.get(f"column-{ours}") and not data.get(f"fixed-{ours}"):
                self.add_error(f"column-{ours}", _("This one is needed."))

    def choices(self):
        """What was said, as an import keeps it."""
        data, found = self.cleaned_data, {}
        for name in ("encoding", "separator", "sheet", "dates", "decimal", "type"):
            if name in data:
                found[name] = data[name]
        if columns := {name.removeprefix("column-"): data[name] for name in data if name.startswith("column-") and data[name]}:
            found["columns"] = columns
            found["fixed"] = {"metric": data["fixed-metric"]} if data.get("fixed-metric") else {}
            if found["fixed"]:
                columns.pop("metric", None)
        if "currency" in data:
            found["marks_refused"] = data["currency"] == "refuse"
            found["marks"] = self.said.get("marks", []) + ([] if found["marks_refused"] else self.asked["currency"]["marks"])
        for prefix, where in (("stage-", "stages"), ("owner-", "owners")):
            if said := {
                self.fields[name].stands_for: data[name] for name in self.fields if name.startswith(prefix) and name in data
            }:
                found[where] = self.said.get(where, {}) | said
        return found


ASKS = {
    "encoding": ReadingForm._encoding,
    "separator": ReadingForm._separator,
    "sheet": ReadingForm._sheet,
    "columns": ReadingForm._columns,
    "dates": ReadingForm._dates,
    "decimal": ReadingForm._decimal,
    "currency": ReadingForm._currency,
    "stages": ReadingForm._stages,
    "owners": ReadingForm._owners,
}


class MappingForm(CleanForm, forms.ModelForm):
    """What a remembered mapping is called, and what its stages and owners mean."""

    class Meta:
        model = ImportMapping
        fields = ["name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number, (name, meaning) in enumerate(sorted(self.instance.stages.items())):
            self.fields[f"stage-{number}"] = forms.ChoiceField(
                label=_("The stage “%(name)s” means") % {"name": name}, choices=Stage.choices, initial=meaning,
                widget=forms.RadioSelect,
            )  # fmt: skip
            self.fields[f"stage-{number}"].stands_for = name

    def stages(self):
        """{stage of the CRM: what it means} as typed."""
        return {field.stands_for: self.cleaned_data[name] for name, field in self.fields.items() if name.startswith("stage-")}


class DefinitionForm(CleanForm, forms.ModelForm):
    """What is measured, and how."""

    class Meta:
        model = Metric
        fields = ["name", "key", "unit", "kind", "direction", "role", "cadence", "formula", "has_season"]
        labels = {
            "key": _("Key"),
            "kind": _("What sort of number"),
            "direction": _("Which way is good"),
            "role": _("What it is for"),
        }
        help_texts = {
            "key": _("How files and programs call it: small letters, digits, underscores. It stays once a number has it."),
            "unit": _("Shown behind the number: calls, days, £. For a share of at most 1 write %%."),
            "formula": _("In words that the seller would use: what counts, and what does not."),
            "has_season": _("What the company’s own weeks of the year before say is taken out before drift is judged."),
        }
        widgets = {
            "kind": forms.RadioSelect, "direction": forms.RadioSelect, "role": forms.RadioSelect, "cadence": forms.RadioSelect,
            "formula": forms.Textarea({"rows": 2, "class": "plain"}),
        }  # fmt: skip

    def __init__(self, *args, fixed=(), **kwargs):
        super().__init__(*args, **kwargs)
        for name in fixed:
            self.fields[name].disabled = True


class DriftSettingForm(CleanForm, forms.ModelForm):
    """The company's choices about drift."""

    silence_weeks = forms.IntegerField(
        label=_("Weeks without a report until a metric is silent"), min_value=1, max_value=26,
        help_text=_("Of a metric that comes every month, counted from the week in which a report was missed."),
    )  # fmt: skip
    ramp_weeks = forms.IntegerField(
        label=_("Weeks until somebody new is at full pace"), min_value=0, max_value=104,
        help_text=_("Their pace to a total, and their own earlier level, allow for it. A range agreed with them does not."),
    )  # fmt: skip

    class Meta:
        model = DriftSetting
        fields = ["is_on", "run_length", "silence_weeks", "ramp_weeks"]


class HandForm(CleanForm, forms.Form):
    """One value of one week, and where it comes from."""

    week = forms.ChoiceField(label=_("Week"))
    value = forms.CharField(label=_("Value"), max_length=20, widget=forms.TextInput({"inputmode": "decimal", "class": "num"}))
    denominator = forms.CharField(label=_("Out of how many cases"), max_length=20, required=False)
    note = forms.CharField(
        label=_("Where does it come from?"),
        max_length=400,
        help_text=_("Stands beside the value. The seller and their manager read it."),
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args, metric, **kwargs):
        super().__init__(*args, **kwargs)
        last = monday_of(timezone.localdate())
        weeks = [last - WEEK * number for number in range(26)]
        self.fields["week"].choices = [(week.isoformat(), _week_name(week)) for week in weeks]
        self.fields["week"].initial = (last - WEEK).isoformat()
        self.fields["value"].help_text = metric.unit
        if metric.kind != "ratio":
            del self.fields["denominator"]


def _week_name(week):
    return f"{week:%d} {week:%b %Y}"


def by_hand_for(me, person, metric):
    """The form to type a value of `person` by hand, or None if `me` may not."""
    return HandForm(metric=metric) if rules.can_type(me, person, metric) else None
