"""What is in the way: named by either of the two, cleared by one of them, and read by both and nobody else."""

import datetime
import re
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching import actions
from coaching.models import Roadblock, RoadblockState
from people.verdict import Refused
from plans import actions as plan_actions
from plans.living import LivingPage
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


def test_in_the_application_news_of_it_say_what_it_is_and_no_letter_does(maya, sam, pages):
    name(sam, sam)

    assert f"<q>Quotes wait for legal {CANARY}</q>" in pages.get(maya, reverse("reminders:inbox")).content.decode()
    for reminder in Reminder.objects.filter(recipient=maya):
        assert CANARY not in inbox_line(reminder) + letter(reminder).content.decode()


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


# -- another day


def test_who_clears_it_chooses_another_day_and_the_other_side_is_told(maya, sam, plan, goal, today):
    roadblock, day = RoadblockFactory(person=sam, goal=goal), today + datetime.timedelta(days=30)

    actions.put_off_roadblock(roadblock, by=maya, due_on=day)
    actions.put_off_roadblock(roadblock, by=maya, due_on=day)

    roadblock.refresh_from_db()
    assert (roadblock.due_on, roadblock.owner, told()) == (day, maya, [(sam, "put_off")])
    assert plan.history.filter(kind="coaching.roadblock").count() == 1
    assert Reminder.objects.get(kind="coaching.roadblock_due", channel="app").period == str(day)


def test_nobody_else_chooses_its_day_and_none_that_is_over(maya, sam, lena, today):
    roadblock = RoadblockFactory(person=sam)
    day = roadblock.due_on
    for other in (sam, lena, PersonFactory()):
        with pytest.raises(Refused):
            actions.put_off_roadblock(roadblock, by=other, due_on=today)
    with pytest.raises(ValidationError):
        actions.put_off_roadblock(roadblock, by=maya, due_on=today - datetime.timedelta(days=1))
    actions.remove_roadblock(roadblock, by=maya)
    with pytest.raises(Refused, match="out of the way"):
        actions.put_off_roadblock(roadblock, by=maya, due_on=today)

    roadblock.refresh_from_db()
    assert (roadblock.due_on, told()) == (day, [(sam, "removed")])


@pytest.mark.django_db(transaction=True)
def test_put_off_and_taken_on_at_once_it_has_the_day_of_whoever_has_it():
    roadblock, today = RoadblockFactory(), timezone.localdate()
    sam, maya, days = roadblock.person, roadblock.owner, [today + datetime.timedelta(days=number) for number in (3, 5)]

    outcomes = race(
        lambda: actions.put_off_roadblock(Roadblock.objects.get(), by=maya, due_on=days[0]),
        lambda: actions.take_over_roadblock(Roadblock.objects.get(), by=sam, due_on=days[1]),
    )

    stored = Roadblock.objects.get()
    assert (stored.owner, stored.due_on) == (sam, days[1])
    assert type(outcomes[0]) in (Roadblock, Refused)


# -- once, though two act


@pytest.mark.django_db(transaction=True)
def test_a_double_click_names_one_and_tells_once():
    sam = PersonFactory(reports_to=PersonFactory())
    key = uuid.uuid4()

    one, other = race(*[lambda: name(sam, sam, key=key)] * 2)

    assert one == other == Roadblock.objects.get()
    assert len(told()) == 1
    assert Reminder.objects.filter(kind="coaching.roadblock_due", channel="app").count() == 1


def test_the_key_of_somebody_elses_form_names_nothing(maya, sam):
    key = uuid.uuid4()
    name(sam, sam, key=key)

    with pytest.raises(Refused, match="sent before by somebody else"):
        name(sam, maya, key=key)

    assert Roadblock.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_on_take_it_on_take_it_once():
    roadblock = RoadblockFactory()
    sam, day = roadblock.person, timezone.localdate()

    outcomes = race(*[lambda: actions.take_over_roadblock(Roadblock.objects.get(), by=sam, due_on=day)] * 2)

    assert [type(outcome).__name__ for outcome in outcomes] == ["Roadblock", "Roadblock"]
    assert (Roadblock.objects.get().owner, told()) == (sam, [(roadblock.owner, "taken")])


@pytest.mark.django_db(transaction=True)
def test_two_who_take_on_what_a_manager_of_before_left_each_know_who_has_it():
    former, new = PersonFactory(), PersonFactory()
    sam, today = PersonFactory(reports_to=new), timezone.localdate()
    RoadblockFactory(person=sam, owner=former)

    race(*[lambda by=by: actions.take_over_roadblock(Roadblock.objects.get(), by=by, due_on=today) for by in (sam, new)])

    last = Roadblock.objects.get().owner
    assert last in (sam, new)
    assert set(told()) == {(sam, "taken"), (new, "taken")}
    assert (
        last == {sam: new, new: sam}[Reminder.objects.filter(kind="coaching.roadblock", channel="app").latest("period").recipient]
    )


# -- after its day


def passed():
    rows = Reminder.objects.filter(kind="coaching.roadblock_passed", channel="app").order_by("pk")
    return [row.recipient for row in rows]


def test_once_its_day_has_passed_who_clears_it_is_asked_once(maya, sam, today):
    roadblock, day = RoadblockFactory(person=sam, due_on=today), datetime.timedelta(days=1)
    RoadblockFactory(person=sam, due_on=today, state="removed", ended_at=timezone.now(), ended_by=sam)

    assert actions.ask_about_roadblocks(today=today) == 0
    assert actions.ask_about_roadblocks(today=today + day) == 1
    assert actions.ask_about_roadblocks(today=today + day) == actions.ask_about_roadblocks(today=today + 9 * day) == 0
    assert passed() == [maya]
    reminder = Reminder.objects.get(kind="coaching.roadblock_passed", channel="app")
    assert still_owed(reminder)

    actions.put_off_roadblock(roadblock, by=maya, due_on=today + 10 * day)
    assert not still_owed(reminder)
    assert actions.ask_about_roadblocks(today=today + 10 * day) == 0
    assert actions.ask_about_roadblocks(today=today + 11 * day) == 1
    assert passed() == [maya, maya]


def test_what_a_manager_of_before_was_to_clear_is_asked_of_the_two_of_today(maya, sam, today):
    roadblock = RoadblockFactory(person=sam, owner=PersonFactory(), due_on=today)

    actions.ask_about_roadblocks(today=today + datetime.timedelta(days=1))

    assert set(passed()) == {sam, maya}
    mine = Reminder.objects.get(kind="coaching.roadblock_passed", channel="app", recipient=maya)
    assert still_owed(mine)
    actions.remove_roadblock(roadblock, by=sam)
    assert not still_owed(mine)


@pytest.mark.django_db(transaction=True)
def test_two_workers_who_ask_at_once_ask_once():
    RoadblockFactory(due_on=timezone.localdate())
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    race(*[lambda: actions.ask_about_roadblocks(today=tomorrow)] * 2)

    assert len(passed()) == 1


def test_to_ask_about_thirty_costs_what_three_cost(sam, today, capture):
    def asked(number):
        RoadblockFactory.create_batch(number, person=sam, due_on=today)
        with capture() as queries:
            assert actions.ask_about_roadblocks(today=today + datetime.timedelta(days=1)) == number
        return len(queries)

    assert asked(3) == asked(30)


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
        assert end(roadblock, by=by, note="Legal answers within a day now.") == roadblock
        assert len(told()) == 1
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


# -- where it stands


def test_it_stands_beneath_its_goal_in_the_plan_in_force_for_the_two(pages, maya, sam, plan, goal):
    RoadblockFactory(person=sam, goal=goal, text="No demo kit <b>", lacks="tools")
    RoadblockFactory(person=sam, text="Of no goal")
    RoadblockFactory(person=sam, goal=goal, text="Gone", state="removed", ended_at=timezone.now(), ended_by=sam)
    jon = DelegationFactory(delegator=maya).delegate
    coach = PersonFactory()
    plan_actions.invite(plan, by=sam, person=coach)

    for reader in (sam, maya, jon):
        page = pages.get(reader, plan.get_absolute_url()).content.decode()
        assert "No demo kit &lt;b&gt;" in page and "Maya clears it by" in page
        assert "Of no goal" not in page and "Gone" not in page
    assert "No demo kit" not in pages.get(coach, plan.get_absolute_url()).content.decode()


def test_the_page_of_a_plan_shows_at_once_what_becomes_of_it(pages, maya, sam, plan, goal):
    def shown():
        return [text in pages.get(maya, plan.get_absolute_url()).content.decode() for text in (CANARY, "Sam clears it by")]

    assert shown() == [False, False]
    roadblock = name(sam, sam, goal=goal)
    assert shown() == [True, False]
    actions.take_over_roadblock(roadblock, by=sam, due_on=roadblock.due_on)
    assert shown() == [True, True]
    actions.remove_roadblock(roadblock, by=maya)
    assert shown() == [False, False]


def test_what_keeps_a_goal_back_is_never_folded_away(pages, maya, sam, plan):
    goals = list(plan.goals.order_by("position"))
    living = LivingPage(plan, sam)
    living.__class__ = type("Long", (LivingPage,), {"folds": True})
    assert [goal.is_folded for goal in living.goals] == [True, True, True]

    RoadblockFactory(person=sam, goal=goals[1])
    living = LivingPage(plan, sam)
    living.__class__ = type("Long", (LivingPage,), {"folds": True})

    assert [goal.is_folded for goal in living.goals] == [True, False, True]


def test_it_stands_on_its_persons_page_for_the_two_and_nobody_else(pages, maya, sam, lena):
    RoadblockFactory(person=sam, text="No demo kit")
    others = [lena, PersonFactory(reports_to=maya), PersonFactory(admin=True), PersonFactory(hr=True)]

    for reader in (sam, maya, DelegationFactory(delegator=maya).delegate):
        page = pages.get(reader, sam.get_absolute_url()).content.decode()
        assert "No demo kit" in page and f"?rep={sam.pk}" in page
    for reader in others:
        page = pages.get(reader, sam.get_absolute_url()).content.decode()
        assert "No demo kit" not in page and "roadblocks/raise" not in page


def test_the_page_of_a_person_asks_no_more_for_many(pages, sam, maya, capture):
    def asked():
        pages.get(maya, sam.get_absolute_url())
        with capture() as queries:
            pages.get(maya, sam.get_absolute_url())
        return len(queries)

    RoadblockFactory(person=sam)
    one = asked()
    RoadblockFactory.create_batch(9, person=sam)

    assert asked() == one


def test_in_the_week_it_is_a_reason_to_talk_once_its_day_is_near(pages, maya, sam, today):
    roadblock = RoadblockFactory(person=sam, text="No demo kit", due_on=today + datetime.timedelta(days=20))
    page = pages.get(maya, reverse("coaching:week")).content.decode()
    assert "In the way: No demo kit" not in page and "No demo kit" in page

    Roadblock.objects.update(due_on=today)
    page = pages.get(maya, reverse("coaching:week")).content.decode()

    assert "In the way: No demo kit" in page and roadblock.get_absolute_url() in page
    assert "you clear it by" in page


def test_who_clears_it_reads_of_it_first_in_what_they_owe_this_week(pages, maya, sam, today):
    RoadblockFactory(person=sam, text="No demo kit", due_on=today + datetime.timedelta(days=3))
    RoadblockFactory(person=sam, text="Much later", due_on=today + datetime.timedelta(days=30))

    for path in ("/", reverse("coaching:week")):
        page = pages.get(maya, path)
        assert "No demo kit" in page.content.decode() and "in the way of Sam" in page.content.decode()
    assert [one.title for one in pages.get(maya, "/").context["actions"]] == ["Clear: No demo kit"]
    assert [one.text for one in pages.get(maya, reverse("coaching:week")).context["to_clear"]] == ["No demo kit"]
    assert pages.get(sam, "/").context["actions"] == []


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


def test_who_clears_it_chooses_another_day_on_its_page(pages, maya, sam, today):
    roadblock, day = RoadblockFactory(person=sam), today + datetime.timedelta(days=40)
    assert "Another day" not in pages.get(sam, roadblock.get_absolute_url()).content.decode()
    assert "Another day" in pages.get(maya, roadblock.get_absolute_url()).content.decode()

    pages.post(maya, reverse("coaching:roadblock_put_off", args=[roadblock.pk]), {"due_on": day.isoformat()})

    assert Roadblock.objects.get().due_on == day


def test_the_same_form_sent_twice_names_one(pages, maya, sam, today):
    page = pages.get(sam, reverse("coaching:roadblock_raise")).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    fields = {"text": "No demo kit", "lacks": "tools", "owner": maya.pk, "due_on": today.isoformat(), "key": key}

    answers = [pages.post(sam, reverse("coaching:roadblock_raise"), fields) for _click in range(2)]

    assert {answer.url for answer in answers} == {Roadblock.objects.get().get_absolute_url()}


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
