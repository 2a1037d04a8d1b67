"""Beginning a plan."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.text import CleanForm
from plans.models import Cycle, PlanKind, PriorityKind

EMPTY = "none"


class PlanForm(CleanForm, forms.Form):
    """What a plan for one person begins from, what it is called, and for when. `begin` (`plans.beginnings`) says what there is
    to begin from.
    """

    kind = forms.ChoiceField(choices=PlanKind, widget=forms.HiddenInput)
    template = forms.ChoiceField(label=_("Begin from a template"), required=False, widget=forms.RadioSelect)
    earlier = forms.MultipleChoiceField(
        label=_("Take along from the plan before"), required=False, widget=forms.CheckboxSelectMultiple({"class": "list"})
    )
    priorities = forms.MultipleChoiceField(
        label=_("A goal for each of these priorities"), required=False, widget=forms.CheckboxSelectMultiple({"class": "list"})
    )
    title = forms.CharField(
        label=_("Title"), max_length=160, help_text=_("As the two of you call it, for instance “Second half 2026”.")
    )
    cycle = forms.ModelChoiceField(Cycle.objects.all(), label=_("Period"), required=False, empty_label=_("Other days"))
    starts_on = forms.DateField(label=_("First day"), required=False, widget=forms.DateInput)
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput)

    def __init__(self, *arguments, begin, **named):
        super().__init__(*arguments, **named)
        self.begin = begin
        self._offer("template", [*((str(row.pk), row.name) for row in begin.templates), (EMPTY, _("No template"))])
        self.fields["earlier"].help_text = begin.before and _(
            "From “%(title)s”, as both signed it. What was promised once and kept stays behind."
        ) % {"title": begin.before.title}
        self._offer("earlier", [(goal["id"], goal["title"]) for goal in begin.earlier_goals])
        self._offer("priorities", [(str(row.pk), _label(row)) for row in begin.priorities])
        self.initial.setdefault("kind", begin.kind)
        self.initial.setdefault("template", str(begin.first_template.pk) if begin.first_template else None)
        if begin.cycle is not None:
            self.initial |= {"cycle": begin.cycle.pk, "title": begin.cycle.name}
        elif begin.days:
            self.initial |= dict(zip(("starts_on", "ends_on"), begin.days, strict=True))

    def _offer(self, name, choices):
        """Show a field with these choices; with none there is nothing to choose."""
        if choices:
            self.fields[name].choices = choices
        else:
            del self.fields[name]

    def clean(self):
        """The days of the cycle, unless other days are given; and something to begin from, or an empty page on purpose."""
        data = super().clean()
        cycle = data.get("cycle")
        if cycle is not None:
            data["starts_on"], data["ends_on"] = data.get("starts_on") or cycle.starts_on, data.get("ends_on") or cycle.ends_on
        elif not (data.get("starts_on") and data.get("ends_on")):
            raise ValidationError(_("Choose a period, or give its first and last day."))
        if not any(data.get(name) for name in ("template", "earlier", "priorities")):
            self.add_error("template", _("Choose what to begin from. “No template” and nothing else is an empty page."))
        return data

    def chosen(self):
        """What was chosen, as the action takes it."""
        data = dict(self.cleaned_data)
        templates = {str(row.pk): row for row in self.begin.templates}
        priorities = set(data.get("priorities", ()))
        data["template"] = templates.get(data["template"])
        data["priorities"] = [row for row in self.begin.priorities if str(row.pk) in priorities]
        return data


def _label(priority):
    if priority.kind == PriorityKind.STOP:
        return _("Stop: %(title)s") % {"title": priority.title}
    return priority.title
