"""My week: a slot for every rep, a reason in each, and the same cost for one rep as for thirty."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from coaching import actions
from coaching.models import WeekSlot
from coaching.week import monday_of, monday_to_plan, slots_of, thin_spot
from people.verdict import Refused
from tests.coaching.conftest import plan_in_force
from tests.factories import (
    CommitmentFactory,
    DelegationFactory,
    ObservationFactory,
    PersonFactory,
    SessionFactory,
    SignalFactory,
    WeekSlotFactory,
)
from tests.races import race

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(days=7)


@pytest.fixture
def monday(today):
    return monday_of(today)


def test_every_rep_has_a_slot_though_no_row_exists(maya, sam, today, monday):
    jon = PersonFactory(name="Jon Bell", reports_to=maya)
    PersonFactory(name="left", reports_to=maya, left_on=today - WEEK)

    slots = slots_of(maya, monday, today)

    assert [slot.rep for slot in slots] == [jon, sam]
    assert {slot.headline for slot in slots} == {"No talk with Jon yet", "No talk with Sam yet"}
    assert not WeekSlot.objects.exists()


def test_a_logged_talk_is_done_and_stands_last(maya, sam, today, monday):
    PersonFactory(name="Zoe Last", reports_to=maya)
    actions.log_session(by=maya, rep=sam, kind="impromptu", notes="Good")

    slots = slots_of(maya, monday, today)

    assert [(slot.rep.first_name, slot.is_done) for slot in slots] == [("Zoe", False), ("Sam", True)]
    assert not slots_of(maya, monday - WEEK, today)[0].is_done


def test_slots_with_a_time_come_first_and_then_the_most_useful(maya, today, monday):
    names = ["Ann Quiet", "Bo Timed", "Cy Signal"]
    ann, bo, cy = [PersonFactory(name=name, reports_to=maya) for name in names]
    WeekSlotFactory(manager=maya, rep=bo, week=monday, starts_at=timezone.now())
    SignalFactory(person=cy, detected_on=today)

    assert [slot.rep for slot in slots_of(maya, monday, today)] == [bo, cy, ann]


def test_the_managers_own_reason_replaces_the_proposed_one(maya, sam, today, monday):
    WeekSlotFactory(manager=maya, rep=sam, week=monday, reason="His wedding")

    (slot,) = slots_of(maya, monday, today)
    assert (slot.headline, slot.why) == ("His wedding", "")


def test_my_promise_comes_before_theirs_and_is_mine_in_words(maya, sam, plan, today, monday):
    CommitmentFactory(plan=plan, side="seller", text="Call ten", due_on=today)
    CommitmentFactory(plan=plan, side="manager", text="Ask Finance", due_on=today)

    (slot,) = slots_of(maya, monday, today)
    assert slot.headline == "You said: Ask Finance"
    assert len(slot.promises) == 2


def test_a_stand_in_has_the_managers_week(maya, sam, plan, today, monday):
    WeekSlotFactory(manager=maya, rep=sam, week=monday, reason="His wedding")
    CommitmentFactory(plan=plan, side="manager", text="Ask Finance", due_on=today)
    stand_in = DelegationFactory(delegator=maya).delegate

    (slot,) = slots_of(stand_in, monday, today)
    assert (slot.rep, slot.headline, slot.row.manager_id) == (sam, "His wedding", maya.pk)

    actions.fill_slot(slot.row, by=stand_in, reason="")
    (slot,) = slots_of(stand_in, monday, today)
    assert slot.headline == "Maya said: Ask Finance"


def test_the_thinnest_kind_is_named_with_those_who_lack_it(maya, sam, today, monday):
    SessionFactory(led_by=maya, rep=sam, kind="impromptu")
    SessionFactory(led_by=maya, rep=sam, kind="strategy_session")

    spot = thin_spot(slots_of(maya, monday, today))

    assert (spot.kind, spot.reps) == ("field_day", [sam])
    assert thin_spot([]) is None


# -- setting a slot -----------------------------------------------------------------------------------------------------


def test_a_slot_gets_a_time_and_loses_it_again(maya, sam, today, monday):
    slot = WeekSlot(manager=maya, rep=sam, week=monday)

    actions.fill_slot(slot, by=maya, starts_at=timezone.now(), reason="Hartwell")
    actions.fill_slot(slot, by=maya, reason="Hartwell")

    kept = WeekSlot.objects.get()
    assert (kept.starts_at, kept.reason) == (None, "Hartwell")


def test_a_slot_stays_in_its_week(maya, sam, monday):
    with pytest.raises(ValidationError):
        actions.fill_slot(WeekSlot(manager=maya, rep=sam, week=monday), by=maya, starts_at=timezone.now() + WEEK)

    assert not WeekSlot.objects.exists()


def test_only_the_manager_fills_their_slots(maya, sam, lena, monday):
    for other in (lena, sam, PersonFactory()):
        with pytest.raises(Refused):
            actions.fill_slot(WeekSlot(manager=maya, rep=sam, week=monday), by=other, reason="Mine")

    assert not WeekSlot.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_windows_set_one_slot(maya, sam, monday):
    race(*[lambda why=why: actions.fill_slot(WeekSlot(manager=maya, rep=sam, week=monday), by=maya, reason=why) for why in "ab"])

    assert WeekSlot.objects.get().reason in ("a", "b")


# -- the page -----------------------------------------------------------------------------------------------------------


def busy(maya, reps, today):
    for number in range(reps):
        rep = PersonFactory(name=f"Rep {number:02}", reports_to=maya)
        plan = plan_in_force(rep, maya)
        signal = SignalFactory(person=rep, detected_on=today)
        ObservationFactory(person=rep, metric=signal.metric, period_start=monday_of(today) - WEEK)
        CommitmentFactory(plan=plan, side="manager", due_on=today)
        session = SessionFactory(led_by=maya, rep=rep)
        session.goals.set(plan.goals.all()[:1])
        SessionFactory(led_by=maya, rep=rep, planned=True)
        WeekSlotFactory(manager=maya, rep=rep, week=monday_of(today), session=session if number % 2 else None)


def queries_of(pages, person, path, capture):
    pages.client.force_login(person)
    pages.client.get(path)
    with capture() as queries:
        assert pages.client.get(path).status_code == 200
    return len(queries)


def test_the_week_costs_the_same_for_thirty_reps(maya, today, pages, capture):
    path = reverse("coaching:week")
    busy(maya, 2, today)
    few = queries_of(pages, maya, path, capture)
    busy(maya, 8, today)
    many = queries_of(pages, maya, path, capture)

    assert few == many <= 45


@pytest.mark.parametrize("asked", ["", "?week=2026-11-18", "?week=tomorrow", "?week=9999-12-31", "?week=0001-01-01"])
def test_any_week_can_be_asked_for(maya, sam, pages, asked):
    assert pages.get(maya, reverse("coaching:week") + asked).status_code == 200


def test_a_week_that_is_over_names_who_had_no_talk_and_asks_for_no_time(maya, sam, today, pages):
    leila = PersonFactory(name="Leila Rao", reports_to=maya)
    before = monday_of(today) - WEEK
    WeekSlotFactory(manager=maya, rep=sam, week=before, session=SessionFactory(led_by=maya, rep=sam))

    answer = pages.get(maya, f"{reverse('coaching:week')}?week={before.isoformat()}")

    assert [slot.rep for slot in answer.context["shown"]] == [sam]
    assert [slot.rep for slot in answer.context["unfilled"]] == [leila]
    page = answer.content.decode()
    assert "That week is over." in page
    assert reverse("coaching:slot_fill", args=[leila.pk, before]) not in page


def test_the_week_of_somebody_without_reps_is_calm(sam, pages):
    assert "Nobody reports to you" in pages.get(sam, reverse("coaching:week")).content.decode()


def test_a_slot_is_set_on_its_page(maya, sam, today, monday, pages):
    path = reverse("coaching:slot_fill", args=[sam.pk, monday])

    assert pages.get(maya, path).status_code == 200
    refused = pages.post(maya, path, {"starts_at": "2020-01-01T09:00", "reason": "Hartwell"})
    assert refused.status_code == 422 and b"Hartwell" in refused.content
    assert pages.post(maya, path, {"starts_at": f"{today}T09:00", "reason": "Hartwell"}).status_code == 302
    assert WeekSlot.objects.get().reason == "Hartwell"


def test_the_slot_of_somebody_elses_rep_does_not_exist(maya, sam, lena, monday, pages):
    path = reverse("coaching:slot_fill", args=[sam.pk, monday])

    assert [pages.get(person, path).status_code for person in (lena, sam, PersonFactory())] == [404] * 3
    assert pages.post(lena, path, {"reason": "Mine"}).status_code == 404
    assert pages.get(maya, path.replace(str(monday), "2026-02-30")).status_code == 404


def test_a_session_planned_in_the_week_gives_the_slot_its_time(maya, sam, today, monday):
    start = timezone.make_aware(datetime.datetime.combine(monday + WEEK, datetime.time(10)))
    session = SessionFactory(led_by=maya, rep=sam, planned=True, starts_at=start)
    [slot] = slots_of(maya, monday + WEEK, today)
    assert (slot.starts_at, slot.booked, slot.is_unset) == (start, session, False)
    [now] = slots_of(maya, monday, today)
    assert (now.starts_at, now.booked, now.is_unset) == (None, None, True)


@pytest.mark.parametrize(
    ("day", "monday"),
    [("2026-11-16", "2026-11-16"), ("2026-11-20", "2026-11-16"), ("2026-11-21", "2026-11-23"), ("2026-11-22", "2026-11-23")],
)
def test_on_a_weekend_one_looks_at_the_coming_week(day, monday):
    assert monday_to_plan(datetime.date.fromisoformat(day)) == datetime.date.fromisoformat(monday)
