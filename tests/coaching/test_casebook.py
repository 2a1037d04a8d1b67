"""The list of cases: which ones, in which order, what leaders above see of it; and how soon something is done."""

import datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching import actions
from coaching.casebook import answering_of, measure
from metrics.models import Metric, Signal, SignalState, Verdict
from metrics.usefulness import order_of
from tests.factories import DelegationFactory, MetricFactory, MuteFactory, PersonFactory, ReportingLineFactory, SignalFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
NOW = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


@pytest.fixture
def listed(pages):
    """The cases on the list of somebody, asked for like this."""

    def ask(person, query=""):
        return [signal for signal, _words in pages.get(person, reverse("coaching:signal_list") + query).context["rows"]]

    return ask


# -- which ones ---------------------------------------------------------------------------------------------------------


def test_the_list_is_mine_or_my_teams_and_open_unless_asked_otherwise(maya, sam, listed):
    signal, own = SignalFactory(person=sam), SignalFactory(person=maya)
    closed = SignalFactory(person=sam, closed=True)
    answered = SignalFactory(person=sam, state="answered")

    assert set(listed(maya)) == {signal, own, answered}
    assert listed(maya, "?whose=mine") == [own]
    assert listed(maya, "?whose=team") == [signal, answered]
    assert listed(maya, "?state=closed") == [closed]
    assert set(listed(maya, "?state=waiting")) == {signal, own}
    assert listed(maya, "?state=worked_on") == [answered]
    assert listed(maya, "?whose=team&state=all") == [signal, answered, closed]
    assert listed(maya, "?state=nonsense") == []
    assert listed(maya, "?page=99") != []


def test_the_list_is_narrowed_by_kind_metric_and_words(maya, sam, listed):
    calls = MetricFactory(key="calls")
    of_calls, other = SignalFactory(person=sam, metric=calls), SignalFactory(person=sam)
    team = SignalFactory(person=maya, kind="team", metric=calls)
    process = SignalFactory(person=sam, process=True)

    assert set(listed(maya, "?kind=metric")) == {of_calls, other}
    assert listed(maya, "?kind=team") == [team]
    assert listed(maya, "?kind=process") == [process]
    assert listed(maya, "?kind=unopened_plan") == [process]
    assert listed(maya, "?kind=no_session") == []
    assert set(listed(maya, "?metric=calls")) == {of_calls, team}
    assert set(listed(maya, "?q=okafor")) == {of_calls, other, process}
    assert set(listed(maya, f"?q={calls.name.upper()}")) == {of_calls, team}
    assert listed(maya, "?q=okafor&metric=calls") == [of_calls]


@pytest.mark.parametrize("name", ["q", "metric", "kind", "whose", "state"])
def test_what_no_text_can_hold_is_left_out_of_what_was_asked(name, maya, pages):
    assert pages.get(maya, f"{reverse('coaching:signal_list')}?{name}=a%00b").status_code == 200


def test_a_signal_of_a_team_and_one_of_the_process_are_shown_as_what_they_are(maya, sam, pages):
    SignalFactory(person=maya, kind="team")
    SignalFactory(person=sam, process=True, facts={"title": "The half year", "who": "both"})

    text = pages.get(maya, reverse("coaching:signal_list")).content.decode()

    assert "the whole team of Maya Lindqvist" in text
    assert "At rest" in text and "Neither of the two has opened “The half year”" in text


def test_leaders_above_see_the_state_and_no_words(lena, sam, pages, listed):
    signal = SignalFactory(person=sam)
    process = SignalFactory(person=sam, process=True, kind="late_commitment", facts={"text": "Ring Hartwell", "by": "Sam"})

    assert set(listed(lena)) == {signal, process}
    text = pages.get(lena, reverse("coaching:signal_list")).content.decode()
    assert "A late promise" in text and signal.metric.name in text
    assert "Hartwell" not in text and "31 in the 4 weeks" not in text
    page = pages.get(lena, process.get_absolute_url()).content.decode()
    assert "A late promise" in page and "Hartwell" not in page


def test_what_is_muted_says_so(maya, sam, pages):
    signal = SignalFactory(person=sam)
    assert ", muted" not in pages.get(maya, reverse("coaching:signal_list")).content.decode()
    today = timezone.localdate()
    MuteFactory(person=sam, metric=signal.metric, starts_on=today, until=today + DAY)

    assert ", muted" in pages.get(maya, reverse("coaching:signal_list")).content.decode()


def test_the_list_costs_the_same_for_thirty(maya, sam, pages, capture):
    path = reverse("coaching:signal_list")
    SignalFactory(person=sam)
    SignalFactory(person=sam, process=True)
    pages.get(maya, path)
    with capture() as few:
        pages.client.get(path)
    for _number in range(14):
        SignalFactory(person=PersonFactory(reports_to=maya))
        SignalFactory(person=sam, process=True)
    with capture() as many:
        answer = pages.client.get(path)

    assert len(answer.context["rows"]) == 30
    assert len(few) == len(many)


# -- in which order -----------------------------------------------------------------------------------------------------

STATES = st.sampled_from(SignalState.values)
CASES = st.lists(
    st.tuples(
        STATES,
        st.sampled_from(Verdict.values),
        st.integers(0, 80),
        st.none() | st.floats(0, 9).map(lambda value: round(value, 6)),
        st.none() | st.integers(-3, 3),
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(cases=CASES)
def test_the_database_sorts_as_the_pure_order_says(cases):
    today = timezone.localdate()
    Signal.objects.all().delete()
    sam = PersonFactory()
    for number, (state, verdict, age, statistic, recheck) in enumerate(cases):
        SignalFactory(
            person=sam,
            metric=Metric.objects.order_by("key")[number],
            state=state,
            closed_at=NOW if state in ("worked", "did_not_work", "false_alarm", "accepted") else None,
            verdict=verdict,
            detected_on=today - age * DAY,
            statistic=statistic,
            threshold=None if statistic is None else 2.5,
            recheck_on=None if recheck is None else today + recheck * DAY,
        )

    in_sql = list(Signal.objects.filter(person=sam).by_usefulness(today))

    assert in_sql == sorted(in_sql, key=lambda signal: order_of(signal, today))


def test_what_waits_comes_before_what_is_worked_on_and_harm_before_good_news():
    today = timezone.localdate()

    def order(**fields):
        usual = {
            "pk": 1,
            "recheck_on": None,
            "state": "raised",
            "verdict": "drifting",
            "detected_on": today,
            "statistic": 3.0,
            "threshold": 2.0,
        }
        return order_of(SimpleNamespace(**usual | fields), today)

    assert order() < order(verdict="ahead") < order(state="answered", verdict="off_course") < order(state="worked")
    assert order(state="answered", recheck_on=today) < order(state="answered", recheck_on=today + DAY)
    assert order(verdict="off_course", detected_on=today - 50 * DAY) < order()
    assert order(detected_on=today - 6 * DAY, statistic=4.0) < order()
    assert order() < order(detected_on=today - 7 * DAY, statistic=9.0)
    assert order(statistic=None, threshold=None) > order()


# -- how soon something is done -----------------------------------------------------------------------------------------


def test_the_time_to_the_first_action_is_a_median_and_knows_who_still_waits():
    rows = [
        (NOW - 5 * DAY, NOW - 4 * DAY, None, None, False),  # answered after a day
        (NOW - 5 * DAY, NOW, None, None, False),  # after five
        (NOW - 5 * DAY, None, NOW - 2 * DAY, None, False),  # closed by somebody after three: that is an answer
        (NOW - 5 * DAY, None, NOW, "moved", False),  # closed by itself: nobody's answer
        (NOW - 5 * DAY, None, None, None, False),  # waits
        (NOW - 5 * DAY, None, None, None, True),  # is muted, so nobody waits
    ]

    found = measure(rows)

    assert (found.days, found.answered, found.waiting) == (3.0, 3, 1)
    assert (measure([]).days, bool(measure([]))) == (None, False)


def at(signal, raised, answered=None):
    Signal.objects.filter(pk=signal.pk).update(raised_at=raised, answered_at=answered)


def test_each_manager_is_measured_by_what_was_raised_while_they_led(maya, sam):
    former, now = PersonFactory(), timezone.now()
    moved = PersonFactory()
    day = timezone.localdate() - 10 * DAY
    ReportingLineFactory(person=moved, manager=former, starts_on=day - 90 * DAY, ends_on=day)
    ReportingLineFactory(person=moved, manager=maya, starts_on=day)
    at(SignalFactory(person=moved), now - 20 * DAY, now - 18 * DAY)
    at(SignalFactory(person=moved), now - 5 * DAY, now - 1 * DAY)
    at(SignalFactory(person=sam), now - 3 * DAY)
    at(SignalFactory(person=sam, verdict="ahead"), now - 3 * DAY)
    at(SignalFactory(person=sam), now - 300 * DAY)

    hers, his = answering_of(maya), answering_of(former)

    assert (round(hers.days, 3), hers.answered, hers.waiting) == (4.0, 1, 1)
    assert (round(his.days, 3), his.answered, his.waiting) == (2.0, 1, 0)


def answered_after(signal, days, by):
    """Wait so many days, answer, and close; gives the case."""
    signal.refresh_from_db()
    Signal.objects.filter(pk=signal.pk).update(answered_at=signal.raised_at + days * DAY)
    actions.close_signal(signal, by=by, outcome="worked")
    return signal


@pytest.mark.parametrize("kind", ["metric", "untouched_goal"])
def test_a_case_that_is_taken_up_again_waits_anew_and_its_waits_before_count(maya, sam, kind):
    fields = {"process": True, "kind": kind} if kind != "metric" else {}
    signal = answered_after(SignalFactory(person=sam, **fields), 9, maya)
    assert (answering_of(maya).days, answering_of(maya).answered) == (9.0, 1)

    actions.reopen_signal(signal, by=sam)

    waits = answering_of(maya)
    assert (waits.days, waits.answered, waits.waiting) == (9.0, 1, 1)
    assert timezone.now() - Signal.objects.get().raised_at < DAY
    answered_after(signal, 3, maya)
    assert (answering_of(maya).days, answering_of(maya).answered) == (6.0, 2)
    actions.reopen_signal(signal, by=sam)
    answered_after(signal, 1, maya)
    assert (answering_of(maya).days, answering_of(maya).answered) == (3.0, 3)


def test_what_closed_by_itself_before_it_was_taken_up_again_is_no_wait(maya, sam):
    signal = SignalFactory(person=sam, process=True, closed=True, facts={"ended": "moved"})

    actions.reopen_signal(signal, by=sam)

    assert (answering_of(maya).answered, answering_of(maya).waiting) == (0, 1)


def test_a_wait_before_counts_for_whoever_led_then(maya, sam):
    signal, new, today = SignalFactory(person=sam), PersonFactory(), timezone.localdate()
    at(signal, timezone.now() - 20 * DAY)
    answered_after(signal, 9, maya)
    sam.lines_up.update(starts_on=today - 90 * DAY, ends_on=today - 5 * DAY)
    ReportingLineFactory(person=sam, manager=new, starts_on=today - 5 * DAY)
    signal.refresh_from_db()

    actions.reopen_signal(signal, by=new)

    assert (answering_of(maya).days, answering_of(maya).answered, answering_of(maya).waiting) == (9.0, 1, 0)
    assert (answering_of(new).answered, answering_of(new).waiting) == (0, 1)


def test_how_soon_costs_the_same_for_thirty(maya, sam, capture):
    def asked():
        with capture() as queries:
            answering_of(maya)
        return len(queries)

    SignalFactory(person=sam)
    one = asked()
    for signal in SignalFactory.create_batch(5, person=sam, closed=True):
        actions.reopen_signal(signal, by=sam)

    assert asked() == one == 2


def test_a_manager_sees_their_own_time_and_nobody_elses(maya, lena, sam, pages):
    now = timezone.now()
    at(SignalFactory(person=sam), now - 5 * DAY, now - 3 * DAY)
    at(SignalFactory(person=sam), now - 5 * DAY)
    words = "2 days, as a median"

    text = pages.get(maya, reverse("coaching:signal_list")).content.decode()

    assert words in text and "One signal of your people waits" in text
    for other in (sam, lena, DelegationFactory(delegator=maya).delegate):
        assert "as a median" not in pages.get(other, reverse("coaching:signal_list")).content.decode()
