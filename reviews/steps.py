"""The steps of a review's form: one for each goal of the agreed text, then what is asked beside the goals."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from plans import body
from plans.models import Family, Side
from reviews.models import About, Question

BESIDE = [
    (About.MANAGER, "promises", _("%(manager)s’s promises")),
    (About.SELF, "whole", _("The time as a whole")),
    (About.NEXT, "next", _("What comes next")),
]
FAMILIES = dict(Family.choices)


@dataclass
class Step:
    """One screen of the form: what it is about, and the questions that it asks."""

    key: str
    title: str
    questions: list[Question]
    goal: dict | None = None
    number: int | None = None
    written: dict = field(default_factory=dict)  # side -> whether there is an answer; only sides that the reader may see

    @property
    def goal_id(self):
        """The id of its goal, as text, or None."""
        return self.goal["id"] if self.goal else None

    @property
    def family(self):
        """What family its goal is of, in words."""
        return FAMILIES.get(self.goal["family"], "") if self.goal else ""

    def is_asked_of(self, side):
        """Whether that side has anything to write here."""
        return any(question.is_asked_of(side) for question in self.questions)


def goals_of(review):
    """The goals of the agreed text that is reviewed, as they were signed."""
    return body.read(review.version)["goals"]


def steps_of(review, questions=None):
    """All steps of a review's form, in order; those that ask nothing are left out."""
    questions = list(review.round.questions.all()) if questions is None else questions
    about = {key: [question for question in questions if question.about == key] for key in About}
    steps = [Step(goal["id"], goal["title"], about[About.GOAL], goal, number) for number, goal in enumerate(goals_of(review), 1)]
    names = {"manager": review.manager.first_name}
    steps += [Step(key, title % names, about[what]) for what, key, title in BESIDE]
    return [step for step in steps if step.questions]


def mark_written(steps, answers, sides):
    """Note on each step which of `sides` has written there."""
    written = {
        (str(answer.goal_id) if answer.goal_id else None, answer.question_id, answer.side)
        for answer in answers
        if not answer.is_empty
    }
    for step in steps:
        step.written = {
            Side(side): any((step.goal_id, question.pk, side) in written for question in step.questions) for side in sides
        }
    return steps
