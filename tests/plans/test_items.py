"""Items of the working copy: goals with their SMART parts, measures, offers, topics; moved, copied, dropped, brought back."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from people.verdict import Refused, Stale
from plans import actions
from plans.models import Goal, Measure, Offer, Topic
from plans.working import Working, find
from tests.factories import (
    GoalFactory,
    MeasureFactory,
    MetricFactory,
    OfferFactory,
    PersonFactory,
    PlanFactory,
    PortraitFactory,
    PriorityFactory,
    TopicFactory,
    agree,
    agreed_plan,
)
from tests.plans.people_here import assert_refused, fresh, kinds, propose
from tests.races import race

pytestmark = pytest.mark.django_db
DAY = datetime.date
LATE, EARLY = DAY(2027, 1, 1), DAY(2026, 6, 30)


def url(name, *arguments):
    return reverse(f"plans:{name}", args=arguments)


def wrong_with(action, *arguments, **fields):
    """The sentences of a refusal, by field; nothing was written."""
    before = [list(model.objects.values_list("pk", "version")) for model in (Goal, Measure, Offer, Topic)]
    with pytest.raises(ValidationError) as refused:
        action(*arguments, **fields)
    assert [list(model.objects.values_list("pk", "version")) for model in (Goal, Measure, Offer, Topic)] == before
    return {field: " ".join(sentences) for field, sentences in refused.value.message_dict.items()}


# -- what stands in the plan ------------------------------------------------------------------------------------------


def test_a_goal_says_what_exactly_from_when_and_which_duty_it_serves():
    plan = PlanFactory()

    goal = actions.add_goal(
        plan,
        by=plan.person,
        family="results",
        title="Win hospitals",
        specific="Ten new hospitals in the north",
        why="They buy for years",
        duty="Keep the plan of the territory",
        starts_on=DAY(2026, 8, 1),
        due_on=DAY(2026, 12, 1),
        weight=40,
    )

    goal.refresh_from_db()
    assert (goal.specific, goal.duty, goal.starts_on) == (
        "Ten new hospitals in the north",
        "Keep the plan of the territory",
        DAY(2026, 8, 1),
    )
    assert goal.position == 0
    assert kinds(plan) == ["plans.goal_added"]


def test_topics_are_added_changed_moved_and_taken_out_like_everything_else():
    plan = PlanFactory()

    first = actions.add_topic(plan, by=plan.person, text="Key accounts")
    second = actions.add_topic(plan, by=plan.manager, text="Pipeline")
    actions.edit_item(first, by=plan.manager, seen_version=1, text="Key accounts of the north")
    actions.reorder(second, by=plan.person, places=-1)
    assert [topic.text for topic in Working(fresh(plan)).topics] == ["Pipeline", "Key accounts of the north"]
    actions.drop_item(second, by=plan.person, seen_version=1, reason="We see it in the figures")

    working = Working(fresh(plan))
    assert [topic.text for topic in working.topics] == ["Key accounts of the north"]
    assert [(item.text, item.drop_reason) for item in working.dropped] == [("Pipeline", "We see it in the figures")]
    assert kinds(plan) == [f"plans.topic_{what}" for what in ("added", "added", "changed", "moved", "dropped")]


def test_topics_and_exact_words_are_part_of_what_is_signed(client):
    plan = PlanFactory(ready=True)
    TopicFactory(plan=plan, text="Key accounts each time")
    goal = plan.goals.first()
    actions.edit_item(goal, by=plan.person, seen_version=1, specific="Ten new hospitals", duty="Keep the territory plan")
    offer = plan.offers.filter(goal=goal, side="manager").get()
    actions.edit_item(offer, by=plan.manager, seen_version=1, rule="monthly", evidence="field_day", due_on=None)
    agree(fresh(plan))
    client.force_login(plan.person)

    text = client.get(url("version_detail", plan.pk, 1)).content.decode()

    for words in ("Key accounts each time", "Ten new hospitals", "serves the role: Keep the territory plan"):
        assert words in text
    assert "every month, kept by a field day that is logged" in text


# -- what cannot stand in a plan --------------------------------------------------------------------------------------

OUTSIDE = "lies outside the plan’s period, 1 July 2026 to 31 December 2026"
LONG = "x" * 20_001


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"due_on": LATE}, "due_on", OUTSIDE),
        ({"starts_on": EARLY}, "starts_on", OUTSIDE),
        ({"starts_on": DAY(2026, 9, 2), "due_on": DAY(2026, 9, 1)}, "due_on", "due on its first day or later"),
        ({"weight": 101}, "weight", "at most 100 %"),
        ({"title": "  "}, "title", "Write something"),
        ({"title": "x" * 201}, "title", "At most 200 characters fit here; these are 201"),
        ({"specific": LONG}, "specific", "At most 20000 characters fit here; these are 20001"),
        ({"why": LONG}, "why", "At most 20000 characters"),
        ({"why": "a\x00b"}, "why", "NUL"),
        ({"duty": "a\ud800b"}, "duty", "half a character"),
        ({"family": "fame"}, "family", "not a valid choice"),
    ],
)
def test_a_goal_that_cannot_stand_in_the_plan_is_refused_beside_its_field(fields, field, sentence):
    plan = PlanFactory()
    goal = GoalFactory(plan=plan)

    added = wrong_with(actions.add_goal, plan, by=plan.person, **{"family": "team", "title": "x"} | fields)
    edited = wrong_with(actions.edit_item, goal, by=plan.person, seen_version=1, **fields)

    assert added.keys() == edited.keys() == {field}
    assert sentence in added[field] and sentence in edited[field]
    assert kinds(plan) == []


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"low": 20, "high": 14}, "low", "begins above its end"),
        ({"baseline": 10, "target": 9}, "target", "more is better"),
        ({"metric": "lower", "baseline": 10, "target": 11}, "target", "less is better"),
        ({"metric": "retired"}, "metric", "is no longer measured"),
        ({"metric": None}, "metric", "Choose the metric"),
        ({"kind": "criteria", "text": "Both think so"}, "metric", "judged in words"),
        ({"kind": "criteria", "metric": None, "text": " "}, "text", "how both of you will know"),
        ({"due_on": EARLY}, "due_on", OUTSIDE),
        ({"text": LONG, "kind": "criteria", "metric": None}, "text", "At most 20000"),
        ({"target": "a lot"}, "target", "must be a decimal"),
        ({"target": 10**20}, "target", "digits"),
    ],
)
def test_a_measure_that_cannot_stand_in_the_plan_is_refused_beside_its_field(fields, field, sentence):
    metrics = {"lower": MetricFactory(direction="lower"), "retired": MetricFactory(is_retired=True), None: None}
    measure = MeasureFactory(low=None, high=None)
    if "metric" in fields:
        fields = fields | {"metric": metrics[fields["metric"]]}

    added = wrong_with(
        actions.add_measure, measure.goal, by=measure.plan.person, **{"kind": "metric", "metric": measure.metric} | fields
    )
    edited = wrong_with(actions.edit_item, measure, by=measure.plan.person, seen_version=1, **fields)

    assert added.keys() == edited.keys() == {field}
    assert sentence in added[field] and sentence in edited[field]


@pytest.mark.parametrize(
    ("baseline", "target", "direction"), [(10, 10, "higher"), (10, 9, "lower"), (None, 5, "higher"), (5, None, "lower")]
)
def test_a_target_at_the_baseline_or_on_its_good_side_holds(baseline, target, direction):
    goal = GoalFactory()

    measure = actions.add_measure(
        goal, by=goal.plan.person, kind="metric", metric=MetricFactory(direction=direction), baseline=baseline, target=target
    )

    assert measure.target == target


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"due_on": LATE}, "due_on", OUTSIDE),
        ({"text": ""}, "text", "Write something"),
        ({"text": "x" * 1001}, "text", "At most 1000"),
        ({"rule": "hourly"}, "rule", "not a valid choice"),
        ({"evidence": "a feeling"}, "evidence", "not a valid choice"),
        ({"side": "leader"}, "side", "not a valid choice"),
    ],
)
def test_an_offer_that_cannot_stand_in_the_plan_is_refused_beside_its_field(fields, field, sentence):
    plan = PlanFactory()

    wrong = wrong_with(actions.add_offer, plan, by=plan.person, **{"side": "seller", "text": "Call"} | fields)

    assert wrong.keys() == {field}
    assert sentence in wrong[field]


def test_nothing_is_hung_on_a_goal_of_another_plan_or_one_that_was_taken_out():
    plan, other = PlanFactory(), GoalFactory(plan=PlanFactory(person=PersonFactory()))
    gone = GoalFactory(plan=plan)
    actions.drop_item(gone, by=plan.person, seen_version=1)

    assert_refused(actions.add_offer, plan, by=plan.person, side="seller", text="x", goal=other, sentence="another plan")
    assert_refused(actions.add_offer, plan, by=plan.person, side="seller", text="x", goal=gone, sentence="taken out meanwhile")
    assert_refused(
        actions.add_measure, find(fresh(plan), gone.pk), by=plan.person, kind="criteria", text="x", sentence="taken out meanwhile"
    )


def test_a_reason_longer_than_fits_takes_nothing_out():
    goal = GoalFactory()

    wrong = wrong_with(actions.drop_item, goal, by=goal.plan.person, seen_version=1, reason="x" * 401)

    assert wrong == {"reason": "At most 400 characters fit here; these are 401."}
    goal.refresh_from_db()
    assert goal.dropped_at is None


# -- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "order"), [(0, "dabc"), (1, "adbc"), (3, "abcd"), (9999, "abcd"), (2, "abdc")])
def test_an_item_is_put_at_a_place(place, order):
    plan = PlanFactory()
    rows = [TopicFactory(plan=plan, text=letter, position=number) for number, letter in enumerate("abcd")]

    actions.reorder(rows[3], by=plan.manager, place=place)

    assert "".join(topic.text for topic in Working(fresh(plan)).topics) == order


def test_a_move_to_the_same_place_is_no_change():
    plan = PlanFactory()
    row = TopicFactory(plan=plan)

    actions.reorder(row, by=plan.person, place=0)

    assert (kinds(plan), fresh(plan).revision) == ([], 1)


def test_measures_and_offers_move_among_their_own():
    goal = GoalFactory()
    plan = goal.plan
    first, second = (MeasureFactory(goal=goal, position=n) for n in range(2))
    mine, also_mine = (OfferFactory(plan=plan, goal=goal, side="seller", position=n) for n in range(2))
    theirs = OfferFactory(plan=plan, goal=goal, side="manager", position=0)

    actions.reorder(second, by=plan.person, places=-1)
    actions.reorder(also_mine, by=plan.person, places=-1)

    working = Working(fresh(plan))
    assert [row.pk for row in working.goals[0].its_measures] == [second.pk, first.pk]
    assert [row.pk for row in working.offers if row.side == "seller"] == [also_mine.pk, mine.pk]
    assert theirs.pk in {row.pk for row in working.offers}


def test_what_was_taken_out_is_neither_moved_nor_copied_and_a_portrait_keeps_its_topics():
    plan = PlanFactory()
    gone, paragraph = GoalFactory(plan=plan), PortraitFactory(plan=plan)
    actions.drop_item(gone, by=plan.person, seen_version=1)

    for action in (actions.duplicate_item, lambda item, by: actions.reorder(item, by=by, places=1)):
        with pytest.raises(Stale, match="Sam took this out meanwhile"):
            action(find(fresh(plan), gone.pk), by=plan.manager)
        assert_refused(action, paragraph, by=plan.person, sentence="keeps its topics")


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_leave_every_item_in_one_place():
    plan = PlanFactory()
    rows = [TopicFactory(plan=plan, text=letter, position=number) for number, letter in enumerate("abcd")]

    outcomes = race(
        lambda: actions.reorder(find(fresh(plan), rows[0].pk), by=plan.person, place=3),
        lambda: actions.reorder(find(fresh(plan), rows[3].pk), by=plan.manager, place=0),
    )

    assert outcomes == [None, None]
    found = [(topic.position, topic.text) for topic in Working(fresh(plan)).topics]
    assert [position for position, _text in found] == [0, 1, 2, 3]
    assert "".join(letter for _position, letter in found) == "dbca"


# -- copies -----------------------------------------------------------------------------------------------------------


def test_a_copied_goal_stands_behind_the_first_with_its_measures_and_offers():
    plan = PlanFactory()
    goal = GoalFactory(plan=plan, title="Win hospitals", position=0, weight=40, came_from="template", ready=True)
    after = GoalFactory(plan=plan, title="Later", position=1)

    twin = actions.duplicate_item(goal, by=plan.person)

    working = Working(fresh(plan))
    assert [one.title for one in working.goals] == ["Win hospitals", "Win hospitals (copy)", "Later"]
    assert working.goals[2].pk == after.pk
    copy = working.goals[1]
    assert (copy.pk, copy.weight, copy.came_from, copy.version, copy.changed_by) == (twin.pk, None, "", 1, plan.person)
    assert [(row.metric, row.low, row.high) for row in copy.its_measures] == [(goal.measures.get().metric, 14, 20)]
    assert {(row.side, row.text) for row in copy.its_offers} == {(row.side, row.text) for row in working.goals[0].its_offers}
    assert len(copy.its_offers) == 2
    assert {row.pk for row in copy.its_offers}.isdisjoint({row.pk for row in working.goals[0].its_offers})
    assert kinds(plan) == ["plans.goal_copied"]
    assert not working.agreed


def test_a_copy_of_a_copy_is_called_a_copy_once_and_fits():
    plan = PlanFactory()
    goal = GoalFactory(plan=plan, title="x" * 200)

    twin = actions.duplicate_item(actions.duplicate_item(goal, by=plan.person), by=plan.person)

    assert twin.title == "x" * 193 + " (copy)"


@pytest.mark.parametrize("factory", [MeasureFactory, OfferFactory, TopicFactory])
def test_measures_offers_and_topics_are_copied_too(factory):
    item = factory()

    twin = actions.duplicate_item(item, by=item.plan.person)

    assert str(twin) == str(item)
    assert (twin.pk != item.pk, twin.position, twin.version) == (True, 1, 1)


def test_only_the_two_copy():
    goal = GoalFactory()

    for stranger in (PersonFactory(), PersonFactory(hr=True), PersonFactory(leader=True), PersonFactory(admin=True)):
        assert_refused(actions.duplicate_item, goal, by=stranger, sentence="Only the two")
    assert Goal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_goal_that_is_taken_out_while_it_is_copied_is_copied_whole_or_not_at_all():
    goal = GoalFactory(ready=True)
    plan = goal.plan

    copied, dropped = race(
        lambda: actions.duplicate_item(find(fresh(plan), goal.pk), by=plan.person),
        lambda: actions.drop_item(find(fresh(plan), goal.pk), by=plan.manager, seen_version=1),
    )

    assert not isinstance(dropped, Exception)
    parts = (Measure.objects.count(), Offer.objects.count())
    assert parts == ((1, 2) if isinstance(copied, Stale) else (2, 4))


# -- on the pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["person", "manager"])
def test_every_kind_of_item_is_written_moved_copied_taken_out_and_brought_back_on_its_pages(client, who):
    goal = GoalFactory(ready=True)
    plan, me = goal.plan, getattr(goal.plan, who)
    client.force_login(me)
    topic = client.post(url("topic_add", plan.pk), {"text": "Pipeline"})
    assert (topic.status_code, topic.url) == (302, f"{plan.get_absolute_url()}#topics")

    for item in (goal, Measure.objects.get(), Offer.objects.filter(side="seller").get(), Topic.objects.get()):
        place = client.post(url("item_duplicate", plan.pk, item.pk))
        assert place.status_code == 302
        assert client.post(url("item_move", plan.pk, item.pk), {"place": "1"}).url == place.url or item == goal
        assert client.post(url("item_drop", plan.pk, item.pk), {"seen_version": 1, "reason": "Not now"}).status_code == 302
        page = client.get(plan.get_absolute_url()).content.decode()
        assert url("item_restore", plan.pk, item.pk) in page
        assert "Not now" in page
        assert client.post(url("item_restore", plan.pk, item.pk)).status_code == 302
        assert url("item_restore", plan.pk, item.pk) not in client.get(plan.get_absolute_url()).content.decode()


def test_what_was_taken_out_since_the_version_in_force_says_by_whom_and_why(client):
    plan = agreed_plan(ready__goals=2)
    actions.amend(plan, by=plan.person, reason="Other territory")
    goal = fresh(plan).goals.first()
    actions.drop_item(goal, by=plan.person, seen_version=goal.version, reason="It went to Nora")
    client.force_login(plan.manager)

    page = client.get(plan.get_absolute_url()).content.decode()

    assert "It went to Nora" in page
    assert goal.title in page
    assert f"{plan.person.first_name}, " in page


def test_a_place_that_is_none_moves_nothing(client):
    first, _second = (TopicFactory(plan=plan, position=n) for n, plan in enumerate([PlanFactory()] * 2))
    client.force_login(first.plan.person)

    for place in ("-1", "two", "1e9", "99999999999999999999"):
        assert client.post(url("item_move", first.plan_id, first.pk), {"place": place}, follow=True).status_code == 200
    assert kinds(first.plan) == []


def test_a_goal_that_cannot_stand_comes_back_with_the_sentence_and_what_was_typed(client):
    plan = PlanFactory()
    client.force_login(plan.person)

    answer = client.post(
        url("goal_add", plan.pk), {"title": "Grow", "family": "team", "due_on": "2027-02-01", "weight": "120", "why": "My words"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A weight is at most 100 %." in page and "My words" in page
    again = client.post(url("goal_add", plan.pk), {"title": "Grow", "family": "team", "due_on": "2027-02-01"})
    assert OUTSIDE in again.content.decode()
    assert Goal.objects.count() == 0


def test_the_form_of_a_measure_leaves_out_what_does_not_apply_and_wants_the_date_of_a_milestone(client):
    goal, metric = GoalFactory(), MetricFactory()
    client.force_login(goal.plan.person)
    page = url("measure_add", goal.plan_id, goal.pk)
    everything = {"metric": metric.pk, "low": "1", "high": "2", "baseline": "3", "target": "4", "text": "Certified"}

    undated = client.post(page, everything | {"kind": "milestone"})
    assert (undated.status_code, "A milestone has a date: by when?" in undated.content.decode()) == (422, True)
    assert client.post(page, everything | {"kind": "milestone", "due_on": "2026-10-01", "low": "x"}).status_code == 302
    assert client.post(page, everything | {"kind": "metric"}).status_code == 302
    assert client.post(page, everything | {"kind": "metric", "is_leading": "on"}).status_code == 302

    found = [(m.kind, m.metric, m.low, m.baseline, m.target, m.text) for m in goal.measures.order_by("position")]
    assert found == [
        ("milestone", None, None, None, None, "Certified"),
        ("metric", metric, None, 3, 4, ""),
        ("metric", metric, 1, 3, 4, ""),
    ]


def test_an_edit_of_what_was_taken_out_keeps_the_words_and_says_what_to_do(client):
    goal = GoalFactory(title="Grow")
    actions.drop_item(goal, by=goal.plan.person, seen_version=1)
    client.force_login(goal.plan.manager)

    answer = client.post(
        url("item_edit", goal.plan_id, goal.pk), {"title": "Grow in schools", "family": "team", "seen_version": "1"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Sam took this out meanwhile. Bring it back" in page and "Grow in schools" in page


def test_a_goal_may_keep_a_priority_of_another_team_and_serve_a_duty_as_well(client):
    priority = PriorityFactory(title="Win hospitals")
    goal = GoalFactory(priority=priority)
    client.force_login(goal.plan.person)

    saved = client.post(
        url("item_edit", goal.plan_id, goal.pk),
        {"title": "Grow", "family": "team", "priority": priority.pk, "duty": "Keep the territory plan", "seen_version": "1"},
    )

    assert saved.status_code == 302
    page = client.get(goal.plan.get_absolute_url()).content.decode()
    assert "serves “Win hospitals”" in page and "serves the role: Keep the territory plan" in page


def test_the_portrait_shows_both_voices_and_an_empty_one_as_an_invitation(client):
    row = PortraitFactory(text="Customers trust me.")
    client.force_login(row.plan.manager)

    page = client.get(row.plan.get_absolute_url()).content.decode()

    portrait = page.split('id="portrait"')[1].split("</section>")[0]
    assert portrait.count('<div class="voice') == 12
    assert (portrait.count("Nothing from you yet."), portrait.count("Nothing from Sam yet."), portrait.count("Write yours")) == (
        6,
        5,
        6,
    )


@pytest.mark.parametrize("path", ["offers/add/?goal=zzz", "offers/add/?goal=00000000-0000-4000-8000-000000000000"])
def test_an_offer_for_a_goal_that_is_not_there_is_not_found(client, path):
    plan = PlanFactory()
    client.force_login(plan.person)

    assert client.get(f"{plan.get_absolute_url()}{path}").status_code == 404


def test_nothing_is_arranged_while_a_text_waits_for_a_signature():
    plan = PlanFactory(ready=True)
    goal = plan.goals.first()
    propose(plan, plan.manager)

    for action, more in (
        (actions.duplicate_item, {}),
        (actions.reorder, {"places": 1}),
        (actions.drop_item, {"seen_version": 1}),
        (actions.restore_item, {}),
    ):
        assert_refused(action, find(fresh(plan), goal.pk), by=plan.person, sentence="waits for a signature", **more)
    with pytest.raises(Refused, match="waits for a signature"):
        actions.add_topic(fresh(plan), by=plan.person, text="x")
