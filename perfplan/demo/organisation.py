"""The demo company's people, teams and lines."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from people.models import Grant, Person, ReportingLine, Team
from perfplan.demo import names

PASSWORD = "perfplan-demo"
PER_MANAGER = 8


@dataclass(frozen=True)
class Organisation:
    """Who is who. `sellers[i]` reports to `managers[i % number of managers]`; Sam is the first, Maya the first of those."""

    leader: Person
    hr: Person
    admin: Person
    managers: list
    sellers: list

    def manager_of(self, number):
        """The manager of the seller with that number."""
        return self.managers[number % len(self.managers)]


def build(sellers, began_on):
    """Enter the company: a leader, HR, an administrator, managers with a team each, and that many sellers."""
    password = make_password(PASSWORD)
    company = Team.objects.create(name="Sales")
    zones = [zone for *_who, zone in names.MANAGERS]
    count = max(len(names.MANAGERS), -(-sellers // PER_MANAGER)) if sellers > 40 else len(names.MANAGERS)
    teams = Team.objects.bulk_create(Team(name=team_name(i), parent=company) for i in range(count))

    def person(email, name, title, team, zone="Europe/Vienna"):
        return Person(email=email, name=name, job_title=title, team=team, time_zone=zone, starts_on=began_on, password=password)

    leader, hr, admin = (person(*who, company) for who in (names.LEADER, names.HR, names.ADMIN))
    managers = [person(*manager(i), teams[i], zones[i % len(zones)]) for i in range(count)]
    reps = []
    for number in range(sellers):
        name, email = names.seller(number)
        reps.append(person(email, name, "Account executive", teams[number % count], zones[number % len(zones)]))
    Person.objects.bulk_create([leader, hr, admin, *managers, *reps], batch_size=1000)
    lines = [ReportingLine(person=one, manager=leader, starts_on=began_on) for one in managers]
    lines += [ReportingLine(person=one, manager=managers[i % count], starts_on=began_on) for i, one in enumerate(reps)]
    ReportingLine.objects.bulk_create(lines, batch_size=1000)
    Grant.objects.bulk_create(
        Grant(person=one, role=role, starts_on=began_on) for one, role in ((leader, "leader"), (hr, "hr"), (admin, "admin"))
    )
    coach_across(managers, reps, began_on)
    return Organisation(leader, hr, admin, managers, reps)


def team_name(number):
    """The name of the team of the manager with that number."""
    return names.MANAGERS[number][2] if number < len(names.MANAGERS) else f"Region {number + 1}"


def manager(number):
    """E-mail, name and title of the manager with that number."""
    if number < len(names.MANAGERS):
        email, name, _team, _zone = names.MANAGERS[number]
        return email, name, "Sales manager"
    name, _email = names.seller(number * 31 + 7)
    return f"manager{number + 1}@demo.example", name, "Sales manager"


def coach_across(managers, reps, began_on):
    """A few dotted lines: a manager who coaches somebody of another team."""
    since = began_on + datetime.timedelta(days=120)
    ReportingLine.objects.bulk_create(
        ReportingLine(person=rep, manager=managers[(i + 1) % len(managers)], kind="dotted", starts_on=since)
        for i, rep in enumerate(reps[:3])
    )
