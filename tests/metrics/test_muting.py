"""Muting: judged and kept, and told to nobody for a time."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from metrics.actions import mute, unmute
from metrics.messages import tell
from metrics.models import Mute, Signal
from people.verdict import Refused
from reminders import kinds
from reminders.models import Reminder
from tests.factories import DelegationFactory, MetricFactory, MuteFactory, PersonFactory, SignalFactory
from tests.races import race

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def lena():
    return PersonFactory(name="Lena Hofer")


@pytest.fixture
def maya(lena):
    return PersonFactory(name="Maya Lindqvist", reports_to=lena)


@pytest.fixture
def sam(maya):
    return PersonFactory(name="Sam Okafor", reports_to=maya)


def until(days=30):
    return timezone.localdate() + days * DAY


def silence(person, by, **fields):
    usual = {"metric": MetricFactory(key="calls"), "until": until(), "reason": "The report is wrong until Friday"}
    return mute(person, by=by, **usual | fields)


@pytest.mark.parametrize("who", ["sam", "maya", "stand_in"])
def test_either_party_mutes_a_metric_for_a_time_with_a_reason(sam, maya, who):
    by = {"sam": sam, "maya": maya}.get(who) or DelegationFactory(delegator=maya).delegate

    made = silence(sam, by)

    stored = Mute.objects.get()
    assert (stored, stored.person, stored.by, stored.kind) == (made, sam, by, "metric")
    assert (stored.starts_on, stored.until, stored.reason) == (timezone.localdate(), until(), "The report is wrong until Friday")
    assert Mute.objects.visible_to(sam).get() == Mute.objects.visible_to(maya).get() == made


def test_nobody_else_mutes_or_ends_it(sam, lena):
    held = MuteFactory(person=sam, until=until())
    for other in (lena, PersonFactory(), PersonFactory(reports_to=sam.manager()), PersonFactory(admin=True)):
        with pytest.raises(Refused):
            silence(sam, other)
        with pytest.raises(Refused):
            unmute(held, by=other)

    held.refresh_from_db()
    assert (Mute.objects.count(), held.ended_at) == (1, None)


@pytest.mark.parametrize(
    "wrong",
    [{"until": until(-1)}, {"until": until(200)}, {"reason": "  "}, {"metric": None}, {"kind": "no_session"}],
    ids=["over", "too long", "no reason", "no metric", "a metric of the process"],
)
def test_a_mute_has_an_end_a_reason_and_something_to_mute(sam, wrong):
    with pytest.raises(ValidationError):
        silence(sam, sam, **wrong)

    assert not Mute.objects.exists()


def test_what_is_muted_already_is_not_muted_again(sam, maya):
    silence(sam, sam)
    with pytest.raises(Refused, match="muted already, until"):
        silence(sam, maya)
    silence(sam, maya, metric=MetricFactory(key="demos"))
    silence(sam, maya, metric=None, kind="no_session")

    assert Mute.objects.count() == 3


def test_what_was_ended_can_be_muted_again_and_ends_once(sam, maya):
    first = silence(sam, maya)
    unmute(first, by=sam)
    ended = Mute.objects.get().ended_at
    assert ended is not None
    unmute(Mute.objects.get(), by=maya)
    assert Mute.objects.get().ended_at == ended

    silence(sam, maya)
    assert Mute.objects.count() == 2
    assert Mute.objects.for_list(timezone.localdate()).count() == 1


def test_holding_names_what_is_quiet_that_day(sam, maya):
    made = silence(sam, maya)
    silence(sam, maya, metric=None, kind="no_session")
    day = timezone.localdate()

    assert Mute.objects.holding([sam.pk], day) == {(sam.pk, "metric", made.metric_id), (sam.pk, "no_session", None)}
    assert Mute.objects.holding([maya.pk], day) == set()
    assert Mute.objects.holding([sam.pk], until(31)) == set()
    assert Mute.objects.holding([sam.pk], day - DAY) == set()


def test_a_signal_knows_whether_it_is_muted(sam, maya):
    made = silence(sam, maya)
    muted, other = SignalFactory(person=sam, metric=made.metric), SignalFactory(person=sam)
    of_team = SignalFactory(person=sam, metric=made.metric, kind="team")
    process = SignalFactory(person=sam, process=True)
    day = timezone.localdate()

    assert set(Signal.objects.with_mutes(day).filter(is_muted=True)) == {muted}
    assert set(Signal.objects.with_mutes(until(31)).filter(is_muted=True)) == set()
    assert {case.pk for case in (muted, other, of_team, process) if Mute.objects.hiding(case, day)} == {muted.pk}
    silence(sam, maya, metric=None, kind="unopened_plan")
    assert set(Signal.objects.with_mutes(day).filter(is_muted=True)) == {muted, process}


def test_what_was_owed_before_it_was_muted_is_not_told_after(sam, maya):

    signal = SignalFactory(person=sam)
    tell(signal, 1, manager=maya)
    for reminder in Reminder.objects.filter(channel="app"):
        owed = kinds.get(reminder.kind).still_owed
        assert owed(reminder)
        made = MuteFactory(person=sam, metric=signal.metric, starts_on=timezone.localdate(), until=until())
        assert not owed(reminder)
        made.delete()


@pytest.mark.django_db(transaction=True)
def test_two_who_mute_at_once_mute_once(sam, maya):
    MetricFactory(key="calls")

    outcomes = race(lambda: silence(sam, sam), lambda: silence(sam, maya))

    assert Mute.objects.count() == 1
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
