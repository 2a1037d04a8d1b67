"""One letter a day: written from what is in the database, once, with what is still to be told when it goes."""

import datetime
import email
import email.policy
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from reminders import outbox
from reminders.actions import owe
from reminders.digest import ASKED, SHOWN, lines
from reminders.kinds import LETTER
from reminders.messages import letter
from reminders.models import Pace, Reminder, State
from tests.factories import (
    AbsenceFactory,
    DeliveryFactory,
    HolidayFactory,
    PersonFactory,
    PreferenceFactory,
    ReminderFactory,
    SettingFactory,
)
from tests.races import race

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 3, 2, 8, 0, tzinfo=datetime.UTC)  # a Monday
DAY = timedelta(days=1)


def news(to, number=1, **fields):
    """So many things that are told in the application and in no letter yet."""
    return ReminderFactory.create_batch(number, kind="trial.news", recipient=to, in_app=True, **fields)


def the_letter(person=None):
    return Reminder.objects.letters().filter(channel="email").get()


def written(reminder):
    return email.message_from_bytes(letter(reminder).content, policy=email.policy.default)


def text(reminder):
    return written(reminder).get_body(("plain",)).get_content()


def test_a_kind_of_the_letter_has_no_copy_of_its_own():
    sam = PersonFactory()

    owed = owe("trial.news", subject_id=sam.pk, to=sam, period="once", path="/signals/")

    assert [(row.channel, row.state) for row in owed] == [("app", State.SENT)]


def test_in_the_morning_one_letter_tells_all_that_waits():
    sam = PersonFactory()
    items = news(sam, 3)

    assert outbox.write_letters(MORNING - timedelta(seconds=1)) == 0
    assert outbox.write_letters(MORNING) == 1

    row = the_letter()
    assert (row.recipient, row.subject_id, row.period, row.state, row.path) == (sam, sam.pk, "2026-03-02", State.DUE, "/inbox/")
    assert set(row.holds.all()) == set(items)
    assert text(row).replace("\r", "").count("waits for you\n  http") == 3


def test_ringing_again_writes_nothing_and_the_next_letter_tells_what_is_new():
    sam = PersonFactory()
    news(sam)
    outbox.write_letters(MORNING)
    before = list(Reminder.objects.values())

    for minutes in (0, 1, 600):
        assert outbox.write_letters(MORNING + timedelta(minutes=minutes)) == 0
    assert list(Reminder.objects.values()) == before
    outbox.send_due()
    (fresh,) = news(sam)
    assert outbox.write_letters(MORNING + timedelta(hours=5)) == 0, "today's has gone"
    assert outbox.write_letters(MORNING + DAY) == 1

    tomorrow = Reminder.objects.letters().get(period="2026-03-03")
    assert list(tomorrow.holds.all()) == [fresh]


def test_nothing_to_tell_is_no_letter():
    sam = PersonFactory()
    news(sam, read_at=timezone.now())
    ReminderFactory(recipient=sam, in_app=True, kind="gone.kind")
    told = ReminderFactory(recipient=sam, in_app=True)
    ReminderFactory(recipient=sam, subject_id=told.subject_id)  # it went by an e-mail of its own

    assert outbox.write_letters(MORNING) == 0
    assert not Reminder.objects.letters().exists()


def test_two_clocks_at_once_write_one_letter(transactional_db):
    people = [PersonFactory() for _ in range(5)]
    for person in people:
        news(person, 2)

    outcomes = race(*[lambda: outbox.write_letters(MORNING)] * 4)

    assert sum(outcomes) == 5
    assert Reminder.objects.letters().count() == 5
    assert {row.holds.count() for row in Reminder.objects.letters()} == {2}


def test_after_days_without_any_clock_the_next_letter_tells_everything_once():
    sam = PersonFactory()
    old = news(sam, 2)
    outbox.write_letters(MORNING)
    outbox.send_due()  # Monday's went
    missed = news(sam, 2)  # on Monday afternoon; nothing ran until Thursday

    outbox.write_letters(MORNING + 3 * DAY)

    assert [row.period for row in Reminder.objects.letters().order_by("period")] == ["2026-03-02", "2026-03-05"]
    assert set(Reminder.objects.letters().get(period="2026-03-05").holds.all()) == set(missed)
    assert set(Reminder.objects.letters().get(period="2026-03-02").holds.all()) == set(old)


def test_a_clock_that_jumps_back_writes_no_second_one():
    sam = PersonFactory()
    news(sam)
    outbox.write_letters(MORNING + DAY)

    for hours in (-48, -24, 0, 24):
        outbox.write_letters(MORNING + timedelta(hours=hours))

    assert [row.period for row in Reminder.objects.letters()] == ["2026-03-03"]


def test_what_no_server_took_yesterday_is_told_today_in_one_letter(mail_server):
    sam = PersonFactory()
    old = news(sam)
    outbox.write_letters(MORNING)
    mail_server(GREETING="421 overloaded")
    outbox.send_due()
    fresh = news(sam)

    outbox.write_letters(MORNING + DAY)

    yesterday, today = Reminder.objects.letters().order_by("period")
    assert (yesterday.state, yesterday.last_error) == (State.CANCELLED, "told in the letter of 2026-03-03")
    assert set(today.holds.all()) == {*old, *fresh}


@pytest.mark.parametrize("state", [State.SENT, State.FAILED, State.UNKNOWN, State.SENDING, State.CLAIMED])
def test_what_went_or_may_have_gone_yesterday_is_not_told_again(state):
    sam = PersonFactory()
    old = news(sam)
    outbox.write_letters(MORNING)
    Reminder.objects.letters().update(state=state)
    fresh = news(sam)

    outbox.write_letters(MORNING + DAY)

    yesterday, today = Reminder.objects.letters().order_by("period")
    assert (yesterday.state, list(yesterday.holds.all()), list(today.holds.all())) == (state, old, fresh)


def test_what_is_about_to_be_told_in_the_application_is_waited_for():
    """The manager's word of drift is due at eight as well: it belongs into this morning's letter."""
    maya = PersonFactory()
    news(maya)
    later = ReminderFactory(kind="trial.news", recipient=maya, channel="app")

    assert outbox.write_letters(MORNING) == 0
    outbox.send_due()
    assert outbox.write_letters(MORNING) == 1

    assert the_letter().holds.filter(pk=later.pk).exists()


def test_what_nobody_can_tell_keeps_no_letter_back():
    maya = PersonFactory()
    news(maya)
    ReminderFactory(kind="trial.news", recipient=maya, channel="app", facts={"breaks": True})
    outbox.send_due()

    assert outbox.write_letters(MORNING) == 1


# -- what it says


def test_what_was_read_done_or_muted_meanwhile_is_left_out():
    sam = PersonFactory()
    _kept, read, over = (news(sam, facts={"by": name})[0] for name in ("Kim", "Ann", "Bob"))
    outbox.write_letters(MORNING)
    Reminder.objects.filter(pk=read.pk).update(read_at=timezone.now())
    Reminder.objects.filter(pk=over.pk).update(facts={"by": "Bob", "is_over": True})

    said = text(the_letter())

    assert "Kim waits" in said and "Ann" not in said and "Bob" not in said
    assert written(the_letter())["Subject"] == "One thing waits for you in perfplan"


@pytest.mark.parametrize("befell", ["read", "over", "muted", "letters off", "left"])
def test_if_nothing_is_left_it_is_cancelled_with_the_reason(mail_server, befell):
    server, sam = mail_server(), PersonFactory()
    news(sam, 2)
    outbox.write_letters(MORNING)
    if befell == "read":
        Reminder.objects.filter(channel="app").update(read_at=timezone.now())
    elif befell == "over":
        Reminder.objects.filter(channel="app").update(facts={"is_over": True})
    elif befell == "left":
        sam.__class__.objects.update(is_active=False)
    else:
        PreferenceFactory(person=sam, kind=LETTER if befell == "letters off" else "trial.news")

    outbox.send_due()

    row = the_letter()
    assert row.state == State.CANCELLED and row.last_error
    assert not server.accepted


def test_a_mistake_in_one_rooms_code_keeps_back_its_own_line_alone(mail_server):
    server, sam = mail_server(), PersonFactory()
    news(sam, facts={"by": "Kim"})
    news(sam, facts={"by": "Bob", "breaks": True})
    outbox.write_letters(MORNING)

    outbox.send_due()

    assert len(server.texts) == 1
    assert b"Kim waits" in server.texts[0] and b"Bob" not in server.texts[0]


def test_the_weightiest_comes_first_then_what_waits_longest(monkeypatch):
    sam = PersonFactory()
    names = ["newest", "oldest", "between"]
    for name, age in zip(names, (1, 9, 5), strict=True):
        news(sam, facts={"by": name}, due_at=MORNING - timedelta(hours=age))
    outbox.write_letters(MORNING)

    said = text(the_letter())

    assert sorted(names, key=said.index) == ["oldest", "between", "newest"]


def test_a_long_list_is_cut_and_the_rest_is_counted():
    sam = PersonFactory()
    news(sam, ASKED + 5)
    outbox.write_letters(MORNING)

    said = lines(the_letter())

    assert (len(said["items"]), said["more"], said["number"]) == (SHOWN, ASKED + 5 - SHOWN, ASKED + 5)
    assert f"And {ASKED + 5 - SHOWN} more, in perfplan." in text(the_letter())


def test_hostile_names_stay_text():
    sam = PersonFactory()
    news(sam, facts={"by": "<b>Eve</b>\r\nBcc: x@evil.example"})
    outbox.write_letters(MORNING)

    message = written(the_letter())

    assert "Bcc" not in message
    assert "<b>Eve</b>" in message.get_body(("plain",)).get_content().replace("\n", " ")
    assert "<b>Eve" not in message.get_body(("html",)).get_content()


# -- when it comes


def test_it_comes_in_the_readers_morning_and_not_at_weekends():
    people = {zone: PersonFactory(time_zone=zone) for zone in ("Asia/Kathmandu", "America/New_York", "UTC")}
    friday = datetime.datetime(2026, 3, 6, 2, 15, tzinfo=datetime.UTC)  # eight in Kathmandu, Thursday evening in New York

    came = {}
    for hour in range(-8, 80):
        for person in people.values():
            news(person)
        outbox.write_letters(friday + timedelta(hours=hour))
        for row in Reminder.objects.letters().select_related("recipient"):
            came.setdefault((row.recipient.time_zone, row.period), hour)

    assert came == {
        ("UTC", "2026-03-05"): -8,
        ("America/New_York", "2026-03-05"): -8,
        ("Asia/Kathmandu", "2026-03-06"): 0,
        ("UTC", "2026-03-06"): 6,
        ("America/New_York", "2026-03-06"): 11,
        ("Asia/Kathmandu", "2026-03-09"): 72,
        ("UTC", "2026-03-09"): 78,
    }


def test_not_on_holidays_and_not_while_one_is_away():
    sam, kim = PersonFactory(), PersonFactory()
    AbsenceFactory(person=kim, starts_on=MORNING.date(), ends_on=MORNING.date() + 5 * DAY)
    HolidayFactory(day=MORNING.date(), team=None)
    news(sam), news(kim)

    written_for = {}
    for days in range(9):
        outbox.write_letters(MORNING + days * DAY)
        written_for |= {row.recipient: days for row in Reminder.objects.letters() if row.recipient not in written_for}

    assert written_for == {sam: 1, kim: 7}


def test_who_moves_to_another_zone_gets_no_day_twice():
    sam = PersonFactory(time_zone="Pacific/Auckland")
    zones = ["Pacific/Auckland", "America/New_York", "Asia/Kolkata", "Pacific/Honolulu"]
    for hour in range(0, 24 * 4):
        now = MORNING + timedelta(hours=hour)
        if hour % 7 == 0:
            sam.__class__.objects.filter(pk=sam.pk).update(time_zone=zones[hour // 7 % 4])
            news(sam)
        outbox.write_letters(now)

    periods = list(Reminder.objects.letters().values_list("period", flat=True))
    assert len(periods) == len(set(periods)) >= 3
    assert all(datetime.date.fromisoformat(period).weekday() < 5 for period in periods)


def test_its_hour_is_ones_own():
    sam = PersonFactory(time_zone="Europe/Vienna")
    DeliveryFactory(person=sam, digest_at=datetime.time(17, 30), has_weekends=True)
    news(sam)
    sunday = datetime.datetime(2026, 3, 29, 17, 30, tzinfo=ZoneInfo("Europe/Vienna"))  # the clocks changed that night

    assert outbox.write_letters(sunday - timedelta(minutes=1)) == 0
    assert outbox.write_letters(sunday) == 1


def test_while_the_outbox_is_paused_no_letter_is_written():
    sam = PersonFactory()
    news(sam)
    SettingFactory(is_paused=True)

    assert outbox.write_letters(MORNING) == 0
    assert not Reminder.objects.letters().exists()


def test_who_wants_no_letter_gets_none_and_costs_no_work():
    sam = PersonFactory()
    PreferenceFactory(person=sam, kind=LETTER)
    news(sam)

    assert outbox.write_letters(MORNING) == 0
    assert not outbox.letters.who_has_one(MORNING).exists()


def test_the_command_writes_and_sends_it_with_no_broker(mail_server, settings, django_capture_on_commit_callbacks):
    server, sam = mail_server(), PersonFactory()
    zone = next(zone for zone in ("UTC", "Asia/Tokyo", "America/New_York") if timezone.now().astimezone(ZoneInfo(zone)).hour >= 8)
    sam.__class__.objects.update(time_zone=zone)
    DeliveryFactory(person=sam, has_weekends=True)
    news(sam)
    outbox.send_all()
    outbox.send_all()

    assert server.accepted == {the_letter().message_id: 1}


def test_who_takes_the_letter_of_a_kind_at_once_has_it_at_once():
    sam = PersonFactory()
    PreferenceFactory(person=sam, kind="trial.news", pace=Pace.AT_ONCE)

    owe("trial.news", subject_id=sam.pk, to=sam, period="once", path="/")

    assert sorted(Reminder.objects.values_list("channel", "kind")) == [("app", "trial.news"), ("email", "trial.news")]
    assert outbox.write_letters(MORNING) == 0


def test_even_what_somebody_waits_for_can_come_in_the_letter():
    sam = PersonFactory()
    PreferenceFactory(person=sam, kind="trial.signature", pace=Pace.DIGEST)

    owe("trial.signature", subject_id=sam.pk, to=sam, period="once", path="/")
    assert outbox.write_letters(MORNING) == 1

    assert the_letter().holds.get().kind == "trial.signature"


def test_but_it_comes_by_itself_to_who_wants_no_letters():
    sam = PersonFactory()
    PreferenceFactory(person=sam, kind="trial.signature", pace=Pace.DIGEST)
    PreferenceFactory(person=sam, kind=LETTER)

    owe("trial.signature", subject_id=sam.pk, to=sam, period="once", path="/")

    assert sorted(Reminder.objects.values_list("channel", flat=True)) == ["app", "email"]


# -- away


def test_while_one_is_away_mail_waits_and_the_application_has_it(mail_server):
    server, sam = mail_server(), PersonFactory()
    today = timezone.localdate()
    AbsenceFactory(person=sam, starts_on=today - DAY, ends_on=today + 3 * DAY)
    owe("trial.signature", subject_id=sam.pk, to=sam, period="once", path="/")

    outbox.send_due()

    row = Reminder.objects.get(channel="email")
    assert (row.state, row.attempt, row.lease_token) == (State.DUE, 0, None)
    assert "away" in row.last_error
    assert row.due_at == row.try_at > timezone.now()
    assert not server.accepted and Reminder.objects.oldest_due_at() is None, "nobody is late"
    assert Reminder.objects.visible_to(sam).unread().count() == 1


def test_who_comes_back_early_has_it_the_next_morning(mail_server):
    server, sam = mail_server(), PersonFactory()
    today = timezone.localdate()
    away = AbsenceFactory(person=sam, starts_on=today - DAY, ends_on=today + 90 * DAY)
    owe("trial.signature", subject_id=sam.pk, to=sam, period="once", path="/")
    outbox.send_due()
    assert Reminder.objects.get(channel="email").due_at - timezone.now() < timedelta(hours=33)
    away.delete()
    Reminder.objects.filter(channel="email").update(due_at=timezone.now(), try_at=timezone.now())

    outbox.send_due()

    assert sum(server.accepted.values()) == 1
