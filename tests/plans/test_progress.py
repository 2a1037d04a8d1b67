"""How a goal goes: what either side says of it, and the picture of how it went."""

import datetime
import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from perfplan.demo.clock import on
from plans import actions, picture
from plans.living import LivingPage
from plans.models import Measure, Progress
from plans.picture import Lane, Mark, Span
from tests.factories import MeasureFactory, MetricFactory, PersonFactory, PlanFactory, ProgressFactory, agree, agreed_plan
from tests.plans.people_here import assert_refused, fresh, kinds, propose, sign, told
from tests.races import race

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
FIRST, LAST = datetime.date(2026, 7, 1), datetime.date(2026, 12, 31)


@pytest.fixture
def plan(db):
    return agreed_plan(ready__goals=1)


@pytest.fixture
def goal(plan):
    goal = plan.goals.get()
    goal.plan = plan
    return goal


def test_a_value_of_a_measure_is_said_with_or_without_a_judgement(plan, goal):
    measure = goal.measures.get()

    actions.note_progress(goal, by=plan.person, measure=measure, value=Decimal("12.5"))
    actions.note_progress(goal, by=plan.manager, judgement="drifting", measure=measure, value=Decimal(9), note="I see nine")

    rows = list(Progress.objects.order_by("at").values_list("side", "judgement", "value", "note"))
    assert rows == [("seller", "", Decimal("12.5"), ""), ("manager", "drifting", Decimal(9), "I see nine")]
    assert told(plan.manager)[-1] == told(plan.person)[-1] == "plans.progress"
    assert kinds(plan)[-2:] == ["plans.progress"] * 2


def test_the_same_words_sent_twice_are_said_once(plan, goal):
    first = actions.note_progress(goal, by=plan.person, judgement="ahead", note="Good")
    again = actions.note_progress(goal, by=plan.person, judgement="ahead", note="Good")
    other = actions.note_progress(goal, by=plan.person, judgement="ahead", note="Better")

    assert (again, Progress.objects.count()) == (first, 2)
    assert other != first
    assert kinds(plan).count("plans.progress") == 2


def test_two_clicks_at_once_say_it_once(transactional_db):
    plan = PlanFactory(ready=True, ready__goals=1)
    sign(propose(plan, plan.manager), plan.person)

    def say():
        goal = fresh(plan).goals.get()
        actions.note_progress(goal, by=plan.person, judgement="ahead", note="Good")

    race(say, say, say)

    assert Progress.objects.count() == 1


@pytest.mark.parametrize("said", [{}, {"note": "Well"}, {"value": 3}])
def test_what_says_nothing_is_not_kept(plan, goal, said):
    with pytest.raises(ValidationError):
        actions.note_progress(goal, by=plan.person, **said)

    assert not Progress.objects.exists()


def test_a_value_of_another_goals_measure_is_refused(plan, goal):
    with pytest.raises(ValidationError, match="another goal"):
        actions.note_progress(goal, by=plan.person, measure=MeasureFactory(), value=3)


def test_strangers_say_nothing(goal):
    for stranger in (PersonFactory(), PersonFactory(hr=True), PersonFactory(leader=True)):
        assert_refused(actions.note_progress, goal, by=stranger, judgement="ahead", sentence="Only the two")


# -- the form ---------------------------------------------------------------------------------------------------------


def post(client, goal, **fields):
    client.force_login(goal.plan.person)
    return client.post(reverse("plans:progress_add", args=[goal.plan_id, goal.pk]), fields)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"note": "Only words"}, "Say how it goes, or give a value."),
        ({"value": "12"}, "Say which measure this value is of."),
        ({"measure": "its"}, "Give the value too, or say how it goes."),
        ({"measure": "its", "value": "NaN"}, "Enter a number."),
        ({"measure": "its", "value": "1e400"}, "no more than"),
        ({"measure": "its", "value": "twelve"}, "Enter a number."),
        ({"judgement": "splendid"}, "splendid is not one of the available choices"),
        ({"judgement": "ahead", "note": "a\0b"}, "Null characters are not allowed"),
    ],
)
def test_each_fault_of_the_form_has_a_sentence_and_nothing_typed_is_lost(client, goal, fields, sentence):
    fields = {name: goal.measures.get().pk if value == "its" else value for name, value in fields.items()}

    answer = post(client, goal, **fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.sub("[“”]", "", sentence) in page
    assert not Progress.objects.exists()


def test_a_measure_alone_beside_a_judgement_is_no_value(client, goal):
    answer = post(client, goal, judgement="ahead", measure=goal.measures.get().pk)

    assert answer.status_code == 302
    assert (Progress.objects.get().measure, Progress.objects.get().value) == (None, None)


def test_a_share_is_typed_as_per_cent(client):
    plan = PlanFactory(ready=True, ready__goals=1)
    goal = plan.goals.get()
    share = MeasureFactory(goal=goal, metric=MetricFactory(unit="%", kind="ratio"), low=None, high=None)
    plan = agree(plan)
    goal.plan = plan

    post(client, goal, measure=share.pk, value="42")

    assert Progress.objects.get().value == Decimal("0.42")


def test_a_measure_that_nobody_signed_has_no_value_yet(client, plan, goal):
    actions.amend(fresh(plan), by=plan.person, reason="More")
    new = actions.add_measure(fresh(plan).goals.get(), by=plan.person, kind="criteria", text="Both think so")

    answer = post(client, goal, measure=new.pk, value="3")

    assert answer.status_code == 422
    assert new in Measure.objects.all()


def test_what_was_said_of_a_metric_stands_beside_it(client, plan, goal):
    actions.note_progress(goal, by=plan.person, measure=goal.measures.get(), value=17)
    client.force_login(plan.manager)

    assert "17, said by Sam" in client.get(plan.get_absolute_url()).content.decode()


# -- the page of a goal -----------------------------------------------------------------------------------------------


def test_the_page_of_a_goal_tells_what_was_said_and_how_its_words_changed(client, plan, goal):
    with on(datetime.date(2026, 8, 3)):
        actions.note_progress(goal, by=plan.person, judgement="drifting", measure=goal.measures.get(), value=8, note="Slow")
    actions.amend(fresh(plan), by=plan.manager, reason="The territory changed")
    working = fresh(plan).goals.get()
    actions.edit_item(working, by=plan.manager, seen_version=working.version, title="Win clinics")
    sign(propose(plan, plan.manager), plan.person)
    client.force_login(plan.person)

    answer = client.get(reverse("plans:goal_detail", args=[plan.pk, goal.pk]))

    page = answer.context["page"]
    assert [(wording.version.number, wording.is_first) for wording in page.wordings] == [(2, False), (1, True)]
    assert [lane["lane"].said[0].value for lane in page.lanes] == [8.0]
    text = answer.content.decode()
    for words in ("The territory changed", "Slow", "Sam, 3 August: drifting", "Win clinics"):
        assert words in text


def test_a_goal_that_was_taken_out_can_still_be_read_and_one_never_signed_cannot(client):
    plan = agreed_plan(ready__goals=2)
    gone = plan.goals.last()
    actions.amend(fresh(plan), by=plan.manager, reason="Less")
    actions.drop_item(gone, by=plan.manager, seen_version=gone.version, reason="It moved")
    new = actions.add_goal(fresh(plan), by=plan.manager, family="growth", title="Only in the draft")
    client.force_login(plan.person)
    path = [reverse("plans:goal_detail", args=[plan.pk, goal.pk]) for goal in (gone, new)]
    assert [client.get(one).status_code for one in path] == [200, 404]

    actions.drop_item(new, by=plan.manager, seen_version=new.version, reason="Later")
    sign(propose(plan, plan.manager), plan.person)

    answer = client.get(path[0])
    assert (answer.status_code, answer.context["page"].is_in_force) == (200, False)


def test_silence_is_not_green(plan, goal):
    Measure.objects.filter(goal=goal).delete()
    ProgressFactory(goal=goal, by=plan.person, judgement="on_course")
    ProgressFactory(goal=goal, by=plan.manager, side="manager", judgement="drifting")
    page = LivingPage(fresh(plan), plan.person)
    page.body["goals"][0]["measures"] = []
    assert page.goals[0].state == "drifting"  # the worse of what both say

    Progress.objects.update(at=timezone.now() - datetime.timedelta(days=60))
    page = LivingPage(fresh(plan), plan.person)
    page.body["goals"][0]["measures"] = []
    assert page.goals[0].state == "no_data"


# -- the picture ------------------------------------------------------------------------------------------------------


def mark(day, side="seller", value=3.0, words="Sam"):
    return Mark(day, side, value, words)


def test_the_marks_of_the_two_differ_in_shape():
    lane = Lane("Calls", said=[mark(FIRST), mark(LAST, "manager")])

    svg = picture.lane(lane, Span(FIRST, LAST), "Calls.")

    assert (svg.count("<circle"), svg.count('<rect x="')) == (1, 1)
    assert 'class="by seller"' in svg and 'class="by manager"' in svg


def test_states_have_their_shapes_and_each_side_its_line():
    marks = [mark(FIRST, value="on_course"), mark(LAST, value="drifting"), mark(LAST, "manager", "off_course")]

    svg = picture.judgements(marks, Span(FIRST, LAST), "Said.")

    assert [svg.count(f'class="{look}"') for look in ("ok", "drift", "off")] == [1, 1, 1]
    assert (svg.count("<circle"), svg.count("l6 6l-6 6"), svg.count("l6 11h-12z")) == (1, 1, 1)


def test_what_people_wrote_is_no_markup_in_the_picture():
    lane = Lane("<b>", said=[mark(FIRST, words='"><script>x</script>')])

    svg = picture.lane(lane, Span(FIRST, FIRST), 'a"b<c>')

    assert "<script" not in svg and 'aria-label="a&quot;b&lt;c&gt;"' in svg


@pytest.mark.parametrize(
    "lane",
    [
        Lane("Nothing"),
        Lane("One", measured=[(FIRST, 0.0)]),
        Lane("Flat", measured=[(FIRST, 5.0), (LAST, 5.0)], low=5.0, high=5.0),
        Lane("Large", measured=[(FIRST, 1e12), (LAST, -1e12)], target=2e12),
        Lane(
            "Early and late", said=[mark(FIRST - datetime.timedelta(days=99)), mark(LAST + datetime.timedelta(days=9))], low=1.0
        ),
    ],
)
def test_everything_is_drawn_within_the_picture(lane):
    svg = picture.lane(lane, Span(FIRST, LAST), "Words.")

    numbers = [float(number) for number in re.findall(r'c[xy]="([-\d.]+)"|d="M([-\d.]+) ', svg) for number in number if number]
    assert all(0 <= number <= picture.WIDTH for number in numbers)
    assert "nan" not in svg
