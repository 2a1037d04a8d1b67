import pytest
from django.core.exceptions import ValidationError

from people import chain
from people.chain import verify
from people.verdict import Refused
from reminders.models import Reminder
from reviews import actions
from reviews.models import ReviewRecord
from reviews.steps import goals_of
from tests import attacks
from tests.factories import (
    DelegationFactory,
    PersonFactory,
    ReportingLineFactory,
    ReviewRecordFactory,
    acknowledged_review,
    concluded_review,
    shared_review,
)
from tests.factories.reviews import ReviewFactory, write
from tests.races import race

pytestmark = pytest.mark.django_db


def outcomes(review, word="on_course"):
    return {goal["id"]: (word, "") for goal in goals_of(review)}


def test_a_concluded_review_is_frozen_with_its_words_and_outcomes():
    review = concluded_review(seller="My half", manager="Your half")

    record = review.records.get()
    facts = record.facts
    whole = next(step for step in facts["steps"] if step["key"] == "whole")
    assert (review.state, record.number, record.what, facts["summary"]) == ("concluded", 1, "concluded", "A good half.")
    assert whole["questions"][0]["answers"]["seller"] == {"by": "Sam Okafor", "text": "My half", "scale": "getting_there"}
    assert whole["questions"][0]["answers"]["manager"]["text"] == "Your half"
    assert [step["outcome"] for step in facts["steps"] if "goal" in step] == [{"word": "on_course", "note": "as agreed"}] * 3
    assert facts["open_ends"] == ["Reset the range"]
    assert facts["plan"]["digest"] == bytes(review.version.digest).hex()
    assert Reminder.objects.filter(kind="reviews.concluded", recipient=review.person).count() == 2


def test_the_history_of_the_plan_names_each_step():
    review = acknowledged_review()

    kinds = list(review.plan.history.filter(kind__startswith="reviews.").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["reviews.shared", "reviews.shared", "reviews.concluded", "reviews.acknowledged"]


@pytest.mark.parametrize("missing", ["a goal", "the summary", "a word"])
def test_a_conclusion_needs_a_word_for_each_goal_and_a_summary(missing):
    review = shared_review()
    words = outcomes(review, "" if missing == "a word" else "on_course")
    if missing == "a goal":
        words.popitem()

    with pytest.raises(ValidationError):
        actions.conclude(review, by=review.manager, outcomes=words, summary="" if missing == "the summary" else "Good")

    review.refresh_from_db()
    assert (review.state, review.goal_outcomes.count(), ReviewRecord.objects.count()) == ("shared", 0, 0)


def test_only_the_manager_in_person_concludes():
    review = shared_review()
    delegate = DelegationFactory(delegator=review.manager).delegate
    for person in (review.person, delegate, PersonFactory(hr=True), PersonFactory(admin=True), PersonFactory(leader=True)):
        with pytest.raises(Refused):
            actions.conclude(review, by=person, outcomes=outcomes(review), summary="Mine")

    assert not ReviewRecord.objects.exists()


def test_nothing_is_concluded_before_both_have_shared():
    review = ReviewFactory()
    write(review, "manager", "x")

    with pytest.raises(Refused):
        actions.conclude(review, by=review.manager, outcomes=outcomes(review), summary="x")


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("agreed", "I have received this review, and I agree with it."),
        ("differs", "I have received this review. I see it differently; my comment is part of the record."),
    ],
)
def test_the_sentence_that_was_shown_is_stored_with_the_act(kind, sentence):
    review = acknowledged_review(kind=kind, comment="Halved in May")

    first, second = review.records.order_by("number")
    assert (review.state, review.acknowledgement, review.comment_sentence) == ("acknowledged", kind, sentence)
    assert (second.facts["sentence"], second.facts["comment"], second.facts["of"]["digest"]) == (
        sentence,
        "Halved in May",
        first.fingerprint,
    )
    assert bytes(second.previous_digest) == bytes(first.digest)
    assert Reminder.objects.get(kind="reviews.acknowledged", recipient=review.manager).channel == "app"  # and in the daily letter


def test_only_the_seller_acknowledges():
    review = concluded_review()
    for person in (review.manager, PersonFactory(hr=True), PersonFactory()):
        with pytest.raises(Refused):
            actions.acknowledge(review, by=person, kind="agreed")

    assert review.records.count() == 1


def test_a_second_click_on_acknowledge_makes_no_second_record():
    review = concluded_review()
    for _click in range(2):
        actions.acknowledge(review, by=review.person, kind="agreed", comment="Fine")

    assert review.records.count() == 2
    with pytest.raises(Refused):
        actions.acknowledge(review, by=review.person, kind="differs", comment="Not fine")


@pytest.mark.django_db(transaction=True)
def test_a_double_click_at_once_makes_one_record():
    review = concluded_review()

    def click():
        return actions.acknowledge(type(review).objects.get(pk=review.pk), by=review.person, kind="agreed", comment="Fine")

    race(click, click)

    assert [record.what for record in review.records.order_by("number")] == ["concluded", "acknowledged"]


def test_a_refusal_is_recorded_and_not_forced():
    review = concluded_review()
    with pytest.raises(ValidationError):
        actions.record_refusal(review, by=review.manager, witness=" ")
    actions.record_refusal(review, by=review.manager, witness="Lena Hofer", note="Wants to think")
    with pytest.raises(Refused):
        actions.record_refusal(review, by=review.manager, witness="Lena Hofer")
    with pytest.raises(Refused):
        actions.record_refusal(review, by=review.person, witness="Me")

    actions.acknowledge(review, by=review.person, kind="differs")

    assert [record.what for record in review.records.order_by("number")] == ["concluded", "refused", "acknowledged"]


def test_reopening_needs_a_reason_and_tells_both_and_keeps_the_old_record():
    review = acknowledged_review()
    before = bytes(review.records.get(number=1).body)
    hr = PersonFactory(hr=True)
    with pytest.raises(ValidationError):
        actions.reopen(review, by=hr, reason="")
    with pytest.raises(Refused):
        actions.reopen(review, by=review.person, reason="I want to")

    actions.reopen(review, by=hr, reason="The figures of May were wrong")

    assert (review.state, review.comment, review.concluded_at) == ("shared", "", None)
    assert bytes(review.records.get(number=1).body) == before
    assert review.records.get(number=3).facts["reason"] == "The figures of May were wrong"
    told = Reminder.objects.filter(kind="reviews.reopened", channel="app").values_list("recipient", flat=True)
    assert set(told) == {review.person_id, review.manager_id}


def test_a_reopened_review_is_concluded_again_in_the_same_chain():
    review = acknowledged_review()
    actions.reopen(review, by=review.manager, reason="Again")
    actions.conclude(
        review, by=review.manager, outcomes=outcomes(review, "getting_there"), summary="Second", open_ends=["One", "Two"]
    )
    actions.acknowledge(review, by=review.person, kind="agreed")

    whats = [record.what for record in review.records.order_by("number")]
    assert whats == ["concluded", "acknowledged", "reopened", "concluded", "acknowledged"]
    assert review.open_ends.count() == 2
    assert verify(ReviewRecord)


def test_a_new_manager_can_reopen_and_then_leads_it():
    review = concluded_review()
    line = review.person.lines_up.get()
    line.ends_on = "2026-11-20"
    line.save()
    new = ReportingLineFactory(person=review.person, starts_on="2026-11-20").manager

    actions.reopen(review, by=new, reason="I see it otherwise")

    assert review.manager == new
    with pytest.raises(Refused):
        actions.conclude(review, by=line.manager, outcomes=outcomes(review), summary="Mine")


def test_evidence_that_was_never_talked_about_is_marked_as_new():
    review = concluded_review()

    goals = [step["evidence"] for step in review.records.get().facts["steps"] if "goal" in step]
    assert [evidence["raised_before"] for evidence in goals] == [False] * 3


@attacks.each_attack
def test_a_record_withstands_the_applications_role(attack):
    attacks.assert_harmless(attack, ReviewRecordFactory())


def test_a_changed_word_is_found_by_the_check():
    record = ReviewRecordFactory()
    assert verify(ReviewRecord).count == 1
    record.body = bytes(record.body).replace(b"A good half.", b"A bad half..")

    assert chain.fault(record, 1, b"") == "its words are not those that were sealed"


def test_a_record_of_another_review_is_found_by_the_check():
    record, other = ReviewRecordFactory(), ReviewRecordFactory()
    record.review = other.review

    assert not record.columns_match()
