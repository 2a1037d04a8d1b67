"""What is new since one was here, and how far one has read."""

import datetime
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from plans import actions
from plans.models import Plan, Visit
from plans.unread import counts, since
from tests.factories import (
    GoalFactory,
    InvitationFactory,
    PersonFactory,
    PlanEventFactory,
    PlanFactory,
    TopicFactory,
    VisitFactory,
)
from tests.plans.people_here import assert_refused, fresh, kinds
from tests.races import race

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)


def newest(plan):
    return plan.history.order_by("-id").values_list("id", flat=True).first()


def look(plan, person, minutes=0):
    """`person` looks at the plan so many minutes later."""
    with mock.patch("django.utils.timezone.now", return_value=NOW + datetime.timedelta(minutes=minutes)):
        return actions.mark_seen(fresh(plan), by=person, upto=newest(plan))


def news(plan, person, minutes=0):
    """What is new to them then, in words."""
    found = since(fresh(plan), person, now=NOW + datetime.timedelta(minutes=minutes))
    return [(line.who, line.words) for line in found.lines]


@pytest.fixture
def goal():
    goal = GoalFactory(title="Win")
    PlanEventFactory(plan=goal.plan)
    return goal


def test_what_stands_there_when_one_first_comes_is_not_new(goal):
    assert news(goal.plan, goal.plan.person) == []

    look(goal.plan, goal.plan.person)

    assert news(goal.plan, goal.plan.person) == []


def test_what_the_other_does_afterwards_is_new_and_what_one_does_oneself_is_not(goal):
    plan = goal.plan
    look(plan, plan.person)
    actions.edit_item(goal, by=plan.manager, seen_version=1, title="Win more")
    actions.comment(fresh(plan), by=plan.person, item_id=goal.pk, text="Why?")

    assert news(plan, plan.person) == [("Maya Lindqvist", "changed the goal “Win more”")]
    assert since(fresh(plan), plan.person).has(goal)
    assert news(plan, plan.manager) == []  # who was never here


def test_it_stays_new_until_the_visit_is_over(goal):
    plan = goal.plan
    look(plan, plan.person)
    actions.comment(fresh(plan), by=plan.manager, item_id=goal.pk, text="Why?")
    look(plan, plan.person, minutes=60)

    assert len(news(plan, plan.person, minutes=60)) == 1
    assert len(news(plan, plan.person, minutes=89)) == 1
    assert news(plan, plan.person, minutes=90) == []  # the next visit begins


def test_a_visit_goes_on_as_long_as_one_comes_back_within_half_an_hour(goal):
    plan = goal.plan
    look(plan, plan.person)
    actions.comment(fresh(plan), by=plan.manager, item_id=goal.pk, text="Why?")
    for minutes in (60, 85, 110, 135):
        look(plan, plan.person, minutes)

    assert len(news(plan, plan.person, minutes=140)) == 1
    assert since(fresh(plan), plan.person, now=NOW + datetime.timedelta(minutes=140)).at == NOW


def test_before_the_page_is_looked_at_a_new_visit_already_counts_from_the_last_one(goal):
    plan = goal.plan
    look(plan, plan.person)
    actions.comment(fresh(plan), by=plan.manager, item_id=goal.pk, text="Why?")

    found = since(fresh(plan), plan.person, now=NOW + datetime.timedelta(days=2))

    assert (found.count, found.at) == (1, NOW)


def test_two_changes_of_one_item_are_one_and_two_remarks_on_it_are_two(goal):
    plan = goal.plan
    look(plan, plan.person)
    for number in (1, 2):
        goal = actions.edit_item(goal, by=plan.manager, seen_version=number, title=f"Win {number}")
        actions.comment(fresh(plan), by=plan.manager, item_id=goal.pk, text=f"Remark {number}")

    found = since(fresh(plan), plan.person)

    assert found.count == 3
    assert counts([fresh(plan)], plan.person) == {plan.pk: 3}
    assert all(found.has(remark) for remark in plan.comments.all())


def test_agreements_are_no_news(goal):
    plan = goal.plan
    look(plan, plan.person)
    PlanEventFactory(plan=plan, kind="plans.item_agreed", item_id=goal.pk, facts={"title": "Win"})

    assert news(plan, plan.person) == []
    assert counts([plan], plan.person) == {}


def test_marked_as_read_nothing_is_new_any_more(goal):
    plan = goal.plan
    look(plan, plan.person)
    actions.comment(fresh(plan), by=plan.manager, item_id=goal.pk, text="Why?")

    actions.mark_read(fresh(plan), by=plan.person, upto=newest(plan))

    assert news(plan, plan.person) == []
    assert counts([plan], plan.person) == {}


def test_what_came_after_the_page_was_drawn_is_not_marked_as_read(goal):
    plan = goal.plan
    drawn = newest(plan)
    look(plan, plan.person)
    actions.comment(fresh(plan), by=plan.manager, item_id=goal.pk, text="Why?")

    actions.mark_read(fresh(plan), by=plan.person, upto=drawn)

    assert len(news(plan, plan.person)) == 1


def test_nobody_reads_ahead_and_nobody_unreads(goal):
    plan = goal.plan
    actions.mark_seen(plan, by=plan.person, upto=2**62)
    actions.mark_seen(plan, by=plan.person, upto=0)

    assert Visit.objects.get().seen == newest(plan)


def test_reading_is_no_event(goal):
    before = kinds(goal.plan)

    look(goal.plan, goal.plan.person)

    assert kinds(goal.plan) == before


def test_whoever_does_not_read_the_working_copy_keeps_no_place_in_it(goal):
    assert_refused(actions.mark_seen, goal.plan, by=PersonFactory(), upto=1, sentence="Only the two")
    assert_refused(actions.mark_read, goal.plan, by=PersonFactory(), upto=1, sentence="Only the two")
    assert not Visit.objects.exists()


def test_a_coach_who_is_asked_in_has_a_place_of_their_own(goal):
    coach = InvitationFactory(plan=goal.plan).person
    look(goal.plan, coach)
    actions.comment(fresh(goal.plan), by=goal.plan.person, item_id=goal.pk, text="Why?")

    assert news(goal.plan, coach) == [("Sam Okafor", "left a remark")]
    assert Visit.objects.get().person == coach


def test_counts_are_of_open_plans_that_one_reads_and_has_opened():
    reader = PersonFactory(name="Maya Lindqvist")
    opened, never, closed, lost = (PlanFactory(person=PersonFactory(), manager=reader) for _number in range(4))
    for plan in (opened, never, closed, lost):
        PlanEventFactory(plan=plan, by=plan.person)
    for plan in (opened, closed, lost):
        VisitFactory(plan=plan, person=reader)
    Plan.objects.filter(pk=closed.pk).update(status="closed", closed_at=NOW)
    line = lost.person.lines_up.get()
    line.ends_on = timezone.localdate()
    line.save()

    assert counts([opened, never, closed, lost], reader) == {opened.pk: 1}


def test_the_latest_lines_come_along(goal):
    plan = goal.plan
    for number in range(20):
        PlanEventFactory(plan=plan, by=plan.person, kind="plans.topic_added", facts={"title": str(number)})

    found = since(plan, plan.person)

    assert [line.words for line in found.recent(2)] == [
        "added “19” to what you speak about",
        "added “18” to what you speak about",
    ]
    assert [len(found.recent()), found.upto] == [12, newest(plan)]


def test_a_plan_that_was_read_with_its_visit_needs_one(goal, django_assert_num_queries):
    VisitFactory(plan=goal.plan, person=goal.plan.person)
    VisitFactory(plan=goal.plan, person=goal.plan.manager, seen=newest(goal.plan))
    plans = Plan.objects.select_related("person", "manager")  # as a page reads them
    mine, theirs = (plans.read_by(person).get(pk=goal.plan.pk) for person in (goal.plan.person, goal.plan.manager))
    nobodys = Plan.objects.read_by(PersonFactory()).get(pk=goal.plan.pk)

    goal.plan.person.seats()  # for whom they stand in is looked up once in a request

    with django_assert_num_queries(1):
        assert since(mine, goal.plan.person).count == 1
    assert (since(theirs, goal.plan.manager).count, since(nobodys, goal.plan.person).count, nobodys.visit_at) == (0, 1, None)


def test_it_takes_two_queries_however_much_is_new(goal, django_assert_num_queries):
    plan = goal.plan
    VisitFactory(plan=plan, person=plan.person)
    for _number in range(40):
        PlanEventFactory(plan=plan, item_id=TopicFactory(plan=plan).pk, kind="plans.topic_added", facts={"title": "x"})

    counts([plan], plan.person)  # for whom they stand in is looked up once in a request

    with django_assert_num_queries(2):
        assert since(plan, plan.person).count == 41
    with django_assert_num_queries(1):
        assert counts([plan], plan.person) == {plan.pk: 41}


# -- on the page ------------------------------------------------------------------------------------------------------


def test_looking_at_the_page_marks_nothing_by_itself(client, goal):
    client.force_login(goal.plan.person)

    client.get(goal.plan.get_absolute_url())

    assert not Visit.objects.exists()


def test_the_page_says_what_is_new_and_where(client, goal):
    plan = goal.plan
    VisitFactory(plan=plan, person=plan.person, seen=newest(plan), before=newest(plan))
    remark = actions.comment(fresh(plan), by=plan.manager, item_id=goal.pk, text="Why?")
    client.force_login(plan.person)

    page = client.get(plan.get_absolute_url()).content.decode()

    assert "1 new" in page
    assert f'href="#remark-{remark.pk}"' in page
    assert page.count('<span class="new">new</span>') == 1


def test_the_page_tells_how_far_it_was_read_and_the_button_clears_the_marks(client, goal):
    plan = goal.plan
    VisitFactory(plan=plan, person=plan.person)
    client.force_login(plan.person)
    path = reverse("plans:plan_seen", args=[plan.pk])

    assert client.post(path, {"upto": newest(plan)}).status_code == 204
    assert client.post(path, {"upto": "x"}).status_code == 422
    assert client.post(path, {"upto": str(2**70)}).status_code == 422
    assert client.get(path).status_code == 405
    assert client.post(path, {"upto": newest(plan), "done": "1"}).status_code == 302
    assert Visit.objects.get().before == newest(plan)


def test_the_list_of_plans_counts_what_is_new(client, goal):
    plan = goal.plan
    VisitFactory(plan=plan, person=plan.person)
    client.force_login(plan.person)

    assert "1 new" in client.get(reverse("plans:plan_list")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_keep_one_place():
    plan = PlanFactory()
    PlanEventFactory.create_batch(3, plan=plan)
    upto = newest(plan)

    outcomes = race(*[lambda: actions.mark_seen(fresh(plan), by=plan.person, upto=upto)] * 3)

    assert {type(outcome) for outcome in outcomes} == {Visit}
    assert Visit.objects.get().seen == upto
