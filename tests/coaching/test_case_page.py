"""The page of one case: what was found, what happened meanwhile, whether it helped, and what one can do about it."""

import datetime
import re
from collections import Counter

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching import actions
from coaching.case import acted_on, helped, marks_of, series_of
from metrics.models import Signal
from people.verdict import Refused
from plans import actions as plan_actions
from plans.models import Commitment
from reminders.models import Reminder
from tests.factories import (
    DelegationFactory,
    MetricFactory,
    MuteFactory,
    ObservationFactory,
    PersonFactory,
    RecognitionFactory,
    SignalFactory,
)
from tests.races import race

pytestmark = pytest.mark.django_db
DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(days=7)


@pytest.fixture
def monday(today):
    return today - today.weekday() * DAY


@pytest.fixture
def signal(sam, plan, goal, monday):
    """A fall eight weeks ago, found four weeks ago, with a number for each of the last 20 weeks."""
    signal = SignalFactory(
        person=sam,
        plan_id=plan.pk,
        goal_id=goal.pk,
        onset_on=monday - 8 * WEEK,
        detected_on=monday - 4 * WEEK,
        as_of=monday - WEEK,
    )
    for number in range(1, 21):
        value = 12 if number > 8 else 6 if number > 3 else 9
        ObservationFactory(person=sam, metric=signal.metric, period_start=monday - number * WEEK, value=value)
    return signal


def done_at(signal, when):
    """Something was promised about it at that time."""
    Signal.objects.filter(pk=signal.pk).update(state="answered", answered_at=when)
    signal.refresh_from_db()


def test_the_page_says_before_and_since(signal, maya, monday, pages, today):
    assert helped(signal, series_of(signal, today)) == ""
    done_at(signal, timezone.now() - (today - (monday - 4 * WEEK)) + DAY)

    words = helped(signal, series_of(signal, today))

    assert "6 a week from" in words and "9 a week in the 3 weeks since" in words and "Before it changed: 12 a week." in words
    assert words.replace("“", "") in pages.get(maya, signal.get_absolute_url()).content.decode()


def test_promises_made_and_kept_are_marks(signal, sam, maya, plan, today):
    promise = plan_actions.promise(plan, by=maya, side="manager", text="Join two calls", due_on=today + DAY, signal=signal)
    plan_actions.keep(promise, by=maya)

    marks = marks_of(signal, series_of(signal, today + 8 * DAY))

    assert [mark["label"] for mark in marks if mark["kind"] == "action"] == ["Maya kept it", "Maya promised"]
    assert [mark["kind"] for mark in marks] == ["signal", "action", "action"]
    assert acted_on(signal) == today


def test_the_chart_of_an_old_case_shows_its_time_and_not_today(sam, today):
    old = SignalFactory(person=sam, onset_on=today - 900 * DAY, detected_on=today - 880 * DAY, as_of=today - 870 * DAY)

    series = series_of(old, today)

    assert len(series.weeks) == 60
    assert series.weeks[0] < old.onset_on < series.weeks[-1] < today - 500 * DAY


def test_a_team_is_drawn_as_the_sum_of_those_in_it(maya, sam, monday, today):
    other, metric = PersonFactory(reports_to=maya), MetricFactory()
    signal = SignalFactory(
        person=maya, kind="team", metric=metric, onset_on=monday - 4 * WEEK, detected_on=monday - 2 * WEEK, as_of=today
    )
    for person, value in ((sam, 3), (other, 4), (maya, 100)):
        ObservationFactory(person=person, metric=metric, period_start=monday - WEEK, value=value)

    series = series_of(signal, today)

    assert series.points[-1] == 7
    assert [point for point in series.points[:-1] if point is not None] == []
    assert (series.lo, series.hi) == (None, None)


def test_a_team_s_share_is_weighed_by_its_cases(maya, sam, monday, today):
    other, metric = PersonFactory(reports_to=maya), MetricFactory(ratio=True)
    signal = SignalFactory(person=maya, kind="team", metric=metric, onset_on=monday - WEEK, detected_on=monday, as_of=today)
    for person, value, cases in ((sam, 1, 1), (other, 0.2, 9)):
        ObservationFactory(person=person, metric=metric, period_start=monday - WEEK, value=value, denominator=cases)

    assert series_of(signal, today).points[-1] == pytest.approx(0.28)


@pytest.mark.parametrize("who", ["maya", "sam"])
def test_a_case_of_the_process_has_words_and_no_chart(request, sam, maya, pages, who):
    case = SignalFactory(person=sam, process=True)

    text = pages.get(request.getfixturevalue(who), case.get_absolute_url()).content.decode()

    assert "Neither of the two has opened “The half year” since" in text
    assert '<svg class="spark' not in text.split("<main")[1] and "At rest" in text
    assert "All about this metric" not in text


def test_a_case_of_the_process_is_answered_like_any_other(sam, maya, plan, today):
    case = SignalFactory(person=sam, process=True, plan_id=plan.pk, subject_id=plan.pk)

    actions.answer_signal(
        case, by=maya, cause="time", words="", action="Look at it on Monday", due_on=today + DAY, recheck_on=today + WEEK
    )
    actions.close_signal(case, by=sam, outcome="worked")
    actions.reopen_signal(case, by=maya)

    assert Commitment.objects.get(signal=case).plan == plan
    words = [event.facts["text"] for event in plan.history.filter(kind__startswith="coaching.signal")]
    assert words[0] == "took “A plan not opened” up again"
    assert Reminder.objects.filter(kind="coaching.signal_closed", recipient=maya).exists()


@pytest.mark.parametrize(
    ("kind", "words", "where"),
    [
        ("no_session", "Plan a conversation", "/coaching/plan/?rep="),
        ("untouched_goal", "Plan a conversation", "&amp;goal="),
        ("idle_development", "Plan a conversation", "&amp;goal="),
        ("late_commitment", "Open the promise", "/plans/commitments/"),
        ("unsigned_plan", "Open the plan", "/plans/"),
        ("unopened_plan", "Open the plan", "/plans/"),
    ],
)
def test_a_case_of_the_process_leads_to_where_it_is_answered(plan, goal, sam, maya, pages, kind, words, where):
    promise = plan.commitments.first()
    facts = {"title": "Ours", "text": "Ring", "by": "Sam"}
    case = SignalFactory(
        process=True, person=sam, kind=kind, plan_id=plan.pk, goal_id=goal.pk, subject_id=promise.pk, facts=facts
    )

    for person in (sam, maya):
        text = pages.get(person, case.get_absolute_url()).content.decode()
        assert words in text and where in text
        link = text.split(words)[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
        assert pages.get(person, link).status_code == 200


def test_what_closed_by_itself_says_so(sam, maya, pages):
    case = SignalFactory(person=sam, process=True, closed=True, facts={"title": "Half", "who": "both", "ended": "moved"})

    assert "closed by itself" in pages.get(maya, case.get_absolute_url()).content.decode()


def test_the_day_to_look_again_brings_the_question_to_the_top(signal, maya, pages, today):
    done_at(signal, timezone.now() - 20 * DAY)
    path = signal.get_absolute_url()
    Signal.objects.update(recheck_on=today + DAY)
    assert "did it help?" not in pages.get(maya, path).content.decode()
    Signal.objects.update(recheck_on=today)

    assert "Look again: did it help?" in pages.get(maya, path).content.decode()
    ids = re.findall(r' id="([^"]+)"', pages.get(maya, path).content.decode())
    assert [one for one, times in Counter(ids).items() if times > 1] == []
    refused = pages.post(maya, f"{path}later/", {"recheck_on": today.isoformat()})
    assert refused.status_code == 422 and b"Choose a day to come" in refused.content
    assert pages.post(maya, f"{path}later/", {"recheck_on": (today + WEEK).isoformat()}).status_code == 302
    signal.refresh_from_db()
    assert (signal.state, signal.recheck_on) == ("answered", today + WEEK)


def test_a_mute_is_shown_to_both_with_its_reason_and_its_end(signal, sam, maya, pages, today):
    MuteFactory(person=sam, metric=signal.metric, by=maya, starts_on=today, until=today + WEEK, reason="Territory is cut anew")

    for person in (sam, maya):
        text = pages.get(person, signal.get_absolute_url()).content.decode()
        assert "Muted by Maya until" in text and "Territory is cut anew" in text


def test_home_asks_what_waits_and_nothing_that_is_muted(signal, sam, maya, pages, today):
    def titles(person):
        return [action.title for action in pages.get(person, "/").context["actions"]]

    name = f"{signal.metric.name}, Sam Okafor"
    assert f"{name}: what would help?" in titles(maya)
    Signal.objects.update(state="answered", recheck_on=today + DAY)
    assert not [title for title in titles(maya) if name in title]
    Signal.objects.update(recheck_on=today)
    assert f"{name}: did it help?" in titles(maya)
    MuteFactory(person=sam, metric=signal.metric, starts_on=today, until=today)
    assert not [title for title in titles(maya) if name in title]


# -- good news ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def rose(sam, plan, goal, monday):
    return SignalFactory(person=sam, verdict="ahead", actual=74, plan_id=plan.pk, goal_id=goal.pk, onset_on=monday - 4 * WEEK)


def test_good_news_proposes_praise_that_begins_with_what_rose(rose, sam, maya, goal, pages):
    link = f"{reverse('coaching:recognise', args=[sam.pk])}?signal={rose.pk}"
    assert link in pages.get(maya, rose.get_absolute_url()).content.decode()
    assert link not in pages.get(sam, rose.get_absolute_url()).content.decode()

    form = pages.get(maya, link).context["form"]

    assert form.initial["text"].startswith(f"{rose.metric.name}: 74 in the 4 weeks from")
    assert form.initial["goal"] == goal.pk


def test_praise_answers_what_rose_and_closes_its_case(rose, sam, maya, pages):
    link = f"{reverse('coaching:recognise', args=[sam.pk])}?signal={rose.pk}"

    assert pages.post(maya, link, {"text": "You asked before you told"}).headers["Location"] == rose.get_absolute_url()

    rose.refresh_from_db()
    assert (rose.state, rose.praise.get().text) == ("worked", "You asked before you told")
    text = pages.get(sam, rose.get_absolute_url()).content.decode()
    assert "You asked before you told" in text
    assert pages.post(maya, link, {"text": "And again"}).status_code == 302
    assert rose.praise.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_words_of_praise_at_once_close_the_case_once(rose, sam, maya):
    stand_in = DelegationFactory(delegator=maya).delegate
    first, second = (lambda by=by: actions.recognise(sam, by=by, text="Well done", signal=rose) for by in (maya, stand_in))

    outcomes = race(first, second)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    rose.refresh_from_db()
    assert (rose.state, rose.praise.count()) == ("worked", 2)


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_an_end_at_once_leave_one_state_and_no_loose_promise(signal, sam, maya, today):
    def answer():
        given = {"cause": "time", "action": "Clear mornings", "due_on": today + DAY, "recheck_on": today + WEEK}
        return actions.answer_signal(Signal.objects.get(pk=signal.pk), by=sam, **given)

    def close():
        return actions.close_signal(Signal.objects.get(pk=signal.pk), by=maya, outcome="false_alarm")

    answered, closed = race(answer, close)

    stored = Signal.objects.get()
    assert not isinstance(closed, Exception) and stored.state == "false_alarm"
    is_refused = isinstance(answered, Refused)
    assert (stored.causes.count(), stored.commitments.count()) == ((0, 0) if is_refused else (1, 1))
    assert is_refused or not isinstance(answered, Exception)


def test_praise_of_a_leader_above_stands_by_itself(rose, lena, sam):
    actions.recognise(sam, by=lena, text="Well done", signal=rose)

    rose.refresh_from_db()
    assert rose.state == "raised"


def test_praise_is_not_for_what_fell_nor_for_another(signal, rose, sam, maya):
    other = PersonFactory(reports_to=maya)
    for person, case in ((sam, signal), (other, rose)):
        with pytest.raises(Exception, match="for something else"):
            actions.recognise(person, by=maya, text="Well done", signal=case)

    assert not RecognitionFactory._meta.model.objects.exists()
    assert set(Signal.objects.values_list("state", flat=True)) == {"raised"}


def test_good_news_asks_for_no_promise(rose, sam, today):
    actions.answer_signal(rose, by=sam, cause="skill", words="I ask first now", recheck_on=None)

    rose.refresh_from_db()
    assert (rose.state, rose.commitments.count()) == ("answered", 0)
