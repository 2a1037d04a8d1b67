"""What is in the way: named by either of the two, cleared by one of them, and read by both and nobody else."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching import actions
from coaching.models import Roadblock, RoadblockState
from people.verdict import Refused
from reminders.messages import inbox_line, letter
from reminders.models import Reminder
from reminders.rules import still_owed
from tests.coaching.conftest import plan_in_force
from tests.factories import DelegationFactory, PersonFactory, ReportingLineFactory, RoadblockFactory, SessionFactory
from tests.races import race

pytestmark = pytest.mark.django_db
CANARY = "Hartwellcanary"


def name(person, by, **fields):
    day = timezone.localdate() + datetime.timedelta(days=10)
    given = {"text": f"Quotes wait for legal {CANARY}", "lacks": "process", "owner": person.manager(), "due_on": day} | fields
    return actions.raise_roadblock(person, by=by, **given)


def told(kind="coaching.roadblock"):
    rows = Reminder.objects.filter(kind=kind, channel="app").order_by("pk")
    return [(row.recipient, row.facts.get("what")) for row in rows]


# -- raise


def test_a_seller_names_one_for_the_manager_to_clear_and_the_manager_is_told(maya, sam, plan, goal):
    roadblock = name(sam, sam, goal=goal)

    assert (roadblock.state, roadblock.owner, roadblock.raised_by, roadblock.goal) == ("open", maya, sam, goal)
    assert told() == [(maya, "raised")]
    line = plan.history.get(kind="coaching.roadblock")
    assert (line.by, line.item_id) == (sam, goal.pk)
    assert CANARY not in str(line.facts)


def test_a_manager_names_one_of_a_rep_in_a_session(maya, sam):
    session = SessionFactory(led_by=maya, rep=sam)

    assert name(sam, maya, owner=sam, session=session).session == session
    assert told() == [(sam, "raised")]


def test_nobody_else_names_one(maya, sam, lena):
    others = [lena, PersonFactory(), PersonFactory(admin=True), PersonFactory(hr=True), PersonFactory(reports_to=maya)]
    for other in others:
        with pytest.raises(Refused):
            name(sam, other)
    with pytest.raises(Refused, match="report to nobody"):
        alone = PersonFactory()
        name(alone, alone, owner=alone)

    assert (Roadblock.objects.count(), told()) == (0, [])


def test_what_does_not_fit_is_said_at_its_field(maya, sam, lena, plan):
    theirs = plan_in_force(PersonFactory(reports_to=maya), maya).goals.first()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    for field, value in {"owner": lena, "due_on": yesterday, "goal": theirs, "lacks": "luck", "text": ""}.items():
        with pytest.raises(ValidationError) as refused:
            name(sam, sam, **{field: value})
        assert set(refused.value.message_dict) == {field}
    with pytest.raises(ValidationError, match="Choose a session with"):
        name(sam, maya, session=SessionFactory(led_by=maya))

    assert (Roadblock.objects.count(), told()) == (0, [])


# -- take over


def test_the_other_side_takes_it_on_by_another_day(maya, sam, today):
    roadblock, day = RoadblockFactory(person=sam), today + datetime.timedelta(days=3)

    actions.take_over_roadblock(roadblock, by=sam, due_on=day)

    roadblock.refresh_from_db()
    assert (roadblock.owner, roadblock.due_on, roadblock.state) == (sam, day, "open")
    assert told() == [(maya, "taken")]


def test_who_stands_in_takes_it_for_the_manager(maya, sam, today):
    jon = DelegationFactory(delegator=maya).delegate
    roadblock = RoadblockFactory(person=sam, owner=sam)

    actions.take_over_roadblock(roadblock, by=jon, due_on=today)

    assert roadblock.owner == maya


def test_a_new_manager_takes_on_what_the_last_one_left(maya, sam, today):
    roadblock, new = RoadblockFactory(person=sam), PersonFactory()
    sam.lines_up.update(starts_on=today - datetime.timedelta(days=50), ends_on=today)
    ReportingLineFactory(person=sam, manager=new, starts_on=today)

    assert list(Roadblock.objects.visible_to(maya)) == []
    with pytest.raises(Refused):
        actions.remove_roadblock(roadblock, by=maya)
    actions.take_over_roadblock(roadblock, by=new, due_on=today)

    assert roadblock.owner == new


def test_it_is_not_taken_by_others_nor_twice_nor_for_a_day_that_is_over(maya, sam, lena, today):
    roadblock = RoadblockFactory(person=sam)
    for other in (lena, PersonFactory()):
        with pytest.raises(Refused, match="between"):
            actions.take_over_roadblock(roadblock, by=other, due_on=today)
    with pytest.raises(Refused, match="yours already"):
        actions.take_over_roadblock(roadblock, by=maya, due_on=today)
    with pytest.raises(ValidationError):
        actions.take_over_roadblock(roadblock, by=sam, due_on=today - datetime.timedelta(days=1))

    roadblock.refresh_from_db()
    assert (roadblock.owner, told()) == (maya, [])


# -- remove, give up


@pytest.mark.parametrize("end", [actions.remove_roadblock, actions.give_up_roadblock])
def test_either_side_ends_it_and_the_other_is_told(maya, sam, plan, goal, end):
    for by, other in ((maya, sam), (sam, maya)):
        Reminder.objects.all().delete()
        roadblock = end(RoadblockFactory(person=sam, goal=goal), by=by, note="Legal answers within a day now.")
        assert (roadblock.ended_by, roadblock.ended_at is not None) == (by, True)
        assert told() == [(other, roadblock.state)]
        with pytest.raises(Refused, match=r"is (out of the way|accepted)"):
            end(roadblock, by=by, note="Again")
    assert plan.history.filter(kind="coaching.roadblock").count() == 2


@pytest.mark.parametrize("end", [actions.remove_roadblock, actions.give_up_roadblock])
def test_nobody_else_ends_it(sam, lena, end):
    roadblock = RoadblockFactory(person=sam)
    for other in (lena, PersonFactory(), PersonFactory(admin=True)):
        with pytest.raises(Refused):
            end(roadblock, by=other, note="x")

    roadblock.refresh_from_db()
    assert (roadblock.state, told()) == ("open", [])


def test_what_stays_has_a_reason(sam):
    roadblock = RoadblockFactory(person=sam)
    with pytest.raises(ValidationError, match="Say why it stays"):
        actions.give_up_roadblock(roadblock, by=sam, note="  ")

    roadblock.refresh_from_db()
    assert roadblock.state == RoadblockState.OPEN


@pytest.mark.django_db(transaction=True)
def test_both_end_it_at_once_and_one_is_told_how_it_stands():
    roadblock = RoadblockFactory()
    sam, maya = roadblock.person, roadblock.owner

    def end(action, by):
        return lambda: action(Roadblock.objects.get(), by=by, note="It is")

    outcomes = race(end(actions.remove_roadblock, sam), end(actions.give_up_roadblock, maya))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "Roadblock"]
    assert Reminder.objects.filter(kind="coaching.roadblock", channel="app").count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_is_taken_on_while_it_is_cleared_and_stands_cleared():
    roadblock = RoadblockFactory()
    sam, maya = roadblock.person, roadblock.owner

    race(
        lambda: actions.remove_roadblock(Roadblock.objects.get(), by=maya),
        lambda: actions.take_over_roadblock(Roadblock.objects.get(), by=sam, due_on=timezone.localdate()),
    )

    assert Roadblock.objects.get().state == RoadblockState.REMOVED


# -- who reads it, and what reminds of it


def test_it_is_read_by_the_two_and_by_who_stands_in(maya, sam, lena):
    roadblock, jon = RoadblockFactory(person=sam), DelegationFactory(delegator=maya).delegate
    others = [lena, PersonFactory(reports_to=maya), PersonFactory(admin=True), PersonFactory(hr=True)]

    assert [list(Roadblock.objects.visible_to(one)) for one in (sam, maya, jon)] == [[roadblock]] * 3
    assert [list(Roadblock.objects.visible_to(one)) for one in others] == [[]] * 4


def test_its_owner_is_reminded_before_its_day_for_as_long_as_it_is_theirs(maya, sam, today):
    roadblock = name(sam, sam)
    reminder = Reminder.objects.get(kind="coaching.roadblock_due", channel="app")
    assert (reminder.recipient, reminder.period) == (maya, str(roadblock.due_on))
    assert timezone.now() < reminder.due_at and reminder.due_at.date() <= roadblock.due_on
    assert still_owed(reminder)

    actions.take_over_roadblock(roadblock, by=sam, due_on=roadblock.due_on + datetime.timedelta(days=7))

    assert not still_owed(reminder)
    mine = Reminder.objects.get(kind="coaching.roadblock_due", channel="app", recipient=sam)
    assert still_owed(mine)
    actions.remove_roadblock(roadblock, by=maya)
    assert not still_owed(mine)


def test_no_letter_holds_its_words(maya, sam):
    roadblock = name(sam, sam)
    actions.remove_roadblock(roadblock, by=maya, note=CANARY)
    reminders = list(Reminder.objects.filter(kind__startswith="coaching.roadblock", channel="app"))

    assert len(reminders) == 3
    for reminder in reminders:
        assert CANARY.encode() not in letter(reminder).content
        assert CANARY not in inbox_line(reminder)


# -- pages


def test_it_is_named_taken_on_and_cleared_on_pages(pages, maya, sam, plan, goal, today):
    form = pages.get(sam, reverse("coaching:roadblock_raise") + f"?goal={goal.pk}").content.decode()
    assert "Your manager reads this" in form and goal.title in form
    fields = {"text": "No demo kit", "lacks": "tools", "owner": maya.pk, "due_on": today.isoformat(), "goal": goal.pk}
    answer = pages.post(sam, reverse("coaching:roadblock_raise"), fields)
    roadblock = Roadblock.objects.get()
    assert (answer.status_code, answer.url) == (302, roadblock.get_absolute_url())

    page = pages.get(maya, roadblock.get_absolute_url()).content.decode()
    assert "No demo kit" in page and goal.title in page and "I take it on" not in page
    assert f'value="{today.isoformat()}"' in pages.get(sam, roadblock.get_absolute_url()).content.decode()
    pages.post(sam, reverse("coaching:roadblock_take", args=[roadblock.pk]), {"due_on": today.isoformat()})
    refused = pages.post(maya, reverse("coaching:roadblock_give_up", args=[roadblock.pk]), {"note": ""})
    assert refused.status_code == 422
    pages.post(maya, reverse("coaching:roadblock_remove", args=[roadblock.pk]), {"note": "Bought one"})

    page = pages.get(sam, roadblock.get_absolute_url()).content.decode()
    assert "Out of the way" in page and "Bought one" in page and "It stays as it is" not in page


def test_it_stands_on_the_coaching_page_and_in_the_preparation_of_a_session(pages, maya, sam):
    roadblock, other = RoadblockFactory(person=sam, text="No demo kit"), RoadblockFactory(text="Somebody else's")
    RoadblockFactory(person=sam, text="Gone already", state="removed", ended_at=timezone.now(), ended_by=sam)
    session = SessionFactory(planned=True, led_by=maya, rep=sam)

    for person, path in ((sam, "/coaching/"), (maya, "/coaching/"), (maya, session.get_absolute_url())):
        page = pages.get(person, path).content.decode()
        assert roadblock.text in page
        assert other.text not in page and "Gone already" not in page
    assert f"?rep={sam.pk}&amp;session={session.pk}" in page


def test_a_roadblock_of_a_session_leads_back_to_it(pages, maya, sam, today):
    session = SessionFactory(planned=True, led_by=maya, rep=sam)
    fields = {"text": "No demo kit", "lacks": "tools", "owner": sam.pk, "due_on": today.isoformat()}
    path = reverse("coaching:roadblock_raise") + f"?rep={sam.pk}&session={session.pk}"

    answer = pages.post(maya, path, fields)

    assert answer.url == session.get_absolute_url()
    assert Roadblock.objects.get().session == session


def test_the_coaching_page_asks_no_more_for_many_than_for_one(pages, sam, goal):
    def asked():
        pages.get(sam, "/coaching/")
        with CaptureQueriesContext(connection) as queries:
            pages.get(sam, "/coaching/")
        return len(queries)

    RoadblockFactory(person=sam, goal=goal)
    one = asked()
    RoadblockFactory.create_batch(9, person=sam, goal=goal)

    assert asked() == one
