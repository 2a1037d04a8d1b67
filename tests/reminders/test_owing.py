"""To owe somebody a word: once, in the transaction of the act, by the ways that they chose."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from reminders.actions import owe
from reminders.kinds import Kind, get, register
from reminders.models import Channel, Reminder, State
from tests.factories import PersonFactory, PreferenceFactory, ReminderFactory
from tests.races import race
from tests.reminders.trial.messages import NUDGE, SIGNATURE

SUBJECT = uuid.uuid4()


def nudge(to, **fields):
    return owe(**{"kind": "trial.nudge", "subject_id": SUBJECT, "to": to, "period": "2026-W39", "path": "/signals/"} | fields)


@pytest.mark.django_db
def test_what_is_owed_is_told_in_the_application_at_once_and_due_by_mail():
    sam = PersonFactory()

    owed = nudge(sam, facts={"by": "Maya"})

    app, mail = Reminder.objects.order_by("channel")
    assert {app, mail} == set(owed)
    assert (app.channel, app.state, app.recipient, app.facts, app.path) == ("app", State.SENT, sam, {"by": "Maya"}, "/signals/")
    assert (mail.channel, mail.state, mail.attempt, mail.sent_at) == ("email", State.DUE, 0, None)
    assert list(Reminder.objects.visible_to(sam).unread()) == [app]
    assert app.message_id != mail.message_id


@pytest.mark.django_db
def test_owing_it_again_changes_nothing():
    sam = PersonFactory()
    nudge(sam)
    before = list(Reminder.objects.values())

    again = nudge(sam, path="/elsewhere/", facts={"by": "Lena"})

    assert again == []
    assert list(Reminder.objects.values()) == before


@pytest.mark.django_db
@pytest.mark.parametrize("other", ["subject", "period", "person", "kind"])
def test_each_subject_period_person_and_kind_is_owed_by_itself(other):
    sam = PersonFactory()
    nudge(sam)

    changed = {
        "subject": {"subject_id": uuid.uuid4()},
        "period": {"period": "2026-W40"},
        "kind": {"kind": SIGNATURE},
        "person": {},
    }
    owed = nudge(PersonFactory() if other == "person" else sam, **changed[other])

    assert len(owed) == 2
    assert Reminder.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_who_owe_it_at_once_owe_it_once():
    sam = PersonFactory()

    outcomes = race(*[lambda: len(nudge(sam))] * 4)

    assert sorted(outcomes) == [0, 0, 0, 2]
    assert Reminder.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_owed():
    sam = PersonFactory()

    with pytest.raises(DatabaseError), transaction.atomic():
        assert len(nudge(sam)) == 2
        raise DatabaseError

    assert Reminder.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_nobody_sees_it_before_the_act_is_done():
    sam, seen = PersonFactory(), []

    def look():
        seen.append(Reminder.objects.count())

    with transaction.atomic():
        nudge(sam)
        (outcome,) = race(look)
        assert outcome is None

    assert seen == [0]
    assert Reminder.objects.count() == 2
    assert threading.active_count() >= 1


@pytest.mark.django_db
def test_who_muted_a_kind_by_mail_still_reads_it_in_the_application():
    sam, kim = PersonFactory(), PersonFactory()
    PreferenceFactory(person=sam, kind="trial.nudge", channel=Channel.EMAIL)

    nudge(sam)
    nudge(kim)

    assert list(Reminder.objects.visible_to(sam).values_list("channel", flat=True)) == ["app"]
    assert Reminder.objects.visible_to(kim).count() == 2


@pytest.mark.django_db
def test_what_a_signature_waits_for_reaches_one_even_if_a_row_says_otherwise():
    sam = PersonFactory()
    for channel in Channel:
        PreferenceFactory(person=sam, kind="trial.signature", channel=channel)

    assert len(nudge(sam, kind=SIGNATURE)) == 2


@pytest.mark.django_db
def test_nobody_is_reminded_of_what_they_did_themselves():
    sam, maya = PersonFactory(), PersonFactory()

    assert nudge(sam, by=sam) == []
    assert len(nudge(sam, by=maya)) == 2


@pytest.mark.django_db
def test_what_is_for_later_waits_in_both_ways():
    sam, tomorrow = PersonFactory(), timezone.now() + timedelta(days=1)

    nudge(sam, due_at=tomorrow)

    assert set(Reminder.objects.values_list("state", "due_at", "try_at")) == {(State.DUE, tomorrow, tomorrow)}
    assert not Reminder.objects.visible_to(sam).inbox().exists()
    assert Reminder.objects.oldest_due_at() is None


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "", "signals/"])
def test_a_link_leads_to_a_page_of_perfplan(path):
    with pytest.raises(ValueError):
        nudge(PersonFactory(), path=path)

    assert not Reminder.objects.exists()


@pytest.mark.django_db
def test_a_kind_that_no_room_registered_is_a_mistake():
    with pytest.raises(LookupError):
        nudge(PersonFactory(), kind="trial.typo")


def test_a_kind_has_a_name_a_policy_and_one_registration():
    assert get("trial.nudge") is get(NUDGE) is NUDGE
    assert register(NUDGE) is NUDGE
    for wrong in ({"name": "nodot"}, {"name": "a.b c"}, {"name": "trial.nudge", "policy": "twice"}):
        with pytest.raises(ValueError):
            Kind(**{"title": "x"} | wrong)
    with pytest.raises(ValueError):
        register(Kind("trial.nudge", "Another meaning"))


@pytest.mark.django_db
def test_the_database_itself_keeps_a_second_copy_out():
    first = ReminderFactory()
    same = {name: getattr(first, name) for name in ("kind", "subject_id", "period", "recipient", "channel")}

    with pytest.raises(DatabaseError, match="reminder_owed_once"), transaction.atomic():
        ReminderFactory(**same)
