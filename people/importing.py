"""Bring a file of people in: each row is taken, found unchanged, or refused with its reason."""

import datetime
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from people import actions, intake, text
from people.models import Grant, Person, ReportingLine, Role, Team
from people.tables import Refusal

REQUIRED = ["email", "name"]
OPTIONAL = ["job_title", "team", "manager_email", "role", "time_zone", "starts_on"]
ROLES = ["seller", "manager", *Role.values]
MOST_LETTERS = {"email": 254, "manager_email": 254}


@dataclass
class Outcome:
    """What became of the rows of a file. `kept_roles` says who holds a role that the file does not give them."""

    accepted: int = 0
    unchanged: int = 0
    refusals: list = field(default_factory=list)
    kept_roles: list = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """What one row says of one person. `fields` holds only what the file has a column for, `has_manager` whether that one."""

    row: object
    email: str
    fields: dict
    team: str | None
    manager: str | None
    has_manager: bool
    role: str | None

    def attempt(self, column, action, *arguments, **keywords):
        """Do it, or raise Impossible for this row."""
        try:
            return action(*arguments, by=None, **keywords)
        except ValidationError as error:
            raise Impossible(self, column, error) from None


class Wrong(ValueError):
    """A cell that cannot be taken: its column, and why."""

    def __init__(self, column, reason):
        super().__init__(reason)
        self.column, self.reason = column, reason


class Impossible(ValueError):
    """What one row wants cannot be, as only the writing of it showed."""

    def __init__(self, one, column, error):
        super().__init__(one.email)
        self.one, self.column, self.reason = one, column, " ".join(error.messages)


def bring_in(table, *, on):
    """Take every row of `table` (from people.tables.read_table) that can be taken. Lines that change do so on that day."""
    wanted, unreadable = _read(table)
    while True:
        try:
            return _take(wanted, unreadable, on)
        except Impossible as error:  # found only in the middle of writing: all is undone, and done again without that row
            wanted.remove(error.one)
            unreadable.append(error.one.row.refuse(error.column, error.reason))


@transaction.atomic
def _take(wanted, unreadable, on):
    company = Company(on)
    faults = intake.faults([company.entry(one) for one in wanted], company.managers)
    refused = [one.row.refuse(*_said(faults[one.row.line])) for one in wanted if one.row.line in faults]
    outcome = Outcome(refusals=sorted(unreadable + refused, key=lambda refusal: refusal.line))
    company.take([one for one in wanted if one.row.line not in faults], outcome)
    return outcome


def _said(fault):
    if fault.what == "twice":
        return "email", _("This address stands in line %(line)s already.") % {"line": fault.more}
    if fault.what == "circle":
        return "manager_email", _("These would report to each other in a circle: %(way)s.") % {"way": fault.more}
    return "manager_email", _("Nobody here, and nobody taken from this file, has this address.")


# -- reading -----------------------------------------------------------------------------------------------------------


def _read(table):
    wanted, refusals = [], []
    for row in table:
        if isinstance(row, Refusal):
            refusals.append(row)
            continue
        try:
            wanted.append(_wanted(row))
        except Wrong as error:
            refusals.append(row.refuse(error.column, error.reason))
    return wanted, refusals


def _wanted(row):
    cells = {column: _clean(column, cell) for column, cell in row.cells.items()}
    email = _email("email", cells["email"])
    if email is None:
        raise Wrong("email", _("Every row needs an e-mail address."))
    if not cells["name"]:
        raise Wrong("name", _("Every row needs a name."))
    fields = {name: cells[name] for name in ("name", "job_title") if name in cells}
    if cells.get("time_zone"):
        fields["time_zone"] = _time_zone(cells["time_zone"])
    if cells.get("starts_on"):
        fields["starts_on"] = _day("starts_on", cells["starts_on"])
    return Wanted(
        row, email, fields, cells.get("team"), _email("manager_email", cells.get("manager_email", "")), "manager_email" in cells,
        _role(cells.get("role")),
    )  # fmt: skip


def _clean(column, cell):
    try:
        words = text.clean(cell).strip()
    except ValidationError as error:
        raise Wrong(column, error.messages[0]) from None
    most = MOST_LETTERS.get(column, 150)
    if len(words) > most:
        raise Wrong(column, _("This is too long: at most %(most)s characters.") % {"most": most})
    return " ".join(words.split())


def _email(column, cell):
    if not cell:
        return None
    try:
        validate_email(cell)
    except ValidationError:
        raise Wrong(column, _("This is not an e-mail address.")) from None
    return cell.lower()


def _time_zone(cell):
    try:
        Person(time_zone=cell).clean()
    except ValidationError as error:
        raise Wrong("time_zone", error.messages[0]) from None
    return cell


def _day(column, cell):
    try:
        day = datetime.date.fromisoformat(cell)
    except ValueError:
        raise Wrong(column, _("This is not a day. Write it like 2026-03-09.")) from None
    if len(cell) != 10 or not 1900 <= day.year <= 2100:
        raise Wrong(column, _("This is not a day between 1900 and 2100, written like 2026-03-09."))
    return day


def _role(cell):
    if not cell:
        return None
    if cell.lower() not in ROLES:
        raise Wrong("role", _("There is no such role. Write one of: %(roles)s.") % {"roles": ", ".join(ROLES)})
    return cell.lower()


# -- taking ------------------------------------------------------------------------------------------------------------


class Company:
    """Who is here already, to whom they report on a day, and which roles they hold: read once, four queries for any number."""

    def __init__(self, on):
        self.on, self.new = on, set()
        self.people = {person.email.lower(): person for person in Person.objects.select_related("team")}
        self.teams = {team.name: team for team in Team.objects.all()}
        lines = ReportingLine.objects.solid().on(on).select_related("person", "manager")
        self.managers = dict.fromkeys(self.people)
        self.managers |= {line.person.email.lower(): line.manager.email.lower() for line in lines}
        self.roles = {}
        for grant in Grant.objects.from_day(on).filter(team=None).select_related("person"):
            self.roles.setdefault(grant.person.email.lower(), set()).add(grant.role)

    def entry(self, one):
        """The row as its place in the chart: a file without a column for managers leaves everybody where they are."""
        return intake.Entry(one.row.line, one.email, one.manager if one.has_manager else self.managers.get(one.email))

    def take(self, wanted, outcome):
        """Enter or correct everybody, then their lines (a manager may stand further down), then their roles."""
        changed = {one.email for one in wanted if self._take_person(one)}
        changed |= self._take_lines([one for one in wanted if one.has_manager and self._moves(one)])
        changed |= {one.email for one in wanted if self._take_role(one, outcome)}
        outcome.accepted = len(changed)
        outcome.unchanged = len(wanted) - len(changed)

    def _take_person(self, one):
        fields = one.fields if one.team is None else one.fields | {"team": self._team(one.team)}
        here = self.people.get(one.email)
        if here is None:
            self.people[one.email] = one.attempt("", actions.join, email=one.email, **fields)
            self.new.add(one.email)
            return True
        different = {name: value for name, value in fields.items() if getattr(here, name) != value}
        if different:
            one.attempt("", actions.correct, here, **different)
        return bool(different)

    def _team(self, name):
        if name and name not in self.teams:
            self.teams[name] = actions.found_team(name, by=None)
        return self.teams.get(name)

    def _moves(self, one):
        return self.managers.get(one.email) != one.manager

    def _take_lines(self, moving):
        """End the old lines first and begin the new ones from the top, so that no moment between holds a circle."""
        after = self.managers | {one.email: one.manager for one in moving}
        deep = intake.depths(after)
        for one in moving:
            if self.managers.get(one.email):
                one.attempt("manager_email", actions.change_manager, self.people[one.email], None, on=self.on)
        for one in sorted(moving, key=lambda one: deep[one.email]):
            person, manager = self.people[one.email], self.people.get(one.manager)
            first = person.starts_on if one.email in self.new else self.on
            one.attempt("manager_email", actions.change_manager, person, manager, on=first)
        return {one.email for one in moving}

    def _take_role(self, one, outcome):
        held, given = self.roles.get(one.email, set()), one.role if one.role in Role.values else None
        if one.role:
            outcome.kept_roles += [(one.email, role) for role in sorted(held - {given})]
        if given is None or given in held:
            return False
        one.attempt("role", actions.give_role, self.people[one.email], given, on=self.on)
        return True
