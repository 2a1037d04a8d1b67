"""Threads: who may say what where, who is told, and how a thread is settled and opened again."""

import datetime
import re
from types import SimpleNamespace
from typing import NamedTuple
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.verdict import Refused
from plans import actions
from plans.draft import DraftPage
from plans.mentions import marked, mentioned
from plans.models import Comment, Plan
from reminders.kinds import get
from reminders.models import Reminder
from tests.factories import (
    AgreedFactory,
    CommentFactory,
    GoalFactory,
    InvitationFactory,
    MeasureFactory,
    OfferFactory,
    PersonFactory,
    PlanFactory,
    PortraitFactory,
    TopicFactory,
)
from tests.plans.people_here import assert_refused, fresh, kinds, propose, sign, told
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal():
    return GoalFactory(title="Win")


@pytest.fixture
def remark(goal):
    """What the seller asks about the goal."""
    return actions.comment(goal.plan, by=goal.plan.person, item_id=goal.pk, text="Until when?")


def again(remark):
    """The remark as it is in the database now."""
    return Comment.objects.select_related("plan", "by", "answers").get(pk=remark.pk)


# -- threads ----------------------------------------------------------------------------------------------------------


def test_an_answer_belongs_to_the_thread_and_its_item_and_the_other_is_told(remark):
    plan = remark.plan
    answer = actions.answer(again(remark), by=plan.manager, text="The end of June.")
    second = actions.answer(again(answer), by=plan.person, text="Good.")

    assert [answer.answers, second.answers] == [remark, remark]
    assert {answer.item_id, second.item_id} == {remark.item_id}
    assert kinds(plan) == ["plans.commented", "plans.answered", "plans.answered"]
    assert (told(plan.person), told(plan.manager)) == (["plans.comment"], ["plans.comment", "plans.comment"])


def test_a_stranger_says_nothing(remark):
    stranger = PersonFactory()

    assert_refused(actions.answer, again(remark), by=stranger, text="Me too", sentence="Only the two")
    assert_refused(actions.settle, again(remark), by=stranger, sentence="Only the two")
    assert_refused(actions.reopen_thread, again(remark), by=stranger, sentence="Only the two")
    assert Comment.objects.count() == 1


def test_a_coach_answers_and_does_not_settle(remark):
    coach = InvitationFactory(plan=remark.plan).person

    actions.answer(again(remark), by=coach, text="Ask for June.")

    assert told(remark.plan.person) == ["plans.comment"]
    assert told(remark.plan.manager) == ["plans.comment"] * 2
    assert_refused(actions.settle, again(remark), by=coach, sentence="Only the two")


def test_whoever_spoke_in_a_thread_is_told_of_answers_as_long_as_they_may_read_it(remark):
    plan = remark.plan
    stays, leaves = (InvitationFactory(plan=plan) for _number in range(2))
    for invitation in (stays, leaves):
        actions.answer(again(remark), by=invitation.person, text="Hm.")
    actions.end_invitation(leaves, by=plan.person)

    actions.answer(again(remark), by=plan.manager, text="June.")

    assert told(stays.person) == ["plans.comment"] * 2
    assert told(leaves.person) == []


def test_a_thread_is_settled_at_its_head_from_any_of_its_remarks(remark):
    answer = actions.answer(again(remark), by=remark.plan.manager, text="June.")

    head = actions.settle(again(answer), by=remark.plan.person)
    actions.settle(again(remark), by=remark.plan.manager)

    assert (head, head.settled_by) == (remark, remark.plan.person)
    assert again(answer).settled_at is None
    assert kinds(remark.plan).count("plans.settled") == 1


def test_an_answer_opens_a_settled_thread_again(remark):
    actions.settle(again(remark), by=remark.plan.manager)

    actions.answer(again(remark), by=remark.plan.person, text="Still: until when?")

    assert again(remark).settled_at is None
    assert kinds(remark.plan)[-2:] == ["plans.thread_reopened", "plans.answered"]


def test_a_settled_thread_is_opened_again_once(remark):
    actions.settle(again(remark), by=remark.plan.manager)

    for _time in range(2):
        actions.reopen_thread(again(remark), by=remark.plan.person)

    assert again(remark).settled_at is None
    assert kinds(remark.plan).count("plans.thread_reopened") == 1


def test_the_database_settles_no_answer(remark):
    answer = actions.answer(again(remark), by=remark.plan.manager, text="June.")

    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=answer.pk).update(settled_at=timezone.now(), settled_by=remark.plan.person)


def test_a_closed_plan_is_talked_about_no_more(remark):
    plan = remark.plan
    actions.close(fresh(plan), by=plan.manager)

    for action in (actions.settle, actions.reopen_thread):
        assert_refused(action, again(remark), by=plan.person, sentence="closed")
    assert_refused(actions.answer, again(remark), by=plan.person, text="?", sentence="closed")
    assert_refused(actions.comment, fresh(plan), by=plan.person, item_id=plan.pk, text="?", sentence="closed")


@pytest.mark.parametrize("text", ["", "x" * 4001])
def test_nothing_and_too_much_is_not_said(goal, text):
    with pytest.raises(ValidationError):
        actions.comment(goal.plan, by=goal.plan.person, item_id=goal.pk, text=text)

    assert not Comment.objects.exists()


def test_a_remark_on_a_signed_plan_is_allowed():
    plan = PlanFactory(ready=True, ready__goals=1)
    sign(propose(plan, plan.manager), plan.person)

    remark = actions.comment(fresh(plan), by=plan.person, item_id=plan.pk, text="How do you see it?")

    assert told(plan.manager)[-1] == "plans.comment"
    assert Reminder.objects.filter(subject_id=remark.pk).first().path.endswith(f"/comments/{remark.pk}/")


# -- correcting -------------------------------------------------------------------------------------------------------


def test_one_corrects_ones_own_words_and_whoever_is_called_anew_is_told(remark):
    actions.correct(again(remark), by=remark.plan.person, text="Until when, @Maya?")

    assert again(remark).text == "Until when, @Maya?"
    assert list(remark.mentions.all()) == [remark.plan.manager]
    assert told(remark.plan.manager) == ["plans.comment", "plans.mentioned"]
    assert kinds(remark.plan) == ["plans.commented", "plans.corrected"]


def test_the_same_words_are_no_correction(remark):
    actions.correct(again(remark), by=remark.plan.person, text="Until when?")

    assert kinds(remark.plan) == ["plans.commented"]


def test_nobody_corrects_the_other(remark):
    assert_refused(actions.correct, again(remark), by=remark.plan.manager, text="Never", sentence="Only Sam")


def test_what_was_answered_stays_as_it_was_said(remark):
    answer = actions.answer(again(remark), by=remark.plan.manager, text="June.")

    assert_refused(actions.correct, again(remark), by=remark.plan.person, text="Never", sentence="answered")
    actions.correct(again(answer), by=remark.plan.manager, text="The end of June.")


@pytest.mark.parametrize(("minutes", "may"), [(14, True), (15, False)])
def test_words_can_be_corrected_for_a_quarter_of_an_hour(remark, minutes, may):
    later = remark.at + datetime.timedelta(minutes=minutes)
    with mock.patch("django.utils.timezone.now", return_value=later):
        if may:
            actions.correct(again(remark), by=remark.plan.person, text="Since when?")
        else:
            assert_refused(actions.correct, again(remark), by=remark.plan.person, text="Never", sentence="a while ago")

    assert again(remark).text == ("Since when?" if may else "Until when?")


# -- names that are called --------------------------------------------------------------------------------------------


class Named(NamedTuple):
    """Somebody, as far as calls go."""

    name: str
    first_name: str


SAM, MAYA, OTHER, ODD, KIM = (
    Named(name, name.split()[0]) for name in ("Sam Okafor", "Maya Lindqvist", "Maya Stone", "Zoë O’Brien", "김 민지")
)
CALLS = [
    ("@Sam", [SAM]),
    ("Hello @sam, and thanks", [SAM]),
    ("@Sam Okafor's words", [SAM]),
    ("@Maya", []),  # which of the two?
    ("@Maya Lindqvist and @Maya Stone.", [MAYA, OTHER]),
    ("@Maya  Lindqvist", []),
    ("@Sams and @Sam-Lee and @Samantha", []),
    ("write to me@sam.example or x@Sam", []),
    ("@@Sam", []),
    ("@Nobody", []),
    ("@", []),
    ("(@Sam) @sam @SAM", [SAM]),
    ("@Zoë", [ODD]),
    ("@Zoe\u0308 O’Brien", [ODD]),
    ("@김 민지", [KIM]),
]


@pytest.mark.parametrize(("text", "expected"), CALLS)
def test_who_is_called(text, expected):
    assert mentioned(text, [SAM, MAYA, OTHER, ODD, KIM]) == expected


MARKS = [
    ("<p>Ask @Sam.</p>", '<p>Ask <span class="call">@Sam</span>.</p>'),
    ("<p><code>@Sam</code> @Sam</p>", '<p><code>@Sam</code> <span class="call">@Sam</span></p>'),
    ('<p><a href="https://x.example/@Sam">@Sam</a></p>', '<p><a href="https://x.example/@Sam">@Sam</a></p>'),
    ("<p>@Tim &lt;b&gt; Fox</p>", '<p><span class="call">@Tim &lt;b&gt; Fox</span></p>'),
    ("<p>&lt;@Samantha</p>", "<p>&lt;@Samantha</p>"),
]


@pytest.mark.parametrize(("html", "expected"), MARKS)
def test_calls_are_marked_outside_of_links_and_code(html, expected):
    people = [SAM, Named("Tim <b> Fox", "Tim <b> Fox")]

    assert marked(html, people) == expected


def test_whoever_is_called_is_told_so_and_not_twice(goal):
    remark = actions.comment(goal.plan, by=goal.plan.person, item_id=goal.pk, text="@Maya, until when? @Maya?")

    assert told(goal.plan.manager) == ["plans.mentioned"]
    assert list(remark.mentions.all()) == [goal.plan.manager]


def test_a_coach_is_called_in_and_a_stranger_is_not(goal):
    coach = InvitationFactory(plan=goal.plan, person__name="Nora Berg").person
    stranger = PersonFactory(name="Tom Stranger")

    actions.comment(goal.plan, by=goal.plan.person, item_id=goal.pk, text="@Nora, @Tom, @Sam: what do you think?")

    assert told(coach) == ["plans.mentioned"]
    assert told(stranger) == told(goal.plan.person) == []
    assert told(goal.plan.manager) == ["plans.comment"]


def test_a_call_is_owed_until_the_thread_is_settled(remark):
    answer = actions.answer(again(remark), by=remark.plan.manager, text="@Sam, June?")
    reminder = Reminder.objects.get(kind="plans.mentioned", channel="app")
    assert get("plans.mentioned").still_owed(reminder)

    actions.settle(again(answer), by=remark.plan.person)

    assert not get("plans.mentioned").still_owed(reminder)


# -- on the page ------------------------------------------------------------------------------------------------------


def page_of(client, plan, person):
    client.force_login(person)
    return client.get(plan.get_absolute_url()).content.decode()


def test_each_thread_says_which_part_it_is_about(goal):
    plan = goal.plan
    measure, offer = MeasureFactory(goal=goal), OfferFactory(plan=plan, goal=goal, text="Call ten")
    words, topic = PortraitFactory(plan=plan), TopicFactory(plan=plan, text="Key accounts")
    for item in (goal, measure, offer, words, topic, plan):
        CommentFactory(item=SimpleNamespace(plan=plan, pk=item.pk))

    page = DraftPage(fresh(plan), plan.manager)

    assert [thread.about for thread in page.goals[0].talk.threads] == ["", str(measure), "What Sam would do: “Call ten”"]
    assert [thread.about for thread in page.portrait_talk.threads] == ["Strengths, in Sam’s words"]
    assert [thread.about for thread in page.topics_talk.threads] == ["Key accounts"]
    assert [thread.about for thread in page.general_talk.threads] == [""]
    assert page.unsettled == 6


def test_each_part_has_a_way_to_say_something(client, goal):
    plan = goal.plan
    items = [
        goal,
        MeasureFactory(goal=goal),
        OfferFactory(plan=plan, goal=goal),
        PortraitFactory(plan=plan),
        TopicFactory(plan=plan),
    ]

    page = page_of(client, plan, plan.manager)

    for item in [*items, plan]:
        assert f'href="{reverse("plans:comment_add", args=[plan.pk, item.pk])}"' in page


def test_a_coach_speaks_in_no_sides_colour_and_their_question_is_for_both(client, remark):
    coach = InvitationFactory(plan=remark.plan, person__name="Nora Berg").person
    actions.answer(again(remark), by=coach, text="Why June?")

    (thread,) = DraftPage(fresh(remark.plan), remark.plan.person).open_threads

    assert [one.side for one in thread.remarks] == ["seller", ""]
    assert thread.waits_for == {"seller", "manager"}
    assert "Why June?" in page_of(client, remark.plan, coach)


def test_a_long_thread_shows_how_it_began_what_is_new_and_how_it_ends(remark):
    for number in range(6):
        actions.answer(again(remark), by=remark.plan.manager, text=str(number))

    (thread,) = DraftPage(fresh(remark.plan), remark.plan.person).open_threads

    assert [one.text for one in thread.shown] == ["Until when?", "4", "5"]
    assert thread.hidden == 4


def test_a_settled_thread_leaves_the_draft_and_is_found_among_all(client, remark):
    actions.settle(again(remark), by=remark.plan.manager)

    draft = page_of(client, remark.plan, remark.plan.person)
    settled = client.get(reverse("plans:discussion", args=[remark.plan.pk]), {"show": "settled"}).content.decode()

    assert ("Until when?" in draft, "1 thread is settled" in draft) == (False, True)
    assert "Until when?" in settled and "Open it again" in settled


def test_what_was_said_about_what_was_taken_out_is_kept(client, remark, goal):
    actions.drop_item(goal, by=goal.plan.manager, seen_version=1)

    assert "Until when?" not in page_of(client, goal.plan, goal.plan.person)
    everything = client.get(reverse("plans:discussion", args=[goal.plan.pk])).content.decode()
    assert "Until when?" in everything and "Something that was taken out" in everything


HARMS = ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", "@Maya<script>x</script>"]


@pytest.mark.parametrize("text", HARMS)
def test_markdown_is_rendered_safely(client, goal, text):
    actions.comment(goal.plan, by=goal.plan.person, item_id=goal.pk, text=f"**Now** {text}")

    page = page_of(client, goal.plan, goal.plan.manager)

    assert "<strong>Now</strong>" in page
    assert not re.search(r"<script(?![^>]*src)|<[^>]*onerror|href=\"javascript", page)


def test_the_forms_work_without_javascript(client, goal):
    plan = goal.plan
    client.force_login(plan.person)
    path = reverse("plans:comment_add", args=[plan.pk, goal.pk])
    assert client.post(path, {"text": " "}).status_code == 422
    answer = client.post(path, {"text": "Until when?"})
    remark = Comment.objects.get()
    assert answer["Location"] == f"{plan.get_absolute_url()}#remark-{remark.pk}"

    steps = [
        ("comment_answer", {"text": "June"}),
        ("comment_edit", {"text": "July"}),
        ("comment_settle", {}),
        ("comment_reopen", {}),
    ]
    newest = remark
    for name, data in steps:
        assert client.post(reverse(f"plans:{name}", args=[plan.pk, newest.pk]), data).status_code == 302
        newest = Comment.objects.order_by("-at").first()
    assert [one.text for one in Comment.objects.order_by("at")] == ["Until when?", "July"]
    assert again(remark).settled_at is None


def test_a_form_within_the_page_is_answered_in_the_page(client, goal):
    client.force_login(goal.plan.person)
    path = reverse("plans:comment_add", args=[goal.plan.pk, goal.pk])

    said = client.post(path, {"text": "Until when?"}, headers={"HX-Request": "true"})
    refused = client.post(path, {"text": "x\0"}, headers={"HX-Request": "true"})

    assert (said.status_code, said["HX-Trigger"]) == (204, "plan:saved")
    assert refused.status_code == 422
    assert 'id="sayform"' in refused.content.decode()


def test_a_letter_leads_to_where_the_remark_stands_now(client, remark):
    client.force_login(remark.plan.person)
    path = reverse("plans:comment_place", args=[remark.plan.pk, remark.pk])
    assert client.get(path)["Location"] == f"{remark.plan.get_absolute_url()}#remark-{remark.pk}"

    actions.settle(again(remark), by=remark.plan.manager)

    assert client.get(path)["Location"].endswith(f"/discussion/?show=settled#remark-{remark.pk}")


def test_a_remark_of_another_plan_is_not_there(client, remark):
    other = GoalFactory().plan
    client.force_login(other.person)

    for name in ("comment_place", "comment_answer"):
        assert client.get(reverse(f"plans:{name}", args=[other.pk, remark.pk])).status_code == 404


def queries_of(client, path):
    client.get(path)  # what is looked up once in a process is looked up now
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in caught.captured_queries]


@pytest.mark.parametrize("page", ["plan_detail", "discussion"])
@pytest.mark.parametrize("who", ["person", "manager"])
def test_however_much_was_said_the_page_asks_as_often(client, page, who):
    counts = []
    for threads in (1, 40):
        goal = GoalFactory()
        plan, coach = goal.plan, InvitationFactory(plan=goal.plan).person
        for _number in range(threads):
            head = CommentFactory(item=goal)
            for by in (plan.manager, coach, plan.person, plan.manager):
                CommentFactory(item=goal, by=by, answers=head).mentions.set([plan.person, coach])
        client.force_login(getattr(plan, who))
        counts.append(queries_of(client, reverse(f"plans:{page}", args=[plan.pk])))

    assert len(counts[0]) == len(counts[1]), "\n".join(counts[1])


# -- agreeing with parts ----------------------------------------------------------------------------------------------


def test_one_part_is_agreed_with_by_itself_and_its_change_is_said_in_words(client, goal):
    plan, measure = goal.plan, MeasureFactory(goal=goal)
    for side in ("seller", "manager"):
        for item in (goal, measure):
            AgreedFactory(item=SimpleNamespace(plan=plan, pk=item.pk, version=1), side=side)
    actions.edit_item(measure, by=plan.manager, seen_version=1, low=10)

    page = DraftPage(fresh(plan), plan.person)
    assert {side: mark.state for side, mark in page.goals[0].marks.items()} == {"seller": "earlier", "manager": "earlier"}
    assert "You agreed an earlier wording" in page_of(client, plan, plan.person)
    assert "Maya agreed an earlier wording" in page_of(client, plan, plan.person)

    part = page.goals[0].its_measures[0]
    client.post(reverse("plans:item_agree", args=[plan.pk, part.pk]), {"seen_stamp": part.stamp})

    after = DraftPage(fresh(plan), plan.person).goals[0]
    assert {side: mark.state for side, mark in after.marks.items()} == {"seller": "agrees", "manager": "earlier"}


def test_what_a_manager_before_agreed_with_binds_nobody(goal):
    plan = goal.plan
    AgreedFactory(item=goal, side="manager")
    new = PersonFactory(name="Nora New")
    Plan.objects.filter(pk=plan.pk).update(manager=new)

    page = DraftPage(fresh(plan), plan.person)

    assert page.goals[0].marks["manager"].state == "none"


def test_the_page_lists_what_is_open_between_the_two(client, remark):
    plan = remark.plan

    found = DraftPage(fresh(plan), plan.manager).between

    assert [one.kind for one in found.of["manager"]] == ["answer", "agree", "offer"]
    assert [one.kind for one in found.of["seller"]] == ["agree", "offer"]
    html = page_of(client, plan, plan.manager)
    assert "What is still open between us" in html
    assert f'href="#remark-{remark.pk}">Until when?' in html


# -- at the same moment -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_an_answer_while_the_thread_is_settled_is_never_lost_in_a_settled_thread():
    remark = CommentFactory()
    plan = remark.plan

    outcomes = race(
        lambda: actions.settle(again(remark), by=plan.person), lambda: actions.answer(again(remark), by=plan.manager, text="June")
    )

    assert not any(isinstance(outcome, Exception) for outcome in outcomes)
    answered, settled = (kinds(plan).index(kind) for kind in ("plans.answered", "plans.settled"))
    assert (again(remark).settled_at is None) == (settled < answered)


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_both_stand_and_one_of_them_opens_the_thread():
    remark = CommentFactory()
    actions.settle(again(remark), by=remark.plan.person)

    race(*[lambda by=by: actions.answer(again(remark), by=by, text="June") for by in (remark.plan.person, remark.plan.manager)])

    assert remark.replies.count() == 2
    assert kinds(remark.plan).count("plans.thread_reopened") == 1


@pytest.mark.django_db(transaction=True)
def test_a_correction_and_an_answer_at_once_never_change_what_was_answered():
    remark = CommentFactory(text="Before")
    plan = remark.plan

    corrected, answered = race(
        lambda: actions.correct(again(remark), by=plan.person, text="After"),
        lambda: actions.answer(again(remark), by=plan.manager, text="June"),
    )

    assert isinstance(answered, Comment)
    if isinstance(corrected, Refused):
        assert again(remark).text == "Before"
    else:
        assert kinds(plan) == ["plans.corrected", "plans.answered"]


def test_beside_a_goal_stand_the_latest_threads_and_the_others_on_their_page(client):
    goal = GoalFactory()
    remarks = [CommentFactory(item=goal, text=f"Remark number {number}") for number in range(8)]
    client.force_login(goal.plan.person)

    page = client.get(goal.plan.get_absolute_url()).content.decode()
    whole = client.get(reverse("plans:discussion", args=[goal.plan_id])).content.decode()
    place = client.get(reverse("plans:comment_place", args=[goal.plan_id, remarks[0].pk]))

    assert [number for number in range(8) if f'id="remark-{remarks[number].pk}"' in page] == [3, 4, 5, 6, 7]
    assert "3 more threads" in page
    assert all(f'id="remark-{remark.pk}"' in whole for remark in remarks)
    assert place.url.startswith(reverse("plans:discussion", args=[goal.plan_id]))
