"""The starting points that HR and leaders keep."""

from django import forms
from django.utils.translation import gettext_lazy as _

from metrics.models import Metric
from people.models import Team
from people.text import CleanForm
from plans import starting
from plans.conflict import Difference
from plans.models import Evidence, Family, MeasureKind, PlanTemplate, Rule, Side

ROWS = {"rows": 3}
SPARE = 2  # empty rows beside those that are filled
FEWEST = 3


class TemplateForm(CleanForm, forms.ModelForm):
    """What a template is called, and whom it is for."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = PlanTemplate
        fields = ["name", "role", "kind", "about", "team"]
        widgets = {"about": forms.Textarea(ROWS), "kind": forms.RadioSelect({"class": "list"})}
        help_texts = {
            "role": _("The job title. Whoever has that title is offered this template first."),
            "about": _("A sentence or two for those who choose."),
        }

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.fields["team"].queryset = Team.objects.all()
        self.fields["team"].empty_label = _("Everybody")


class PromiseRow(CleanForm, forms.Form):
    """One promise that a side could make."""

    text = forms.CharField(label=_("What is promised"), max_length=starting.LINE, required=False)
    rule = forms.ChoiceField(label=_("How often"), choices=Rule.choices, required=False)
    evidence = forms.ChoiceField(label=_("Kept by"), choices=Evidence.choices, required=False)


PromiseRows = forms.formset_factory(PromiseRow, extra=0, max_num=starting.MOST_OFFERS, absolute_max=starting.MOST_OFFERS + 5)


class Promises:
    """The rows of both sides, filled from offers and read back as offers."""

    def __init__(self, data=None, offers=()):
        self.sides = {side.value: PromiseRows(data, prefix=side.value, initial=_rows(offers, side)) for side in Side}

    def is_valid(self):
        """Whether every row is sound."""
        return all([rows.is_valid() for rows in self.sides.values()])

    @property
    def offers(self):
        """The rows that say something."""
        return [
            {"side": side, "text": row["text"], "rule": row["rule"] or Rule.ONCE, "evidence": row["evidence"]}
            for side, rows in self.sides.items()
            for row in rows.cleaned_data
            if row.get("text", "").strip()
        ]


def _rows(offers, side):
    rows = [{name: offer[name] for name in ("text", "rule", "evidence")} for offer in offers if offer["side"] == side]
    return rows + [{}] * min(max(FEWEST - len(rows), SPARE), starting.MOST_OFFERS - len(rows))


class TemplateGoalForm(CleanForm, forms.Form):
    """One goal of a template; what the two could promise stands in `Promises` beside it."""

    title = forms.CharField(label=_("What we want"), max_length=starting.SHORT)
    family = forms.ChoiceField(label=_("Family"), choices=Family.choices, widget=forms.RadioSelect)
    specific = forms.CharField(label=_("What exactly"), max_length=starting.LONG, required=False, widget=forms.Textarea(ROWS))
    why = forms.CharField(label=_("Why it matters"), max_length=starting.LONG, required=False, widget=forms.Textarea(ROWS))
    words = forms.CharField(
        label=_("How both will know, in words"), max_length=starting.LONG, required=False, widget=forms.Textarea({"rows": 2})
    )
    early = forms.ChoiceField(
        label=_("Early sign"),
        required=False,
        help_text=_("A metric that tells how the result will be, while there is time to steer."),
    )
    low = forms.CharField(label=_("Usual range, from"), required=False, max_length=20)
    high = forms.CharField(label=_("to"), required=False, max_length=20)
    result = forms.ChoiceField(
        label=_("Result"), required=False, help_text=_("A metric that it is judged by. Each plan sets its own target.")
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        metrics = Metric.objects.filter(is_retired=False).order_by("name").values_list("key", "name")
        for name in ("early", "result"):
            self.fields[name].choices = [("", _("No metric")), *metrics]

    @staticmethod
    def of(goal):
        """What a goal of a body looks like in this form."""
        found = {name: goal[name] for name in ("title", "family", "specific", "why")}
        for measure in goal["measures"]:
            if measure["kind"] != MeasureKind.METRIC:
                found["words"] = measure["text"]
            elif measure["is_leading"]:
                found |= {"early": measure["metric"], "low": measure["low"], "high": measure["high"]}
            else:
                found["result"] = measure["metric"]
        return found

    def clean(self):
        """A range belongs to an early sign."""
        data = super().clean()
        if (data.get("low") or data.get("high")) and not data.get("early"):
            self.add_error("early", _("Say which metric this range is of."))
        return data

    def goal(self, offers):
        """The goal as a body has it."""
        data, measures = self.cleaned_data, []
        if data["early"]:
            ranged = {"low": data["low"] or None, "high": data["high"] or None}
            measures.append({**starting.MEASURE, "kind": "metric", "metric": data["early"], "is_leading": True, **ranged})
        if data["result"]:
            measures.append({**starting.MEASURE, "kind": "metric", "metric": data["result"]})
        if data["words"].strip():
            measures.append({**starting.MEASURE, "text": data["words"]})
        named = {name: data[name] for name in ("title", "family", "specific", "why")}
        return {**named, "measures": measures, "offers": offers}


class TemplateRestForm(CleanForm, forms.Form):
    """What stands beside the goals."""

    topics = forms.CharField(
        label=_("What the two speak about each time"),
        help_text=_("One a line. The same topics each time show a trend."),
        required=False,
        widget=forms.Textarea({"rows": 6}),
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def lines(self):
        """The topics."""
        return [line.strip() for line in self.cleaned_data["topics"].splitlines() if line.strip()]


def differences(form, promises, now):
    """Where what was typed differs from what stands `now` (field name -> value; `promises`: offers)."""
    told = [
        Difference(name, field.label, _said(field, now[name]), _said(field, form.cleaned_data.get(name)))
        for name, field in form.fields.items()
        if name in now
    ]
    found = [one for one in told if one.theirs != one.mine]
    if promises is not None and "promises" in now:
        theirs, mine = _lines(now["promises"]), _lines(promises.offers)
        found += [Difference("promises", _("Promises"), theirs, mine)] if theirs != mine else []
    return found


def _said(field, value):
    choices = dict(field.choices) if isinstance(field, forms.ChoiceField) and not hasattr(field, "queryset") else {}
    return str(choices.get(value) or value or "")


def _lines(offers):
    return "\n".join(offer["text"] for offer in sorted(offers, key=lambda offer: offer["side"], reverse=True))
