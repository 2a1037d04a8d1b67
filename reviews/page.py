"""One screen of a review as its reader sees it: what each side wrote, as far as they may read it, and what they can do."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from plans.models import Side
from reviews import rules
from reviews.evidence import Evidence
from reviews.forms import AnswerForm
from reviews.models import FINAL, Answer, Outcome, ReviewState, Sharing
from reviews.steps import mark_written, steps_of

PLACES = [Outcome.FINDING_FEET, Outcome.GETTING_THERE, Outcome.ON_COURSE, Outcome.SHOWING_OTHERS]
END = "end"


@dataclass
class Box:
    """One side's place under one question."""

    side: Side
    title: str
    person: object
    answer: Answer | None = None
    form: AnswerForm | None = None
    is_hidden: bool = False


@dataclass
class Asked:
    """One question with both sides' places, and the scale where there is one."""

    question: object
    boxes: list
    pins: list
    gap: str = ""
    conflict: Answer | None = None

    @property
    def start(self):
        """The leftmost pin's place."""
        return min(place for _side, _name, place in self.pins)

    @property
    def width(self):
        """How many words lie between the two pins; 0 unless both are placed."""
        places = [place for _side, _name, place in self.pins]
        return max(places) - min(places) if len(places) == 2 else 0


class ReviewPage:
    """A review before one reader. The number of queries does not depend on the number of goals."""

    def __init__(self, review, reader, step=None, *, broken=None, conflict=None):
        self.review, self.reader = review, reader
        self.side, self.view = rules.side_of(reader, review), rules.view_of(reader, review)
        self.broken, self.conflict = broken, conflict
        self.asked_for = step

    @cached_property
    def readable(self):
        """The sides whose words the reader may read now."""
        return [side for side in Side if rules.sees_answers_of(self.reader, self.review, side)]

    @cached_property
    def answers(self):
        """What is written and may be read."""
        return list(self.review.answers.filter(side__in=self.readable).select_related("by"))

    @cached_property
    def steps(self):
        """The steps that this reader has anything to write or read in."""
        return mark_written(steps_of(self.review), self.answers, self.readable)

    @cached_property
    def step(self):
        """The step on screen, None on the page of the conclusion."""
        found = next((step for step in self.steps if step.key == self.asked_for), None)
        if found or self.asked_for == END or not self.steps:
            return found
        if self.review.state != ReviewState.WRITING:
            return None
        unwritten = [step for step in self.steps if self.side and step.is_asked_of(self.side) and not step.written.get(self.side)]
        return unwritten[0] if unwritten else self.steps[0]

    @property
    def following(self):
        """The key of the step after this one."""
        keys = [step.key for step in self.steps] + [END]
        return keys[keys.index(self.step.key) + 1]

    @property
    def previous(self):
        """The step before this one, if there is one."""
        place = self.steps.index(self.step)
        return self.steps[place - 1] if place else None

    @property
    def left(self):
        """How many steps the reader has still to write."""
        return sum(step.is_asked_of(self.side) and not step.written.get(self.side) for step in self.steps) if self.side else 0

    @cached_property
    def evidence(self):
        """What the time shows, for those who may read it as it stands."""
        return Evidence(self.review, self.reader) if rules.sees_evidence(self.reader, self.review) else None

    @property
    def goal_evidence(self):
        """The evidence about the goal on screen; beside the goals, about none in particular."""
        if not self.evidence:
            return None
        return self.evidence.of(self.step.goal_id if self.step else None)

    @property
    def kept(self):
        """The promises of both sides: those of the goal on screen, or all of the plan's."""
        if self.step and self.step.goal:
            return self.goal_evidence.kept
        return self.evidence.overall

    @cached_property
    def asked(self):
        """The questions of this step with what each side wrote."""
        return [self._asked(question) for question in self.step.questions]

    @cached_property
    def stages(self):
        """How far the review has come, as pairs of words and "done", "now" or nothing."""
        review = self.review
        done = [
            bool(review.seller_shared_at),
            bool(review.manager_shared_at),
            review.state in FINAL,
            review.state == "acknowledged",
        ]
        names = [self._possessive(Side.SELLER), self._possessive(Side.MANAGER), _("Conversation"), _("Received")]
        now = done.index(False) if False in done else None
        if self.side == Side.MANAGER and not done[1] and review.round.sharing == Sharing.TOGETHER:
            now = 1
        return [
            (name, "done" if is_done else "now" if place == now else "")
            for place, (name, is_done) in enumerate(zip(names, done, strict=True))
        ]

    @property
    def readers(self):
        """Who will read what the reader writes here."""
        other = self.review.manager if self.side == Side.SELLER else self.review.person
        if self.review.round.sharing == Sharing.SELLER_FIRST and self.side == Side.SELLER:
            first = _("Private until you share it; then %(name)s reads it.")
        elif self.review.round.sharing == Sharing.SELLER_FIRST:
            first = _("Private until you share it; %(name)s reads it then.")
        else:
            first = _("Private until you have both shared; then %(name)s reads it.")
        return (
            first % {"name": other.first_name}
            + " "
            + _("Once concluded, it is in the record that managers above and HR can read.")
        )

    def may(self):
        """The verdicts that decide which buttons stand on the page, or which sentence instead."""
        me, review = self.reader, self.review
        return {
            "write": rules.can_write(me, review),
            "share": rules.can_share(me, review, any(step.written.get(self.side) for step in self.steps)),
            "conclude": rules.can_conclude(me, review),
            "acknowledge": rules.can_acknowledge(me, review),
            "refuse": rules.can_record_refusal(me, review),
            "reopen": rules.can_reopen(me, review),
            "take_over": rules.can_take_over(me, review),
        }

    def _asked(self, question):
        given = {
            answer.side: answer
            for answer in self.answers
            if answer.question_id == question.pk and _goal(answer) == self.step.goal_id
        }
        boxes = [self._box(question, side, given.get(side)) for side in Side if question.is_asked_of(side)]
        pins = self._pins(boxes) if question.has_scale else []
        conflict = self.conflict if self.conflict and self.conflict.question_id == question.pk else None
        return Asked(question, boxes, pins, self._gap(pins), conflict)

    def _box(self, question, side, answer):
        box = Box(side, self._possessive(side), self.review.party(side), answer)
        if side == self.side and rules.can_write(self.reader, self.review):
            box.form = self.broken if self._is_broken(question) else self._form(question, answer)
        box.is_hidden = side not in self.readable
        return box

    def _is_broken(self, question):
        return self.broken is not None and str(self.broken.data.get("question")) == str(question.pk)

    def _form(self, question, answer):
        start = {"text": answer.text, "scale": answer.scale, "version": answer.version} if answer else {"version": 0}
        start |= {"question": question.pk, "goal": self.step.goal_id}
        return AnswerForm(initial=start, auto_id=f"id_{question.pk}_%s")

    def _possessive(self, side):
        if side == self.side:
            return _("Your view")
        return _("%(name)s’s view") % {"name": self.review.party(side).first_name}

    def _name(self, side):
        return _("You") if side == self.side else self.review.party(side).first_name

    def _pins(self, boxes):
        """Where each side has put its pin: (side, name, place 1 to 4)."""
        placed = [
            (box.side, self._name(box.side), box.answer.scale)
            for box in boxes
            if box.answer and box.answer.scale and not box.is_hidden
        ]
        return [(side, name, PLACES.index(scale) + 1) for side, name, scale in placed]

    def _gap(self, pins):
        """What the distance between two pins says, in words."""
        if len(pins) < 2:
            return ""
        (_seller, _name, seller), (_manager, _other, manager) = pins
        if seller == manager:
            return _("You both place it at the same word.")
        kinder = Side.MANAGER if manager > seller else Side.SELLER
        other = Side.SELLER if kinder == Side.MANAGER else Side.MANAGER
        if kinder == self.side:
            return _("You see this more kindly than %(name)s does. Worth hearing why.") % {"name": self._name(other)}
        names = {
            "kinder": self._name(kinder),
            "other": _("you do") if other == self.side else _("%(name)s does") % {"name": self._name(other)},
        }
        return _("%(kinder)s sees this more kindly than %(other)s. Worth hearing why.") % names


def _goal(answer):
    return str(answer.goal_id) if answer.goal_id else None
