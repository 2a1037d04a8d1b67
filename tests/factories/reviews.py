"""Rounds, reviews and their records.

`ReviewFactory` is a review that both have still to write. `shared_review()`, `concluded_review()` and `acknowledged_review()`
go the whole way through the actions, as two people would.
"""

import datetime

import factory
from factory.django import DjangoModelFactory

from reviews import actions
from reviews.models import Answer, Export, GoalOutcome, OpenEnd, Question, Review, ReviewRecord, ReviewRound
from reviews.questions import DEFAULT_FORM
from reviews.steps import goals_of
from tests.factories.people import PersonFactory
from tests.factories.plans import agreed_plan

__all__ = [
    "AnswerFactory",
    "ExportFactory",
    "GoalOutcomeFactory",
    "OpenEndFactory",
    "QuestionFactory",
    "ReviewFactory",
    "ReviewRecordFactory",
    "ReviewRoundFactory",
    "acknowledged_review",
    "concluded_review",
    "shared_review",
]


class ReviewRoundFactory(DjangoModelFactory):
    """A half-year round from the usual form, both sides sharing together. `form=False` asks nothing."""

    class Meta:
        model = ReviewRound
        skip_postgeneration_save = True

    key = factory.Sequence(lambda number: f"half-year-{number}")
    name = "Half-year 2026"
    kind = "mid_year"
    starts_on = datetime.date(2026, 7, 1)
    ends_on = datetime.date(2026, 12, 31)
    due_on = datetime.date(2027, 1, 31)
    opened_by = factory.SubFactory(PersonFactory, hr=True)

    @factory.post_generation
    def form(self, create, given, **fields):
        if given is not False:
            for position, asked in enumerate(DEFAULT_FORM, 1):
                facts = {"about": asked.about, "asked_of": asked.asked_of, "text": str(asked.text), "has_scale": asked.has_scale}
                Question.objects.create(round=self, position=position, **facts)


class QuestionFactory(DjangoModelFactory):
    """One question about each goal, asked of both."""

    class Meta:
        model = Question

    round = factory.SubFactory(ReviewRoundFactory, form=False)
    position = 1
    about = "goal"
    text = "How did it go?"


class ReviewFactory(DjangoModelFactory):
    """A review of an agreed plan, between its two parties, with nothing written yet."""

    class Meta:
        model = Review

    round = factory.SubFactory(ReviewRoundFactory)
    plan = factory.LazyFunction(agreed_plan)
    person = factory.SelfAttribute("plan.person")
    manager = factory.SelfAttribute("plan.manager")
    version = factory.SelfAttribute("plan.in_force")


class AnswerFactory(DjangoModelFactory):
    """What the seller wrote about the whole."""

    class Meta:
        model = Answer

    review = factory.SubFactory(ReviewFactory)
    question = factory.LazyAttribute(lambda answer: answer.review.round.questions.get(about="self"))
    side = "seller"
    by = factory.LazyAttribute(lambda answer: answer.review.party(answer.side))
    text = "I kept the mornings, and they paid off."


class GoalOutcomeFactory(DjangoModelFactory):
    """That the first goal is on course."""

    class Meta:
        model = GoalOutcome

    review = factory.SubFactory(ReviewFactory)
    goal_id = factory.LazyAttribute(lambda row: goals_of(row.review)[0]["id"])
    outcome = "on_course"


class OpenEndFactory(DjangoModelFactory):
    """Something for the next plan."""

    class Meta:
        model = OpenEnd

    review = factory.SubFactory(ReviewFactory)
    text = "Reset the range after the territory change"


class ReviewRecordFactory(DjangoModelFactory):
    """The record of a concluded review. Made by the action."""

    class Meta:
        model = ReviewRecord

    @classmethod
    def _create(cls, model_class, *arguments, review=None):
        return (review or concluded_review()).records.last()


class ExportFactory(DjangoModelFactory):
    """A CSV that HR has asked for."""

    class Meta:
        model = Export

    by = factory.SubFactory(PersonFactory, hr=True)
    round = factory.SubFactory(ReviewRoundFactory)
    reason = "The yearly audit"


def write(review, side, text, scale="on_course"):
    """One side writes about the whole."""
    question = review.round.questions.get(about="self")
    return actions.save_answer(review, question, by=review.party(side), text=text, scale=scale)


def shared_review(seller="It went well.", manager="You did well.", **fields):
    """A review that both have written and shared."""
    review = ReviewFactory(**fields)
    write(review, "seller", seller, "getting_there")
    write(review, "manager", manager, "on_course")
    actions.share(review, by=review.person)
    actions.share(review, by=review.manager)
    return review


def concluded_review(summary="A good half.", outcome="on_course", **fields):
    """A review that the manager has concluded."""
    review = shared_review(**fields)
    outcomes = {goal["id"]: ("on_course", "as agreed") for goal in goals_of(review)}
    ends = ["Reset the range"]
    actions.conclude(review, by=review.manager, outcomes=outcomes, summary=summary, outcome=outcome, open_ends=ends)
    return review


def acknowledged_review(kind="differs", comment="The territory was halved in May.", **fields):
    """A review that the seller has received, with a comment."""
    review = concluded_review(**fields)
    actions.acknowledge(review, by=review.person, kind=kind, comment=comment)
    return review
