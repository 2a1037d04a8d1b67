"""Conversations, the week, and praise.

`SessionFactory` is an impromptu talk of a manager with their rep, just held; `planned=True` one to come.
"""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from coaching.models import Participant, PrivateNote, ProcessSetting, Recognition, Roadblock, Session, WeekSlot
from tests.factories.people import PersonFactory

__all__ = [
    "ParticipantFactory",
    "PrivateNoteFactory",
    "ProcessSettingFactory",
    "RecognitionFactory",
    "RoadblockFactory",
    "SessionFactory",
    "WeekSlotFactory",
]


class SessionFactory(DjangoModelFactory):
    """A talk just held. `rep=sam` (or `reps=[...]`), `led_by=maya`; without a rep one who reports to the leader is made."""

    class Meta:
        model = Session
        skip_postgeneration_save = True

    class Params:
        planned = factory.Trait(
            state="planned",
            kind="strategy_session",
            notes="",
            starts_at=factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=3)),
        )

    kind = "impromptu"
    state = "held"
    led_by = factory.SubFactory(PersonFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(minutes=5))
    notes = "Held the price question until the needs were on the table."
    logged_by = factory.SelfAttribute("led_by")

    @factory.post_generation
    def rep(self, create, rep):
        """Whom it was about; False for nobody yet."""
        if rep is not False:
            reps = rep if isinstance(rep, list) else [rep or PersonFactory(reports_to=self.led_by)]
            ParticipantFactory(session=self, person=self.led_by)
            for one in reps:
                ParticipantFactory(session=self, person=one, is_rep=True)


class ParticipantFactory(DjangoModelFactory):
    """Somebody in a session; `is_rep=True`: whom it is about."""

    class Meta:
        model = Participant

    session = factory.SubFactory(SessionFactory, rep=False)
    person = factory.SubFactory(PersonFactory)


class PrivateNoteFactory(DjangoModelFactory):
    """What the leader wrote for themselves."""

    class Meta:
        model = PrivateNote

    session = factory.SubFactory(SessionFactory)
    author = factory.SelfAttribute("session.led_by")
    text = "Tired this week."


class WeekSlotFactory(DjangoModelFactory):
    """A slot without a time in the week of 16 November 2026."""

    class Meta:
        model = WeekSlot

    manager = factory.SubFactory(PersonFactory)
    rep = factory.LazyAttribute(lambda slot: PersonFactory(reports_to=slot.manager))
    week = datetime.date(2026, 11, 16)


class RecognitionFactory(DjangoModelFactory):
    """Private praise."""

    class Meta:
        model = Recognition

    person = factory.SubFactory(PersonFactory)
    by = factory.SubFactory(PersonFactory)
    text = "You let the customer finish."


class RoadblockFactory(DjangoModelFactory):
    """Something in the way of a rep, which their manager clears within two weeks."""

    class Meta:
        model = Roadblock

    person = factory.LazyAttribute(lambda _roadblock: PersonFactory(reports_to=PersonFactory()))
    text = "Quotes wait four days for legal."
    lacks = "process"
    owner = factory.LazyAttribute(lambda roadblock: roadblock.person.manager())
    due_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=14))
    raised_by = factory.SelfAttribute("person")


class ProcessSettingFactory(DjangoModelFactory):
    """The company's thresholds, of which there is one row."""

    class Meta:
        model = ProcessSetting
        django_get_or_create = ["id"]

    id = 1
