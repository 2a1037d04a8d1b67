"""Who is told: the two whom something is between, and nobody above, beside or around them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from plans.models import Proposal
from reminders import kinds
from reminders.models import Reminder
from reminders.rules import still_owed
from tests.factories import (
    CommentFactory,
    CommitmentFactory,
    ExportFactory,
    PersonFactory,
    RecognitionFactory,
    ReminderFactory,
    ReportingLineFactory,
    ReviewFactory,
    RoadblockFactory,
    SessionFactory,
    SignalFactory,
    agreed_plan,
)
from tests.reminders.sayings import NAMES

pytestmark = pytest.mark.django_db
KINDS = [kind for kind in kinds.registered() if kind.room not in ("reminders", "trial")]
OTHERS = {"plans.invited": "whoever is asked in", "reviews.export_ready": "whoever asked for the file"}


@pytest.fixture
def plan():
    plan = agreed_plan()
    lena = PersonFactory(name="Lena Above", leader=True)
    ReportingLineFactory(person=plan.manager, manager=lena)
    return plan


@pytest.fixture
def bystanders(plan):
    """Above them, in HR and with every role, beside them, once the manager."""
    lena = plan.manager.manager()
    boss = PersonFactory(leader=True)
    ReportingLineFactory(person=lena, manager=boss)
    mate, former = PersonFactory(team=plan.person.team), PersonFactory()
    ReportingLineFactory(person=mate, manager=plan.manager)
    line = plan.person.lines_up.get()
    began, line.starts_on = line.starts_on, timezone.localdate() - timedelta(days=9)
    line.save(update_fields=["starts_on"])
    ReportingLineFactory(person=plan.person, manager=former, starts_on=began, ends_on=line.starts_on)
    return [lena, boss, mate, former, PersonFactory(hr=True), PersonFactory(admin=True), PersonFactory()]


def subject_of(kind, plan):
    """A thing of that plan's two parties that the kind could be about, as it stands when the kind is owed: (thing, facts)."""
    room, what = kind.name.split(".")
    if room == "metrics" or what in ("signal_answered", "signal_closed", "process", "process_of_other", "recheck"):
        return SignalFactory(person=plan.person), {}
    if what.startswith("session"):
        soon = timezone.now() + timedelta(days=1)
        session = SessionFactory(planned=True, led_by=plan.manager, rep=plan.person, starts_at=soon)
        return session, {"starts_at": session.starts_at.isoformat()}
    if what == "recognised":
        return RecognitionFactory(person=plan.person, by=plan.manager), {}
    if what.startswith("roadblock"):
        return RoadblockFactory(person=plan.person, owner=plan.manager), {}
    if room == "reviews":
        return (ExportFactory() if what == "export_ready" else ReviewFactory(plan=plan)), {"step": "writing"}
    return subject_of_plans(what, plan), {}


def subject_of_plans(what, plan):
    if what in ("proposed", "countered", "withdrawn", "expired", "waits"):
        return Proposal.objects.filter(plan=plan).first()
    if what in ("promised", "asked", "due_soon", "due_today", "day_passed"):
        return CommitmentFactory(plan=plan, due_on=timezone.localdate() + timedelta(days=1))
    if what in ("comment", "mentioned"):
        return CommentFactory(plan=plan)
    return plan.in_force if what == "signed" else plan


def is_owed(kind, subject, facts, person):
    Reminder.objects.all().delete()  # what making it has owed
    period = str(getattr(subject, "due_on", "once"))
    row = ReminderFactory(kind=kind.name, subject_id=subject.pk, period=period, recipient=person, facts=NAMES | facts)
    return bool(still_owed(row))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_nobody_around_the_two_is_told(kind, plan, bystanders):
    """However such a row came about, when its turn comes it is cancelled."""
    subject, facts = subject_of(kind, plan)

    if kind.name not in OTHERS:
        told = [person.name for person in bystanders if is_owed(kind, subject, facts, person)]
        assert told == []


ENDED = {
    "coaching.recheck",
    "plans.proposed",
    "plans.waits",
    "plans.rests",
    "plans.invited",
    "reviews.concluded",
    "reviews.export_ready",
}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.name not in ENDED], ids=lambda kind: kind.name)
def test_but_one_of_the_two_is(kind, plan):
    """The same rows, to the two: so that the test above could fail."""
    subject, facts = subject_of(kind, plan)

    assert any(is_owed(kind, subject, facts, person) for person in (plan.person, plan.manager))


def test_the_exceptions_are_exactly_these():
    assert set(OTHERS) <= {kind.name for kind in KINDS}
