"""Who may work on a reminder: one at a time, for a while, and a dead one's work is taken back."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from reminders import outbox
from reminders.backoff import MAX_ATTEMPTS
from reminders.models import Channel, Reminder, Setting, State
from reminders.outbox import lease
from tests.factories import ReminderFactory, SettingFactory
from tests.races import race

EMAIL = Channel.EMAIL


def leased(state, *, over=True, **fields):
    until = timezone.now() + timedelta(seconds=-1 if over else 60)
    return ReminderFactory(state=state, lease_token=uuid.uuid4(), lease_until=until, **{"attempt": 1} | fields)


def again(reminder):
    reminder.refresh_from_db()
    return reminder


@pytest.mark.django_db
def test_a_claim_takes_the_oldest_twenty_and_counts_the_attempt_before_it_is_made():
    rows = [ReminderFactory(due_at=timezone.now() - timedelta(minutes=n)) for n in range(25)]

    batch = lease.claim(EMAIL)

    assert [row.pk for row in batch] == [row.pk for row in reversed(rows[5:])]
    assert {(row.state, row.attempt) for row in batch} == {(State.CLAIMED, 1)}
    assert len({row.lease_token for row in batch}) == 1
    assert len(lease.claim(EMAIL)) == 5 and lease.claim(EMAIL) == []


@pytest.mark.django_db
def test_what_is_not_due_yet_or_waits_after_an_attempt_is_not_claimed():
    soon = timezone.now() + timedelta(minutes=1)
    ReminderFactory(due_at=soon)
    ReminderFactory(try_at=soon)
    for state in (State.SENT, State.FAILED, State.UNKNOWN, State.CANCELLED):
        ReminderFactory(state=state)

    assert lease.claim(EMAIL) == []


@pytest.mark.django_db
def test_a_claim_is_committed_before_any_work():
    with pytest.raises(RuntimeError), transaction.atomic():
        transaction.get_connection().atomic_blocks[-1]._from_testcase = False
        lease.claim(EMAIL)


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_reminder_once(mail_server):
    server = mail_server(delay=0.002)
    ids = {ReminderFactory().message_id for _ in range(120)}

    outcomes = race(*[lambda: outbox.send_due()[EMAIL, State.SENT]] * 3)

    assert sum(outcomes) == 120 and min(outcomes) > 0
    assert set(server.accepted) == ids and set(server.accepted.values()) == {1}


@pytest.mark.django_db(transaction=True)
def test_a_row_that_another_holds_in_a_transaction_is_passed_over():
    first, second = (ReminderFactory(due_at=timezone.now() - timedelta(minutes=9 - n)) for n in range(2))

    with transaction.atomic():
        Reminder.objects.select_for_update().get(pk=first.pk)
        (batch,) = race(lambda: lease.claim(EMAIL))

    assert [row.pk for row in batch] == [second.pk]


@pytest.mark.django_db
def test_what_a_dead_sender_had_claimed_is_due_again():
    dead, alive = leased(State.CLAIMED), leased(State.CLAIMED, over=False)

    outbox.sweep()

    assert (again(dead).state, dead.attempt, dead.lease_token) == (State.DUE, 1, None)
    assert again(alive).state == State.CLAIMED
    assert lease.claim(EMAIL) == [dead]


@pytest.mark.django_db
def test_a_reminder_that_kills_its_senders_stops_at_the_eighth():
    poison = leased(State.CLAIMED, attempt=MAX_ATTEMPTS)

    tally = outbox.sweep()

    assert again(poison).state == State.FAILED
    assert "8 attempts" in poison.last_error
    assert tally == {(EMAIL, State.FAILED): 1}


@pytest.mark.django_db
def test_what_a_dead_sender_may_have_delivered_is_decided_by_its_kind(mail_server):
    mail_server()
    signature, nudge = leased(State.SENDING, kind="trial.signature"), leased(State.SENDING)
    tired, alive = leased(State.SENDING, attempt=MAX_ATTEMPTS), leased(State.SENDING, over=False)

    tally = outbox.sweep()

    assert [again(row).state for row in (signature, nudge, tired, alive)] == [
        State.UNKNOWN,
        State.DUE,
        State.UNKNOWN,
        State.SENDING,
    ]
    assert tally == {(EMAIL, State.UNKNOWN): 2}


@pytest.mark.django_db
def test_sweeping_twice_decides_once():
    leased(State.CLAIMED, attempt=MAX_ATTEMPTS)

    assert outbox.sweep() == {(EMAIL, State.FAILED): 1}
    before = list(Reminder.objects.values())
    assert outbox.sweep() == {}
    assert list(Reminder.objects.values()) == before


@pytest.mark.django_db
def test_a_frozen_sender_that_wakes_up_delivers_nothing(mail_server, settings):
    """It slept after the server had said 354; its reminder went to another meanwhile."""
    server = mail_server()
    ReminderFactory()
    (as_it_knew_it,) = lease.claim(EMAIL)
    Reminder.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    outbox.sweep()
    outbox.send_due()
    assert sum(server.accepted.values()) == 1

    outcome = outbox.sending.deliver(as_it_knew_it, outbox.sending.ways.way_of(EMAIL))

    assert outcome == State.CLAIMED
    assert sum(server.accepted.values()) == 1 and len(server.texts) == 1
    assert server.heard.count("DATA") == 2, "it came as far as 354, and dropped the connection"
    assert again(as_it_knew_it).state == State.SENT


@pytest.mark.django_db
@pytest.mark.parametrize(("left", "may"), [(61, True), (59, False), (-1, False)])
def test_nobody_begins_with_less_time_than_a_hand_over_takes(left, may):
    ReminderFactory()
    (reminder,) = lease.claim(EMAIL)
    Reminder.objects.update(lease_until=timezone.now() + timedelta(seconds=left))

    assert lease.begin(reminder, patience=60) is may
    assert again(reminder).state == (State.SENDING if may else State.CLAIMED)


@pytest.mark.django_db
def test_a_sender_whose_lease_is_over_writes_nothing_into_the_row():
    ReminderFactory()
    (late,) = lease.claim(EMAIL)
    Reminder.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    outbox.sweep()
    lease.claim(EMAIL)
    before = list(Reminder.objects.values())

    lease.sent(late)
    lease.fail(late, "x")
    lease.cancel(late, "x")
    lease.put_off(late, "x")
    lease.leave_in_doubt(late, "x")
    lease.give_back([late])
    lease.begin(late, 0)

    assert list(Reminder.objects.values()) == before


@pytest.mark.django_db
def test_what_a_turn_leaves_goes_back_untried(mail_server):
    server = mail_server(delay=0.05)
    for _ in range(20):
        ReminderFactory()

    outbox.send_due(seconds=0.2)

    done = sum(server.accepted.values())
    assert 0 < done < 20
    assert Reminder.objects.filter(state=State.SENT, attempt=1).count() == done
    assert Reminder.objects.filter(state=State.DUE, attempt=0, lease_token=None).count() == 20 - done


@pytest.mark.django_db
def test_while_the_outbox_is_paused_nothing_is_sent(mail_server):
    server = mail_server()
    ReminderFactory()
    ReminderFactory(channel="app")
    SettingFactory(is_paused=True)
    before = list(Reminder.objects.values())

    assert outbox.send_due() == {} and outbox.send_all() == {}
    assert list(Reminder.objects.values()) == before

    Setting.objects.update(is_paused=False)
    outbox.send_due()

    assert len(server.accepted) == 1
    assert set(Reminder.objects.values_list("state", flat=True)) == {State.SENT}


@pytest.mark.django_db
def test_no_state_is_reached_by_a_way_that_is_not_in_the_table():
    ReminderFactory(state=State.SENT)

    with pytest.raises(AssertionError):
        Reminder.objects.all().move(State.SENT, State.DUE)
    assert Reminder.objects.all().move(State.DUE, State.CLAIMED) == 0
