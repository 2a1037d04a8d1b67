"""What an administrator looks after, on one page: where everything is set, and what is to be done first."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from metrics.models import Observation
from people import rules
from people.models import Person
from plans.models import Plan


@dataclass(frozen=True)
class Way:
    """A page on which something is set."""

    name: str
    icon: str
    label: str
    words: str


@dataclass(frozen=True)
class Step:
    """One of the first things to do, and whether it is done."""

    is_done: bool
    label: str
    words: str
    command: str = ""
    name: str = ""


PARTS = [
    (
        _("People"),
        [
            Way("people:person_list", "users", _("People"), _("Reporting lines, roles, days away, who stands in for whom.")),
            Way("people:holiday_list", "calendar", _("Holidays"), _("Days on which nobody is expected to report anything.")),
            Way("people:token_all", "key-round", _("Everybody’s tokens"), _("Which programs act in whose name.")),
        ],
    ),
    (
        _("Numbers"),
        [
            Way("metrics:import_list", "upload", _("Bring numbers in"), _("Files, what came of them, and undoing it.")),
            Way("metrics:mapping_list", "file-text", _("How files are read"), _("Columns, stages and owners, as remembered.")),
            Way("metrics:definition_list", "chart-line", _("What is measured"), _("Each metric, and how it is counted.")),
            Way(
                "metrics:setting_edit",
                "activity",
                _("Settings of drift"),
                _("How patient perfplan is before it raises a signal."),
            ),
        ],
    ),
    (
        _("Signals and reminders"),
        [
            Way("coaching:process_edit", "hourglass", _("When the process rests"), _("After how many days silence has a case.")),
            Way("reminders:outbox", "send", _("Outbox"), _("What is sent, what failed, and when a manager hears of drift.")),
        ],
    ),
    (
        _("Programs"),
        [Way("api:docs", "code", _("Description of the API"), _("What programs can ask and send."))],
    ),
]


def installation(request):
    """The ways to all that an administrator sets; while little is there, the first steps."""
    rules.can_administer(request.user).enforce()
    steps = first_steps()
    context = {"parts": PARTS, "steps": [] if all(step.is_done for step in steps) else steps}
    return render(request, "perfplan/installation.html", context)


def first_steps():
    """From an empty installation to the first plan."""
    return [
        Step(
            Person.objects.exclude(is_active=False)[:2].count() > 1,
            _("Bring people in"),
            _("From a CSV file: email, name, job_title, team, manager_email, role, time_zone, starts_on. Where perfplan runs:"),
            command="bin/manage import_people people.csv",
        ),
        Step(
            Plan.objects.exists(),
            _("Write the first plan"),
            _("Any seller or manager starts one under Plans. Both write it, and both sign it."),
        ),
        Step(
            Observation.objects.exists(),
            _("Bring numbers in"),
            _("Weekly values or a CRM export, as a file or through the API. You see what would come of a file first."),
            name="metrics:import_list",
        ),
    ]
