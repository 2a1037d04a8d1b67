"""People and how they stand to each other."""

import datetime
import hashlib

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory, Password

from people.models import (
    Absence,
    AccessEntry,
    Answered,
    Delegation,
    Grant,
    Holiday,
    Person,
    ReportingLine,
    Team,
    Token,
    TokenPace,
)

FIRST_DAY = datetime.date(2020, 1, 1)

__all__ = [
    "AbsenceFactory",
    "AccessEntryFactory",
    "AnsweredFactory",
    "DelegationFactory",
    "GrantFactory",
    "HolidayFactory",
    "PersonFactory",
    "ReportingLineFactory",
    "TeamFactory",
    "TokenFactory",
    "TokenPaceFactory",
]


class TeamFactory(DjangoModelFactory):
    """A team of its own; `parent=` puts it within another."""

    class Meta:
        model = Team

    name = factory.Sequence(lambda number: f"Team {number}")


class PersonFactory(DjangoModelFactory):
    """Somebody who works here, in no team. `reports_to=maya` gives a solid line; `hr`, `leader`, `admin` a role everywhere."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@firm.example")
    name = factory.Sequence(lambda number: f"Person {number}")
    password = Password("a-good-password")
    starts_on = FIRST_DAY

    @factory.post_generation
    def reports_to(self, create, manager, **line):
        if manager:
            ReportingLineFactory(person=self, manager=manager, **line)

    @factory.post_generation
    def hr(self, create, given, **grant):
        if given:
            GrantFactory(person=self, role="hr", **grant)

    @factory.post_generation
    def leader(self, create, given, **grant):
        if given:
            GrantFactory(person=self, role="leader", **grant)

    @factory.post_generation
    def admin(self, create, given, **grant):
        if given:
            GrantFactory(person=self, role="admin", **grant)


class ReportingLineFactory(DjangoModelFactory):
    """A solid line since long ago; `dotted=True` for a dotted one."""

    class Meta:
        model = ReportingLine

    class Params:
        dotted = factory.Trait(kind="dotted")

    person = factory.SubFactory(PersonFactory)
    manager = factory.SubFactory(PersonFactory)
    starts_on = FIRST_DAY


class DelegationFactory(DjangoModelFactory):
    """That somebody stands in for a manager, since long ago and for long."""

    class Meta:
        model = Delegation

    delegator = factory.SubFactory(PersonFactory)
    delegate = factory.SubFactory(PersonFactory)
    starts_on = FIRST_DAY
    ends_on = datetime.date(2099, 1, 1)


class GrantFactory(DjangoModelFactory):
    """HR for the whole company; `role=` another, `team=` narrower."""

    class Meta:
        model = Grant

    person = factory.SubFactory(PersonFactory)
    role = "hr"
    starts_on = FIRST_DAY


class AccessEntryFactory(DjangoModelFactory):
    """That HR has looked at a review."""

    class Meta:
        model = AccessEntry

    by = factory.SubFactory(PersonFactory)
    subject = factory.SubFactory(PersonFactory)
    purpose = "viewed"
    standing = "hr"
    thing = "review"

    @classmethod
    def _create(cls, model_class, *arguments, **columns):
        return model_class.written(**columns)


class HolidayFactory(DjangoModelFactory):
    """A day on which the whole company does not work."""

    class Meta:
        model = Holiday

    day = datetime.date(2026, 5, 1)
    name = "May Day"


class AbsenceFactory(DjangoModelFactory):
    """A fortnight away."""

    class Meta:
        model = Absence

    person = factory.SubFactory(PersonFactory)
    starts_on = datetime.date(2026, 3, 2)
    ends_on = datetime.date(2026, 3, 16)


class TokenFactory(DjangoModelFactory):
    """A key that may read, for a month. What it opens with is known to nobody: `people.actions` makes usable ones."""

    class Meta:
        model = Token

    person = factory.SubFactory(PersonFactory)
    name = "Night job"
    prefix = factory.Sequence(lambda number: f"pp_{number:08}")
    digest = factory.LazyAttribute(lambda token: hashlib.sha256(token.prefix.encode()).hexdigest())
    scopes = ["read"]
    made_by = factory.SelfAttribute("person")
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=30))


class AnsweredFactory(DjangoModelFactory):
    """A call that was answered."""

    class Meta:
        model = Answered

    token = factory.SubFactory(TokenFactory)
    key = factory.Sequence(lambda number: f"night-{number}")
    path = "/api/v1/observations"
    digest = "0" * 64
    status = 200
    body = {"accepted": 1}


class TokenPaceFactory(DjangoModelFactory):
    """One call in this minute."""

    class Meta:
        model = TokenPace

    token = factory.SubFactory(TokenFactory)
    minute = factory.LazyFunction(lambda: timezone.now().replace(second=0, microsecond=0))
    calls = 1
