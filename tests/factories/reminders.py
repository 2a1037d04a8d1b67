"""What is owed to be told."""

import uuid
from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from reminders.models import Channel, Delivery, Heartbeat, Preference, Reminder, Setting, State

__all__ = ["DeliveryFactory", "HeartbeatFactory", "PreferenceFactory", "ReminderFactory", "SettingFactory"]


class ReminderFactory(DjangoModelFactory):
    """An e-mail that is due.

    `in_app=True` is one told in the application; `failed=True`, `unconfirmed=True`, `late=True` say what befell it.
    """

    class Meta:
        model = Reminder

    class Params:
        in_app = factory.Trait(channel=Channel.APP, state=State.SENT, sent_at=factory.LazyFunction(timezone.now))
        failed = factory.Trait(state=State.FAILED, attempt=8, last_error="550 no such mailbox")
        unconfirmed = factory.Trait(state=State.UNKNOWN, attempt=1)
        late = factory.Trait(due_at=factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=11)))

    kind = "trial.nudge"
    subject_id = factory.LazyFunction(uuid.uuid4)
    period = "once"
    recipient = factory.SubFactory("tests.factories.people.PersonFactory")
    channel = Channel.EMAIL
    path = "/inbox/"
    message_id = factory.LazyAttribute(lambda reminder: f"<{uuid.uuid4().hex}@perfplan.example>")


class PreferenceFactory(DjangoModelFactory):
    """Somebody who does not want one kind by e-mail."""

    class Meta:
        model = Preference

    person = factory.SubFactory("tests.factories.people.PersonFactory")
    kind = "trial.nudge"
    channel = Channel.EMAIL


class SettingFactory(DjangoModelFactory):
    """The company's choices, of which there is one row."""

    class Meta:
        model = Setting
        django_get_or_create = ["id"]

    id = 1


class HeartbeatFactory(DjangoModelFactory):
    """A process that was heard of just now."""

    class Meta:
        model = Heartbeat
        django_get_or_create = ["name"]

    name = "beat"
    at = factory.LazyFunction(timezone.now)


class DeliveryFactory(DjangoModelFactory):
    """Somebody whose daily letter comes at eight on working days."""

    class Meta:
        model = Delivery

    person = factory.SubFactory("tests.factories.people.PersonFactory")
