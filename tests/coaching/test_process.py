"""The process as cases: what comes to rest is seen, told to whoever can move it, and closes by itself when it moves."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from coaching import actions
from coaching.models import ProcessSetting
from coaching.process.sentences import end_of, words_of
from coaching.process.telling import tell_all
from metrics.models import OF_PROCESS, Signal, SignalKind
from people.verdict import Refused
from plans import actions as plan_actions
from plans.models import Commitment, Plan, Visit
from reminders import kinds
from reminders.days import Days
from reminders.messages import headline, inbox_line, letter
from reminders.models import Reminder, Setting
from tests.coaching.conftest import plan_in_force
from tests.factories import (
    AbsenceFactory,
    DelegationFactory,
    HolidayFactory,
    MuteFactory,
    OccurrenceFactory,
    PersonFactory,
    PlanFactory,
    ProcessSettingFactory,
    ProgressFactory,
    SessionFactory,
    SignalFactory,
    TeamFactory,
    agree,
)
from tests.races import race

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
OFF = dict.fromkeys(
    [
        "no_session_after",
        "untouched_goal_after",
        "late_commitment_after",
        "unsigned_plan_after",
        "idle_development_after",
        "unopened_plan_after",
    ]
)


def watch(**days):
    """Look at these alone, each after so many days."""
    ProcessSetting.objects.update_or_create(pk=1, defaults=OFF | days)


def look(day):
    return actions.look_at_process(as_of=day)


def cases(kind=None):
    found = Signal.objects.of_process().order_by("kind", "facts__title")
    return list(found.filter(kind=kind) if kind else found)


def told(signal=None):
    """{(kind, recipient, whether at once)} of what is owed about the process."""
    rows = Reminder.objects.filter(kind__startswith="coaching.process", channel="app")
    now = timezone.now()
    return {(row.kind.removeprefix("coaching."), row.recipient, row.due_at <= now) for row in rows}


def talk(maya, sam, day, **fields):
    at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(10)))
    return SessionFactory(led_by=fields.pop("led_by", maya), rep=sam, starts_at=at, **fields)


# -- a conversation -----------------------------------------------------------------------------------------------------


def test_no_conversation_for_longer_than_the_company_says_is_a_case_of_the_seller(plan, sam, maya, today):
    watch(no_session_after=21)

    assert look(today + 21 * DAY).done["opened"] == 0
    assert look(today + 22 * DAY).done["opened"] == 1
    signal = Signal.objects.get()
    assert (signal.person, signal.kind, signal.metric, signal.plan_id) == (sam, "no_session", None, plan.pk)
    assert (signal.onset_on, signal.detected_on, signal.state) == (today, today + 22 * DAY, "raised")
    assert "No conversation of the two yet" in words_of(signal)
    assert told() == {("process", sam, True), ("process_of_other", maya, False)}


def test_a_second_look_changes_nothing_and_tells_nobody(plan, today):
    watch(no_session_after=21)
    look(today + 22 * DAY)
    before, owed = Signal.objects.values().get(), Reminder.objects.count()

    assert look(today + 22 * DAY).done == {"resting": 1}
    assert look(today + 40 * DAY).done == {"resting": 1}

    assert (Signal.objects.values().get(), Reminder.objects.count()) == (before, owed)


@pytest.mark.parametrize("kind", ["strategy_session", "field_day", "impromptu", "weekly_slot"])
def test_a_conversation_closes_the_case_and_rest_takes_the_same_one_up(plan, sam, maya, today, kind):
    watch(no_session_after=21)
    look(today + 22 * DAY)
    talk(maya, sam, today + 23 * DAY, kind=kind)

    assert look(today + 23 * DAY).done == {"closed": 1}
    signal = Signal.objects.get()
    assert (signal.state, signal.closed_at is not None) == ("worked", True)
    assert end_of(signal) == "It moved again, so the case closed by itself."
    assert look(today + 44 * DAY).done == {}
    assert look(today + 45 * DAY).done == {"taken_up": 1}
    again = Signal.objects.get()
    assert (again.pk, again.state, again.onset_on, again.crossings) == (signal.pk, "raised", today + 23 * DAY, 2)
    assert (again.closed_at, again.answered_at, end_of(again)) == (None, None, "")
    assert Reminder.objects.filter(kind="coaching.process", channel="app", recipient=sam).count() == 2


def test_a_team_meeting_or_a_talk_with_a_coach_is_no_conversation_of_the_two(plan, sam, maya, today):
    watch(no_session_after=21)
    talk(maya, sam, today + 20 * DAY, kind="team_meeting")
    talk(maya, sam, today + 20 * DAY, led_by=PersonFactory())
    talk(maya, sam, today + 20 * DAY, state="cancelled")

    assert look(today + 22 * DAY).done["opened"] == 1


def test_whoever_stood_in_for_the_manager_kept_the_rhythm(plan, sam, maya, today):
    watch(no_session_after=21)
    talk(maya, sam, today + 20 * DAY, led_by=DelegationFactory(delegator=maya).delegate)

    assert look(today + 22 * DAY).done == {}


def test_a_conversation_that_is_planned_within_a_week_is_waited_for(plan, sam, maya, today):
    watch(no_session_after=21)
    session = talk(maya, sam, today + 25 * DAY, state="planned", kind="strategy_session")

    assert look(today + 22 * DAY).done == {}
    session.move_to("cancelled")
    assert look(today + 22 * DAY).done == {"opened": 1}


def test_days_off_of_either_are_no_silence(plan, sam, maya, today):
    watch(no_session_after=21)
    AbsenceFactory(person=maya, starts_on=today + DAY, ends_on=today + 8 * DAY)
    AbsenceFactory(person=sam, starts_on=today + 5 * DAY, ends_on=today + 11 * DAY)
    HolidayFactory(day=today + 15 * DAY)

    assert look(today + 32 * DAY).done == {}
    assert look(today + 33 * DAY).done == {"opened": 1}


def test_a_holiday_counts_for_the_team_that_has_it_and_those_within(plan, sam, today):
    watch(no_session_after=21)
    europe = TeamFactory(name="Europe")
    sam.team = TeamFactory(name="Vienna", parent=europe)
    sam.save()
    HolidayFactory(day=today + 3 * DAY, team=TeamFactory(name="Asia"))
    HolidayFactory(day=today + 4 * DAY, team=europe)

    assert look(today + 22 * DAY).done == {}
    assert look(today + 23 * DAY).done == {"opened": 1}


def test_a_rhythm_that_the_plan_promises_counts_before_the_companys(plan, sam, maya, today):
    watch(no_session_after=60)
    plan_actions.promise(plan, by=maya, side="manager", text="A talk each week", rule="weekly", evidence="impromptu")

    assert look(today + 14 * DAY).done == {}
    assert look(today + 15 * DAY).done == {"opened": 1}
    assert "The plan says every week." in words_of(Signal.objects.get())


def test_to_sign_a_change_is_no_conversation(plan, sam, maya, today):
    watch(no_session_after=21)
    look(today + 22 * DAY)
    plan_actions.amend(plan, by=maya, reason="The territory was cut")
    plan = agree(Plan.objects.get(pk=plan.pk))
    assert plan.in_force.number == 2

    assert look(today + 23 * DAY).done == {"resting": 1}


def test_one_person_with_two_plans_has_one_case(plan, sam, maya, today):
    plan_in_force(sam, maya, kind="ramp")
    watch(no_session_after=21)

    look(today + 22 * DAY)

    assert Signal.objects.filter(kind="no_session").count() == 1


# -- goals --------------------------------------------------------------------------------------------------------------


def test_a_goal_that_nobody_talks_about_and_development_that_rests_are_two_things(plan, today):
    watch(untouched_goal_after=42, idle_development_after=30)

    assert look(today + 42 * DAY).done["opened"] == 1
    assert look(today + 43 * DAY).done == {"opened": 2, "resting": 1}
    found = {(case.kind, case.subject_id) for case in cases()}
    goals = list(plan.goals.order_by("position"))
    assert [goal.family for goal in goals] == ["results", "customer", "growth"]
    expected = [("untouched_goal", goals[0].pk), ("untouched_goal", goals[1].pk), ("idle_development", goals[2].pk)]
    assert found == set(expected)


def test_a_talk_about_a_goal_or_a_word_on_it_touches_it(plan, sam, maya, today):
    watch(untouched_goal_after=42)
    first, second, _growth = plan.goals.order_by("position")
    talk(maya, sam, today + 20 * DAY).goals.add(first)
    ProgressFactory(goal=second, by=sam, side="seller")

    look(today + 43 * DAY)

    assert [case.subject_id for case in cases()] == [second.pk]


def test_a_promise_that_was_kept_moves_development(plan, sam, maya, today):
    watch(idle_development_after=30)
    growth = plan.goals.get(family="growth")
    look(today + 31 * DAY)
    promise = plan_actions.promise(plan, by=sam, side="seller", text="Read it", goal=growth, due_on=today + 90 * DAY)
    assert look(today + 31 * DAY).done == {"resting": 1}
    plan_actions.keep(promise, by=sam)
    Commitment.objects.filter(pk=promise.pk).update(closed_at=timezone.now() + 30 * DAY)

    assert look(today + 31 * DAY).done == {"closed": 1}
    assert Signal.objects.get().state == "worked"


def test_a_goal_that_was_dropped_takes_its_case_along_and_claims_nothing(plan, today):
    watch(untouched_goal_after=42)
    look(today + 43 * DAY)
    plan.goals.filter(family="results").update(dropped_at=timezone.now())

    assert look(today + 44 * DAY).done == {"closed": 1, "resting": 1}
    gone = Signal.objects.exclude(closed_at=None).get()
    assert (gone.state, end_of(gone)) == (
        "accepted",
        "What it was about is no longer there, so the case closed by itself.",
    )


def test_where_the_two_do_not_talk_at_all_goals_wait_until_they_do(plan, sam, maya, today):
    watch(no_session_after=21, untouched_goal_after=30)
    look(today + 31 * DAY)
    assert [case.kind for case in cases()] == ["no_session"]
    talk(maya, sam, today + 32 * DAY)

    assert look(today + 32 * DAY).done == {"closed": 1, "opened": 2}


# -- promises -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def late(plan, sam, maya, today):
    """A promise of each side whose day has passed."""
    watch(late_commitment_after=7)
    return {
        side: plan_actions.promise(plan, by=by, side=side, text=f"By the {side}", due_on=today + DAY)
        for side, by in (("seller", sam), ("manager", maya))
    }


def test_a_late_promise_is_told_first_to_whoever_made_it(late, sam, maya, today):
    assert look(today + 8 * DAY).done == {}
    assert look(today + 9 * DAY).done == {"opened": 2}

    by_side = {case.facts["side"]: case for case in cases()}
    assert {case.person for case in by_side.values()} == {sam}
    assert {side: case.subject_id for side, case in by_side.items()} == {side: row.pk for side, row in late.items()}
    assert "“By the manager”: the day that Maya chose" in words_of(by_side["manager"])
    first = dict(Reminder.objects.filter(kind="coaching.process", channel="app").values_list("subject_id", "recipient"))
    assert first == {by_side["seller"].pk: sam.pk, by_side["manager"].pk: maya.pk}
    then = Reminder.objects.filter(kind="coaching.process_of_other", channel="app")
    assert dict(then.values_list("subject_id", "recipient")) == {by_side["seller"].pk: maya.pk, by_side["manager"].pk: sam.pk}
    assert all(row.due_at > timezone.now() for row in then)


def test_a_promise_that_is_kept_late_ends_its_case_well(late, sam, today):
    look(today + 9 * DAY)
    plan_actions.keep(late["seller"], by=sam)

    assert look(today + 10 * DAY).done == {"closed": 1, "resting": 1}
    kept = Signal.objects.get(subject_id=late["seller"].pk)
    assert (kept.state, end_of(kept)) == ("worked", "It was done, so the case closed by itself.")


def test_a_promise_that_is_let_go_is_accepted(late, maya, today):
    look(today + 9 * DAY)
    plan_actions.drop_commitment(late["seller"], by=maya)

    look(today + 10 * DAY)

    assert Signal.objects.get(subject_id=late["seller"].pk).state == "accepted"


def test_a_promise_whose_new_day_is_asked_for_waits_for_the_answer(late, sam, today):
    plan_actions.renegotiate(late["seller"], by=sam, due_on=today + 60 * DAY)

    look(today + 9 * DAY)

    assert [case.facts["side"] for case in cases()] == ["manager"]


def test_the_manager_away_is_no_lateness_of_theirs(late, maya, today):
    AbsenceFactory(person=maya, starts_on=today, ends_on=today + 6 * DAY)

    look(today + 9 * DAY)

    assert [case.facts["side"] for case in cases()] == ["seller"]


def test_a_promise_that_comes_back_is_late_since_the_first_period_without_it(plan, maya, sam, today):
    watch(late_commitment_after=7)
    promise = plan_actions.promise(plan, by=maya, side="manager", text="Read the week’s notes", rule="weekly")
    Commitment.objects.filter(pk=promise.pk).update(made_at=timezone.now() - 60 * DAY)
    promise.occurrences.all().delete()

    def period(number, **fields):
        first = today - today.weekday() * DAY - number * 7 * DAY
        return OccurrenceFactory(commitment=promise, starts_on=first, ends_on=first + 6 * DAY, **fields)

    period(4, kept_at=None)
    period(3, kept_at=timezone.now(), kept_by=maya)
    explained = period(2, kept_at=None, note="Fair week", note_by=maya)
    missed = period(1, kept_at=None)

    assert look(missed.ends_on + 7 * DAY).done == {}
    assert look(missed.ends_on + 8 * DAY).done == {"opened": 1}
    signal = Signal.objects.get()
    assert (signal.subject_id, signal.onset_on, signal.facts["side"]) == (promise.pk, missed.ends_on, "manager")
    assert "the period that ended on" in words_of(signal) and explained.ends_on < missed.ends_on
    assert ("process", maya, True) in told()
    missed.kept_at, missed.kept_by = timezone.now(), maya
    missed.save()
    assert look(missed.ends_on + 8 * DAY).done == {"closed": 1}


def test_promised_conversations_are_not_told_beside_no_conversation_at_all(plan, maya, sam, today):
    watch(no_session_after=21, late_commitment_after=7)
    promise = plan_actions.promise(plan, by=maya, side="manager", text="A field day", rule="monthly", evidence="field_day")
    promise.occurrences.all().delete()
    OccurrenceFactory(commitment=promise, starts_on=today - 40 * DAY, ends_on=today - 10 * DAY, kept_at=None)

    look(today + 22 * DAY)

    assert [case.kind for case in cases()] == ["no_session"]


# -- plans --------------------------------------------------------------------------------------------------------------


def test_a_plan_that_is_written_and_not_signed(maya, sam, today):
    watch(unsigned_plan_after=21)
    draft = PlanFactory(person=sam, manager=maya, starts_on=today - DAY, ends_on=today + 100 * DAY, title="The half year")

    assert look(today + 21 * DAY).done == {}
    assert look(today + 22 * DAY).done == {"opened": 1}
    signal = Signal.objects.get()
    assert (signal.subject_id, signal.facts["waits_for"]) == (draft.pk, "both")
    assert "is not signed yet" in words_of(signal)


def test_a_change_of_a_signed_plan_is_a_text_of_its_own(plan, maya, today):
    watch(unsigned_plan_after=21)
    assert look(today + 22 * DAY).done == {}
    plan_actions.amend(plan, by=maya, reason="The territory was cut")

    assert look(today + 22 * DAY).done == {"opened": 1}
    assert "A change of" in words_of(Signal.objects.get())
    plan_actions.give_up_amendment(plan, by=maya)
    assert look(today + 23 * DAY).done == {"closed": 1}
    assert Signal.objects.get().state == "worked"


def test_a_plan_that_one_of_the_two_has_not_opened_waits_for_that_one(plan, sam, maya, today):
    watch(unopened_plan_after=28)
    Visit.objects.create(plan=plan, person=sam, at=timezone.now() + 20 * DAY)

    assert look(today + 28 * DAY).done == {}
    look(today + 29 * DAY)

    signal = Signal.objects.get()
    assert (signal.facts["who"], signal.onset_on) == ("manager", today)
    assert told() == {("process", maya, True), ("process_of_other", sam, False)}
    look(today + 50 * DAY)
    signal.refresh_from_db()
    assert (signal.facts["who"], signal.onset_on) == ("both", today + 20 * DAY)
    for person in (sam, maya):
        Visit.objects.update_or_create(plan=plan, person=person, defaults={"at": timezone.now() + 51 * DAY})
    assert look(today + 52 * DAY).done == {"closed": 1}


# -- whatever it is -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["at_once", "next_day", "second_time"])
def test_the_other_side_is_told_as_the_settings_say(plan, sam, maya, today, when):
    watch(no_session_after=21)
    Setting.objects.update_or_create(pk=1, defaults={"manager_of_drift": when})
    look(today + 22 * DAY)

    other = {"at_once": {("process_of_other", maya, True)}, "next_day": {("process_of_other", maya, False)}}
    assert told() == {("process", sam, True)} | other.get(when, set())
    talk(maya, sam, today + 23 * DAY)
    look(today + 23 * DAY)
    look(today + 45 * DAY)
    assert Reminder.objects.filter(kind="coaching.process_of_other", channel="app").count() == (1 if when == "second_time" else 2)


def test_what_is_muted_is_found_and_kept_and_told_to_nobody(plan, sam, today):
    watch(no_session_after=21)
    MuteFactory(person=sam, metric=None, kind="no_session", starts_on=today, until=today + 60 * DAY)

    look(today + 22 * DAY)

    assert (cases()[0].state, told()) == ("raised", set())


@pytest.mark.parametrize("kind", OF_PROCESS)
@pytest.mark.parametrize("first", ["seller", "manager"])
def test_letters_say_what_waits_in_plain_words_and_none_of_the_plans(sam, maya, kind, first):
    facts = {"title": "Secret", "text": "Secret", "by": "Maya", "side": first, "who": first}
    signal = SignalFactory(process=True, person=sam, kind=kind, facts=facts)

    tell_all([(signal, maya, first)])

    rows = Reminder.objects.filter(kind__startswith="coaching.process", channel="app")
    assert rows.count() == 2
    for reminder in rows:
        said = [headline(reminder), inbox_line(reminder), letter(reminder).content.decode()]
        assert not [text for text in said if "Secret" in text]
        assert len(said[0]) > 20
        tone = " ".join(said).lower()
        assert not [word for word in ("overdue", "only", "should have", "failed", "missed", "!") if word in said[0].lower()]
        assert "underperform" not in tone


def test_what_was_said_in_the_meantime_is_not_owed_any_more(plan, sam, maya, today):
    watch(no_session_after=21)
    look(today + 22 * DAY)
    reminder = Reminder.objects.filter(kind="coaching.process_of_other", channel="app").get()
    owed = kinds.get(reminder.kind).still_owed
    assert owed(reminder)

    mute = MuteFactory(person=sam, metric=None, kind="no_session", starts_on=today, until=today + DAY)
    assert not owed(reminder)
    mute.delete()
    reminder.recipient = PersonFactory()
    assert not owed(reminder)
    reminder.recipient = maya
    actions.close_signal(Signal.objects.get(), by=sam, outcome="accepted")
    assert not owed(reminder)


def test_what_a_person_accepted_is_left_alone_until_it_moved_and_rests_again(plan, sam, maya, today):
    watch(no_session_after=21)
    look(today + 22 * DAY)
    actions.close_signal(Signal.objects.get(), by=sam, outcome="accepted")

    assert look(today + 60 * DAY).done == {}
    talk(maya, sam, today + 61 * DAY)
    assert look(today + 83 * DAY).done == {"taken_up": 1}


def test_a_kind_that_is_switched_off_closes_its_cases_without_claiming_success(plan, today):
    watch(no_session_after=21)
    look(today + 22 * DAY)
    watch()

    assert look(today + 23 * DAY).done == {"closed": 1}
    signal = Signal.objects.get()
    assert (signal.state, end_of(signal)) == ("accepted", "This is no longer looked at, so the case closed by itself.")


def test_nothing_is_looked_at_of_those_who_left_or_report_to_nobody(plan, sam, today):
    watch(no_session_after=21, unopened_plan_after=28, untouched_goal_after=42)
    sam.left_on = today
    sam.save()

    assert look(today + 60 * DAY).done == {}


def test_numbers_and_cases_of_metrics_are_left_alone(plan, sam, today):
    moved = SignalFactory(person=sam)
    watch(no_session_after=21)

    look(today + 22 * DAY)

    moved.refresh_from_db()
    assert (moved.state, Signal.objects.of_process().count()) == ("raised", 1)


def test_every_kind_has_words_for_its_case_and_for_its_letters(sam):
    for kind in OF_PROCESS:
        signal = SignalFactory(process=True, person=sam, kind=kind, facts={"title": "Ours", "text": "Ring", "by": "Maya"})
        assert len(words_of(signal)) > 20
    assert set(OF_PROCESS) == set(SignalKind) - {SignalKind.METRIC, SignalKind.TEAM}


@pytest.mark.django_db(transaction=True)
def test_two_looks_at_once_open_one_case(plan, today):
    watch(no_session_after=21)

    results = race(*[lambda: look(today + 22 * DAY)] * 2)

    assert sorted(result.done["opened"] for result in results) == [0, 1]
    assert Signal.objects.count() == 1
    assert Reminder.objects.filter(kind="coaching.process", channel="app").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_look_and_a_person_who_close_at_once_close_once(plan, sam, maya, today):
    watch(no_session_after=21)
    look(today + 22 * DAY)
    talk(maya, sam, today + 22 * DAY)

    outcomes = race(
        lambda: look(today + 23 * DAY),
        lambda: actions.close_signal(Signal.objects.get(), by=sam, outcome="accepted"),
    )

    stored = Signal.objects.get()
    assert not isinstance(outcomes[0], Exception)
    assert (stored.state == "accepted") == (not isinstance(outcomes[1], Exception))
    assert (stored.state == "worked") == isinstance(outcomes[1], Refused)


def test_a_look_costs_the_same_for_thirty(maya, capture, today):
    ProcessSettingFactory()
    first = plan_in_force(PersonFactory(reports_to=maya), maya)
    look(today + 10 * DAY)
    with capture() as few:
        look(today + 10 * DAY)
    for _number in range(9):
        plan_in_force(PersonFactory(reports_to=maya), maya)
    with capture() as many:
        assert look(today + 10 * DAY).done == {}

    assert len(few) == len(many)
    assert first.pk


@pytest.mark.parametrize("when", ["next_day", "at_once"])
def test_to_find_and_tell_thirty_costs_what_three_cost(maya, capture, today, when):
    """Each has a manager of their own, who is told the next morning: in their time zone, and not while they are away."""
    Setting.objects.update_or_create(pk=1, defaults={"manager_of_drift": when})

    def found(number):
        watch(no_session_after=21, idle_development_after=30)
        Signal.objects.all().delete()
        Reminder.objects.all().delete()
        for _number in range(number):
            manager = PersonFactory(time_zone="Asia/Tokyo")
            AbsenceFactory(person=manager, starts_on=today, ends_on=today + 3 * DAY)
            plan_in_force(PersonFactory(reports_to=manager), manager)
        with capture() as queries:
            assert look(today + 40 * DAY).done["opened"] == 2 * Plan.objects.count()
        return len(queries), Reminder.objects.filter(kind__startswith="coaching.process", channel="app").count()

    few, many = found(3), found(27)

    assert (few[1], many[1]) == (3 * 2 * 2, 30 * 2 * 2)
    assert few[0] == many[0] < 60


def test_what_is_kept_of_thirty_is_brought_up_to_date_at_once(maya, capture, today):
    watch(no_session_after=21)

    def renamed(number):
        for _number in range(number):
            plan_in_force(PersonFactory(reports_to=maya), maya)
        look(today + 22 * DAY)
        Signal.objects.update(facts={"never": False})
        with capture() as queries:
            assert look(today + 23 * DAY).done == {"resting": Plan.objects.count()}
        assert set(Signal.objects.values_list("facts__never", flat=True)) == {True}
        return len(queries)

    assert renamed(2) == renamed(10)


def test_the_manager_is_told_on_their_own_next_morning_each(today):
    """In bulk as one by one: in their own time zone, and after they are back."""
    watch(no_session_after=21)
    there, away = PersonFactory(time_zone="Asia/Tokyo"), PersonFactory()
    back = timezone.localdate() + 10 * DAY
    AbsenceFactory(person=away, starts_on=timezone.localdate() - DAY, ends_on=back)
    for manager in (there, away):
        plan_in_force(PersonFactory(reports_to=manager), manager)

    look(today + 60 * DAY)

    rows = Reminder.objects.filter(kind="coaching.process_of_other", channel="app")
    assert dict(rows.values_list("recipient", "due_at")) == {one.pk: Days(one).next_morning() for one in (there, away)}
    assert rows.get(recipient=away).due_at.date() >= back


def test_in_the_application_a_line_names_its_goal_or_promise_and_no_letter_does(late, plan, sam, maya, pages, today):
    watch(late_commitment_after=7, untouched_goal_after=42)
    Setting.objects.update_or_create(pk=1, defaults={"manager_of_drift": "at_once"})
    plan.goals.filter(family="results").update(title="Win back <b>Hartwell</b>")
    look(today + 43 * DAY)

    for reader in (sam, maya):
        text = pages.get(reader, reverse("reminders:inbox")).content.decode()
        assert "<q>Win back &lt;b&gt;Hartwell&lt;/b&gt;</q>" in text
        assert "<q>By the seller</q>" in text and "<q>By the manager</q>" in text
    for reminder in Reminder.objects.filter(kind__startswith="coaching.process", channel="app"):
        said = [headline(reminder), inbox_line(reminder), letter(reminder).content.decode()]
        assert not [words for words in said if "Hartwell" in words or "By the" in words]


def test_whoever_is_no_party_any_more_reads_no_name(late, sam, maya, pages, today):
    Setting.objects.update_or_create(pk=1, defaults={"manager_of_drift": "at_once"})
    look(today + 9 * DAY)
    sam.lines_up.update(starts_on=today - 50 * DAY, ends_on=today)

    text = pages.get(maya, reverse("reminders:inbox")).content.decode()

    assert "waits for a new day" in text
    assert "By the" not in text


def test_the_inbox_names_eighteen_cases_for_what_three_cost(maya, sam, pages, capture):
    Setting.objects.update_or_create(pk=1, defaults={"manager_of_drift": "at_once"})

    def asked(number):
        for count in range(number):
            facts = {"title": f"Goal {count}", "side": "seller"}
            signal = SignalFactory(process=True, person=sam, kind="untouched_goal", subject_id=uuid.uuid4(), facts=facts)
            tell_all([(signal, maya, ("seller", "manager")[count % 2])])
        pages.get(sam, reverse("reminders:inbox"))
        with capture() as queries:
            text = pages.get(sam, reverse("reminders:inbox")).content.decode()
        return len(queries), text.count("<q>")

    few, many = asked(3), asked(15)

    assert (few[0], few[1], many[1]) == (many[0], 3, 18)


def test_the_command_says_what_it_did(plan, today, capsys):
    watch(no_session_after=21)

    call_command("look_at_process", as_of=today + 22 * DAY)

    assert capsys.readouterr().out.strip() == f"as_of={today + 22 * DAY} opened=1 taken_up=0 closed=0 resting=0"


# -- the thresholds -----------------------------------------------------------------------------------------------------


def test_an_administrator_chooses_after_how_long_it_counts():
    admin = PersonFactory(admin=True)

    actions.set_process(by=admin, **OFF | {"no_session_after": 14})

    stored = ProcessSetting.objects.get()
    assert (stored.no_session_after, stored.unopened_plan_after) == (14, None)


@pytest.mark.parametrize("who", ["maya", "lena", "sam"])
def test_nobody_else_changes_the_thresholds(request, who):
    with pytest.raises(Refused):
        actions.set_process(by=request.getfixturevalue(who), **OFF)

    assert not ProcessSetting.objects.exists()


@pytest.mark.parametrize("days", [0, 400])
def test_a_threshold_is_a_number_of_days_that_makes_sense(days):
    with pytest.raises(ValidationError):
        actions.set_process(by=PersonFactory(admin=True), **OFF | {"no_session_after": days})

    assert not ProcessSetting.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_at_once_leave_one_row():
    ada = PersonFactory(admin=True)

    race(*[lambda days=days: actions.set_process(by=ada, **OFF | {"no_session_after": days}) for days in (10, 20)])

    assert ProcessSetting.objects.get().no_session_after in (10, 20)
