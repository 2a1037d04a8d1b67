"""Every part of the interface in every state, on one page: to build with, to look at, to test."""

from datetime import date

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

WEEKS = [_("week %(n)s") % {"n": n} for n in range(23, 37)]


def _series(label, points, lo, hi, **more):
    return {"label": label, "points": points, "lo": lo, "hi": hi, "labels": WEEKS[-len(points) :]} | more


FIRST_MEETINGS = _series(
    _("First meetings a week"),
    [16, 18, 15, 17, 19, None, 18, 17, 15, 16, 14, 13, 12, 11],
    14,
    20,
    detected=11,
    onset=9,
)
COVER = _series(
    _("Pipeline cover"),
    [3.4, 3.2, 3.3, 3.1, 3.2, 3.0, 2.9, 2.7, 2.6, 2.4, 2.3, 2.2, 2.1, 2.1],
    2.8,
    3.6,
    unit="×",
    detected=7,
)
PROPOSALS = _series(_("Proposals"), [58, 61, 60, 64, 66, 63, 68, 66, 64, 66, 67, 69, 66, 68], 55, 75)
RENEWALS = _series(_("Early renewals"), [71, 74, 70, 73, 76, 72, 75, 78, 80, 82, 83, 85, 86, 88], 68, 80)
ACCOUNT_MAPS = _series(_("Account maps"), [4, 5, 5, 6], 5, 9)
SPARKLINES = [
    ("on_course", PROPOSALS, _("Inside the range both agreed.")),
    ("drifting", FIRST_MEETINGS, _("Diamond: the week of detection. A week without data breaks the line.")),
    ("off_course", COVER, _("Outside the range for longer than agreed.")),
    ("ahead", RENEWALS, _("Above the range: name what worked.")),
    ("too_early", ACCOUNT_MAPS, _("Fewer than eight points. No verdict.")),
    ("no_data", None, _("The first number arrives with Monday’s import.")),
]
HEAT = [("Sam", [4, 3, 2, 4, 3, 3], {2}), ("Priya", [2, 3, 3, 3, 4, 2], {0}), ("Tom", [3, 2, 2, 0, 1, 4], {1, 2})]
SKILLS = [_("Discovery"), _("Needs summary"), _("Negotiation"), _("Account maps"), _("Forecasting"), _("Product depth")]
BALANCE = [("Sam", [1, 1, 0, 3, 1]), ("Priya", [1, 0, 0, 2, 1]), ("Tom", [1, 1, 0, 1, 0])]
RHYTHM = [
    ("users", _("Team meeting")),
    ("compass", _("Strategy session")),
    ("car", _("Field day")),
    ("messages-square", _("Impromptu")),
    ("calendar-check", _("Weekly slot")),
]
RINGS = [
    ("Sam Okafor", ["team_meeting", "impromptu", "weekly_slot"]),
    ("Priya Nair", ["team_meeting", "strategy_session", "field_day", "impromptu", "weekly_slot"]),
    ("Tom Reyes", []),
]
STATES = ["on_course", "ahead", "watch", "drifting", "off_course", "too_early", "no_data"]
OLD_TEXT = (
    "We will grow in the two regional hospital groups and build pipeline from events. "
    "Sam leads both, with the renewal base as a secondary priority for the half."
)
NEW_TEXT = (
    "We will grow in the two regional hospital groups and protect the renewal base first. "
    "Sam leads both, with event pipeline as a secondary priority until Hartwell closes."
)
MARKDOWN = (
    "What worked: the **Tuesday list** with Amira.\n\n"
    "- eleven of fourteen new opportunities came from it\n- cover rose in each of the last three weeks"
)


class SampleForm(forms.Form):
    """One field of each kind."""

    what = forms.CharField(label=_("What will you do?"), help_text=_("One step someone else could see."), max_length=80)
    by_when = forms.DateField(label=_("By when"))
    side = forms.ChoiceField(
        label=_("Who owes it"), choices=[("seller", _("Sam")), ("manager", _("Maya"))], widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In your own words"),
        help_text=_("Maya will see this. HR will not."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    skills = forms.MultipleChoiceField(
        label=_("Which skills does it use?"),
        choices=[("discovery", _("Discovery")), ("summary", _("Needs summary")), ("value", _("Negotiation"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    rhythm = forms.ChoiceField(
        label=_("How often"), choices=[("once", _("Once")), ("weekly", _("Every week")), ("monthly", _("Every month"))]
    )
    why = forms.ChoiceField(
        label=_("What is behind it?"),
        choices=[
            ("skill", _("A skill to learn")),
            ("time", _("Not enough time for it")),
            ("territory", _("The territory or the accounts changed")),
        ],
        widget=forms.RadioSelect(attrs={"class": "list"}),
        required=False,
    )
    paper = forms.FileField(label=_("Evidence"), required=False)
    remind = forms.BooleanField(label=_("Remind both of us two days before"), required=False)


PLAIN = {"what": _("Run the Harrogate follow-up"), "by_when": date(2026, 3, 26), "side": "seller"}
REFUSED = {"what": "", "by_when": "2026-02-31", "side": "", "rhythm": "once"}


def heat_rows():
    """Each person's cells: level, skill, and whether it is in focus."""
    for name, levels, focus in HEAT:
        yield name, [(level, SKILLS[i], i in focus) for i, level in enumerate(levels)]


def styleguide(request):
    """Show every part."""
    samples = {
        "sparklines": SPARKLINES,
        "drifting": FIRST_MEETINGS,
        "cover": COVER,
        "heat": list(heat_rows()),
        "skills": SKILLS,
        "balance": BALANCE,
        "rhythm": RHYTHM,
        "rings": RINGS,
        "states": STATES,
        "old_text": OLD_TEXT,
        "new_text": NEW_TEXT,
        "markdown_text": MARKDOWN,
        "form": SampleForm(auto_id="plain_%s", initial=PLAIN),
        "refused": SampleForm(REFUSED, auto_id="refused_%s"),
        "then": date(2025, 3, 9),
        "now": timezone.now(),
    }
    return render(request, "perfplan/styleguide.html", samples)
