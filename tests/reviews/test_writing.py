import pytest

from people.verdict import Refused, Stale
from reminders.models import Reminder
from reviews import actions
from reviews.models import Answer
from reviews.steps import goals_of
from tests.factories import DelegationFactory, PersonFactory, ReportingLineFactory, ReviewFactory, ReviewRoundFactory
from tests.factories.reviews import write
from tests.races import race

pytestmark = pytest.mark.django_db


def goal_question(review):
    return review.round.questions.get(about="goal"), goals_of(review)[0]["id"]


def test_both_sides_write_about_each_goal_for_themselves():
    review = ReviewFactory()
    question, goal = goal_question(review)

    actions.save_answer(review, question, goal, by=review.person, text="Won three", scale="on_course")
    actions.save_answer(review, question, goal, by=review.manager, text="Won four", scale="showing_others")

    assert sorted(review.answers.values_list("side", "text", "scale")) == [
        ("manager", "Won four", "showing_others"),
        ("seller", "Won three", "on_course"),
    ]


def test_saving_again_replaces_only_what_was_seen():
    review = ReviewFactory()
    question, goal = goal_question(review)
    first = actions.save_answer(review, question, goal, by=review.person, text="One")
    second = actions.save_answer(review, question, goal, by=review.person, text="Two", seen_version=first.version)

    with pytest.raises(Stale) as stale:
        actions.save_answer(review, question, goal, by=review.person, text="Three", seen_version=first.version)

    assert (second.version, stale.value.current.text) == (2, "Two")
    assert review.answers.get().text == "Two"


def test_saving_the_same_words_twice_is_no_conflict():
    review = ReviewFactory()
    first = write(review, "seller", "The same")
    again = write(review, "seller", "The same")

    assert (again.pk, again.version) == (first.pk, 1)


def test_nobody_answers_for_the_other():
    review = ReviewFactory()
    for_seller = review.round.questions.get(about="manager", asked_of="seller")

    with pytest.raises(Refused):
        actions.save_answer(review, for_seller, by=review.manager, text="They loved it")

    assert not Answer.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "hr", "admin", "leader above"])
def test_nobody_else_writes(who):
    review = ReviewFactory()
    person = PersonFactory(hr=who == "hr", admin=who == "admin", leader=who == "leader above")

    with pytest.raises(Refused):
        actions.save_answer(review, review.round.questions.get(about="self"), by=person, text="I say")

    assert not Answer.objects.exists()


def test_a_goal_of_another_plan_and_a_question_of_another_round_are_refused():
    review, other = ReviewFactory(), ReviewFactory()
    question, goal = goal_question(review)

    with pytest.raises(Refused):
        actions.save_answer(review, question, goals_of(other)[0]["id"], by=review.person, text="x")
    with pytest.raises(Refused):
        actions.save_answer(review, goal_question(other)[0], goal, by=review.person, text="x")
    with pytest.raises(Refused):
        actions.save_answer(review, question, None, by=review.person, text="x")

    assert not Answer.objects.exists()


def test_sharing_needs_words_and_ends_writing():
    review = ReviewFactory()
    with pytest.raises(Refused):
        actions.share(review, by=review.person)
    answer = write(review, "seller", "Mine")

    actions.share(review, by=review.person)

    assert (review.state, bool(review.seller_shared_at), bool(review.manager_shared_at)) == ("writing", True, False)
    with pytest.raises(Refused):
        actions.save_answer(review, answer.question, by=review.person, text="More", seen_version=1)
    with pytest.raises(Refused):
        actions.share(review, by=review.person)


def test_both_shared_is_shared_and_each_is_told_of_the_other():
    review = ReviewFactory()
    write(review, "seller", "Mine")
    write(review, "manager", "Yours")
    actions.share(review, by=review.person)
    actions.share(review, by=review.manager)

    told = Reminder.objects.filter(kind="reviews.shared", channel="app").order_by("created_at")
    assert review.state == "shared"
    assert [(row.recipient_id, row.facts["is_readable"]) for row in told] == [
        (review.manager_id, False),
        (review.person_id, True),
    ]


def test_where_the_seller_is_first_the_manager_waits():
    review = ReviewFactory(round=ReviewRoundFactory(sharing="seller_first"))
    write(review, "manager", "Yours")
    with pytest.raises(Refused):
        actions.share(review, by=review.manager)
    write(review, "seller", "Mine")
    actions.share(review, by=review.person)
    actions.share(review, by=review.manager)

    assert review.state == "shared"
    assert Reminder.objects.get(kind="reviews.shared", channel="app", recipient=review.manager).facts["is_readable"] is True


def test_a_delegate_prepares_and_does_not_share():
    review = ReviewFactory()
    delegate = DelegationFactory(delegator=review.manager).delegate
    actions.save_answer(review, review.round.questions.get(about="self"), by=delegate, text="Prepared")

    with pytest.raises(Refused):
        actions.share(review, by=delegate)

    assert review.answers.get().by == delegate


def test_a_new_manager_takes_over_without_reading_the_former_ones_draft():
    review = ReviewFactory()
    write(review, "manager", "The former manager's draft")
    write(review, "seller", "Mine")
    line = review.person.lines_up.get()
    line.ends_on = "2026-11-01"
    line.save()
    new = ReportingLineFactory(person=review.person, starts_on="2026-11-01").manager
    former = review.manager
    with pytest.raises(Refused):
        write(review, "manager", "Still here")
    with pytest.raises(Refused):
        actions.take_over(review, by=former)

    actions.take_over(review, by=new)

    assert review.manager == new
    assert list(review.answers.values_list("side", "text")) == [("seller", "Mine")]
    assert write(review, "manager", "My own").by == new


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_save_at_once_one_is_told():
    review = ReviewFactory()
    question = review.round.questions.get(about="self")

    def save(text):
        return lambda: actions.save_answer(type(review).objects.get(pk=review.pk), question, by=review.person, text=text)

    outcomes = race(save("left"), save("right"))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Answer", "Stale"]
    assert Answer.objects.get().version == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_share_at_once_are_both_shared():
    review = ReviewFactory()
    write(review, "seller", "Mine")
    write(review, "manager", "Yours")

    def share(person):
        return lambda: actions.share(type(review).objects.get(pk=review.pk), by=person)

    race(share(review.person), share(review.manager))

    review.refresh_from_db()
    assert review.state == "shared"
