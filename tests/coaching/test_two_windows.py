"""A page that stands open in two windows, or at both sides: whatever is pressed there, and however often, is written once."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching import actions
from coaching.models import Recognition, Roadblock, Session
from metrics.models import Signal
from plans.models import Commitment
from reminders.models import Reminder
from tests.coaching.conftest import plan_in_force
from tests.factories import PersonFactory, RoadblockFactory, SessionFactory, SignalFactory
from tests.races import race

DAY = datetime.timedelta(days=1)


@pytest.fixture
def signal(sam, plan, goal):
    return SignalFactory(person=sam, plan_id=plan.pk, goal_id=goal.pk)


@pytest.fixture
def typed(today):
    """What one typed on the page of a case."""
    day = (today + 7 * DAY).isoformat()
    return {"cause": "time", "words": "Two mornings went", "action": "Clear mornings", "due_on": day, "recheck_on": day}


def written(signal):
    """How many causes and promises, lines of history, and words to the other side there are."""
    lines = [
        kind for plan in [p.plan for p in signal.commitments.all()][:1] for kind in plan.history.values_list("kind", flat=True)
    ]
    return (
        signal.causes.count(),
        signal.commitments.count(),
        lines.count("coaching.signal_answered"),
        Reminder.objects.filter(kind="coaching.signal_answered", channel="app").count(),
    )


# -- the same button twice ----------------------------------------------------------------------------------------------


def test_the_same_answer_sent_again_is_one(signal, maya, pages, typed):
    path = f"{signal.get_absolute_url()}answer/"

    assert [pages.post(maya, path, typed).status_code for _click in range(3)] == [302, 302, 302]

    assert written(signal) == (1, 1, 1, 1)


def test_another_word_or_another_day_is_another_answer(signal, maya, pages, typed, today):
    path = f"{signal.get_absolute_url()}answer/"
    pages.post(maya, path, typed)
    pages.post(maya, path, typed | {"words": "And the fair", "action": "", "due_on": ""})
    pages.post(maya, path, typed | {"recheck_on": (today + 9 * DAY).isoformat(), "action": "", "due_on": ""})

    assert written(signal) == (3, 1, 3, 3)
    assert Signal.objects.get().recheck_on == today + 9 * DAY


def test_what_was_said_before_it_was_taken_up_again_can_be_said_again(signal, maya, pages, typed):
    path = signal.get_absolute_url()
    pages.post(maya, f"{path}answer/", typed)
    pages.post(maya, f"{path}close/", {"outcome": "did_not_work"})
    pages.post(maya, f"{path}reopen/")

    pages.post(maya, f"{path}answer/", typed)

    assert signal.causes.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_an_answer_writes_one(today):
    maya = PersonFactory()
    sam = PersonFactory(reports_to=maya)
    plan = plan_in_force(sam, maya)
    signal = SignalFactory(person=sam, plan_id=plan.pk)
    given = {"cause": "time", "action": "Clear mornings", "due_on": today + DAY, "recheck_on": today + 7 * DAY}

    outcomes = race(*[lambda: actions.answer_signal(Signal.objects.get(), by=sam, **given)] * 2)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert written(signal) == (1, 1, 1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["close", "reopen", "later", "seen"])
def test_each_other_button_pressed_twice_at_once_tells_and_writes_once(today, act):
    maya = PersonFactory()
    sam = PersonFactory(reports_to=maya)
    plan = plan_in_force(sam, maya)
    fields = {"closed": True} if act == "reopen" else {"state": "answered"} if act == "later" else {}
    signal = SignalFactory(person=sam, plan_id=plan.pk, **fields)
    press = {
        "close": lambda: actions.close_signal(Signal.objects.get(), by=sam, outcome="worked"),
        "reopen": lambda: actions.reopen_signal(Signal.objects.get(), by=sam),
        "later": lambda: actions.look_later(Signal.objects.get(), by=sam, recheck_on=today + 9 * DAY),
        "seen": lambda: actions.open_signal(Signal.objects.get(), by=sam),
    }[act]

    race(press, press)

    stands = {"close": "worked", "reopen": "raised", "later": "answered", "seen": "seen"}[act]
    assert Signal.objects.get().state == stands
    lines = {"close": "coaching.signal_closed", "reopen": "coaching.signal_reopened", "later": "coaching.signal_later"}
    assert plan.history.filter(kind__startswith="coaching.signal").count() == (1 if act in lines else 0)
    assert Reminder.objects.filter(subject_id=signal.pk, channel="app").count() == (1 if act == "close" else 0)


@pytest.mark.parametrize("button", ["seen", "reopen", "close", "later"])
def test_a_button_pressed_in_the_second_window_leads_back_to_the_case(signal, sam, pages, today, button):
    path = signal.get_absolute_url()
    if button == "reopen":
        actions.close_signal(signal, by=sam, outcome="accepted")
    if button == "later":
        Signal.objects.update(state="answered")
    fields = {"outcome": "worked", "recheck_on": (today + 9 * DAY).isoformat()}

    answers = [pages.post(sam, f"{path}{button}/", fields) for _window in range(2)]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, path)] * 2
    assert pages.get(sam, path).status_code == 200


# -- a form that comes too late -----------------------------------------------------------------------------------------


def test_an_answer_to_a_case_that_was_closed_meanwhile_keeps_what_was_typed(signal, sam, maya, pages, typed):
    path = signal.get_absolute_url()
    actions.close_signal(signal, by=maya, outcome="false_alarm")

    answer = pages.post(sam, f"{path}answer/", typed)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "This signal is closed. Open it again first." in text and "Nothing was written" in text
    assert "Two mornings went" in text and "Clear mornings" in text and typed["due_on"] in text
    assert "Open it again" in text.split('role="alert"')[1]
    assert (signal.causes.count(), Commitment.objects.filter(origin="signal").count()) == (0, 0)
    assert Signal.objects.get().state == "false_alarm"

    pages.post(sam, f"{path}reopen/")
    assert pages.post(sam, f"{path}answer/", typed).status_code == 302
    assert signal.causes.get().words == "Two mornings went"


def test_another_end_than_the_one_that_stands_is_refused_with_a_sentence(signal, sam, maya, pages):
    path = signal.get_absolute_url()
    actions.close_signal(signal, by=maya, outcome="worked")

    answer = pages.post(sam, f"{path}close/", {"outcome": "did_not_work"})

    assert answer.status_code == 409 and "This signal is closed." in answer.content.decode()
    assert Signal.objects.get().state == "worked"


def test_a_day_to_look_again_at_what_was_closed_is_refused_with_a_sentence(signal, sam, maya, pages, today):
    Signal.objects.update(state="answered", recheck_on=today)
    signal.refresh_from_db()
    actions.close_signal(signal, by=maya, outcome="worked")

    answer = pages.post(sam, f"{signal.get_absolute_url()}later/", {"recheck_on": (today + 9 * DAY).isoformat()})

    assert answer.status_code == 409 and "This signal is closed." in answer.content.decode()


def test_after_the_line_has_moved_an_open_page_writes_nothing(signal, maya, sam, pages, typed, today):
    sam.lines_up.update(starts_on=today - 50 * DAY, ends_on=today)

    for button in ("seen", "answer", "close", "later", "reopen"):
        assert pages.post(maya, f"{signal.get_absolute_url()}{button}/", typed).status_code == 404

    assert (Signal.objects.get().state, signal.causes.count()) == ("raised", 0)


@pytest.mark.parametrize(
    ("button", "fields"), [("remove", {"note": "Bought one"}), ("give-up", {"note": "No budget"}), ("take", {})]
)
def test_a_roadblock_that_was_cleared_meanwhile_says_so_and_keeps_what_was_typed(pages, maya, sam, today, button, fields):
    roadblock = RoadblockFactory(person=sam)
    actions.remove_roadblock(roadblock, by=maya, note="Lent by Leeds")
    day = (today + 3 * DAY).isoformat()

    answer = pages.post(sam, f"{roadblock.get_absolute_url()}{button}/", fields | {"due_on": day})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "This roadblock is out of the way." in text and "Lent by Leeds" in text
    assert (fields.get("note") or day) in text
    assert Roadblock.objects.get().note == "Lent by Leeds"


@pytest.mark.parametrize("button", ["remove", "give-up", "take"])
def test_a_roadblocks_button_pressed_twice_is_pressed_once(pages, sam, today, button):
    roadblock = RoadblockFactory(person=sam)
    fields = {"note": "Bought one", "due_on": today.isoformat()}

    answers = [pages.post(sam, f"{roadblock.get_absolute_url()}{button}/", fields) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Reminder.objects.filter(kind="coaching.roadblock", channel="app").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_promise_in_a_session_that_is_sent_twice_at_once_is_one(today):
    maya = PersonFactory()
    sam = PersonFactory(reports_to=maya)
    plan_in_force(sam, maya)
    session = SessionFactory(led_by=maya, rep=sam)
    before = Commitment.objects.count()

    def promise():
        return actions.promise_in(Session.objects.get(), by=sam, promise="Call ten", promise_due=today + DAY)

    one, other = race(promise, promise)

    assert one == other
    assert (Commitment.objects.count() - before, session.commitments.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_session_that_is_planned_twice_at_once_is_one(today):
    maya = PersonFactory()
    sam, jon = PersonFactory(reports_to=maya), PersonFactory(reports_to=maya)
    at = timezone.now() + 3 * DAY

    def plan(*reps, kind="field_day"):
        return actions.plan_session(by=maya, reps=list(reps), kind=kind, starts_at=at)

    one, again = race(lambda: plan(sam), lambda: plan(sam))
    others = [plan(sam, kind="strategy_session"), plan(jon), plan(sam, jon)]

    assert one == again
    assert Session.objects.count() == 4 == len({one, *others})
    assert Reminder.objects.filter(kind="coaching.session_planned", subject_id=one.pk, channel="app").count() == 1


@pytest.mark.django_db(transaction=True)
def test_praise_that_is_sent_twice_at_once_is_said_once():
    sam = PersonFactory(reports_to=PersonFactory())
    maya = sam.manager()

    one, again = race(*[lambda: actions.recognise(sam, by=maya, text="Well done")] * 2)
    other = actions.recognise(sam, by=maya, text="And the demo")

    assert one == again != other
    assert Reminder.objects.filter(kind="coaching.recognised", channel="app").count() == 2
    Recognition.objects.update(at=timezone.now() - 2 * DAY)
    assert actions.recognise(sam, by=maya, text="Well done") != one


@pytest.mark.parametrize("act", ["hold", "move", "cancel"])
def test_a_session_that_fell_out_meanwhile_says_so_and_keeps_what_was_typed(pages, maya, sam, today, act):
    session = SessionFactory(planned=True, led_by=maya, rep=sam, starts_at=timezone.now() - DAY / 24)
    path = session.get_absolute_url()
    actions.cancel_session(session, by=maya, reason="The fair")
    fields = {"notes": "Two mornings went", "reason": "Two mornings went", "starts_at": f"{(today + DAY).isoformat()}T10:00"}

    answer = pages.post(sam, f"{path}{act}/", fields)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "This session is cancelled." in text and "Two mornings went" in text and "Nothing was written" in text
    session.refresh_from_db()
    assert (session.state, session.reason, session.notes) == ("cancelled", "The fair", "")


# -- what belongs to others ---------------------------------------------------------------------------------------------


def test_pages_of_others_are_not_there_to_read_or_to_write(pages, maya, sam, plan, goal, today):
    """With every field that would be right: it is the id that is not theirs."""
    case, roadblock = SignalFactory(person=sam, state="answered"), RoadblockFactory(person=sam)
    held, coming = SessionFactory(led_by=maya, rep=sam), SessionFactory(planned=True, led_by=maya, rep=sam)
    promise = plan.commitments.first()
    later = (today + 7 * DAY).isoformat()
    fields = {"note": "x", "due_on": later, "recheck_on": later, "cause": "time", "words": "x", "outcome": "worked", "text": "x"}
    fields |= {"reason": "x", "starts_at": f"{later}T10:00", "notes": "x", "seen_version": "1", "promise": "x", "rule": "weekly"}
    paths = [case.get_absolute_url(), roadblock.get_absolute_url(), held.get_absolute_url(), coming.get_absolute_url()]
    paths += [reverse("plans:commitment_detail", args=[promise.pk]), reverse("plans:goal_detail", args=[plan.pk, goal.pk])]
    writes = [f"{case.get_absolute_url()}{act}/" for act in ("seen", "answer", "close", "later", "reopen")]
    writes += [f"{roadblock.get_absolute_url()}{act}/" for act in ("take", "later", "remove", "give-up")]
    writes += [f"{one.get_absolute_url()}{act}/" for one in (held, coming) for act in SESSION_ACTS]
    writes += [reverse(f"plans:commitment_{act}", args=[promise.pk]) for act in PROMISE_ACTS]
    strangers = [PersonFactory(reports_to=maya), PersonFactory(reports_to=PersonFactory()), PersonFactory(admin=True)]
    before = [list(model.objects.order_by("pk").values()) for model in (Signal, Roadblock, Commitment)]

    found = {
        (stranger.pk, path, method): getattr(pages, method)(stranger, path, *([fields] if method == "post" else [])).status_code
        for stranger in strangers
        for method, asked in (("get", paths), ("post", paths + writes))
        for path in asked
    }

    assert {key: status for key, status in found.items() if status != 404} == {}
    assert [list(model.objects.order_by("pk").values()) for model in (Signal, Roadblock, Commitment)] == before


SESSION_ACTS = ("hold", "notes", "promise", "move", "cancel", "note")
PROMISE_ACTS = ("keep", "unkeep", "explain", "reopen", "miss", "drop", "date", "grant", "decline")
