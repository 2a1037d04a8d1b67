"""Writing a review: each side for itself, until both have shared."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.text import clean
from people.verdict import Refused, Stale
from plans.models import Side
from reminders.actions import owe
from reviews import messages, rules
from reviews.history import write_history
from reviews.models import Answer, ReviewState
from reviews.steps import goals_of


@transaction.atomic
def save_answer(review, question, goal_id=None, *, by, text="", scale="", seen_version=0):
    """Keep what `by` wrote to a question, about one goal where the question asks of each. Private until shared.

    `seen_version` is the version that was on screen (0: none yet). If somebody saved another one meanwhile, raises Stale with it
    as `current`, and nothing is overwritten. Refused for the other side's question, once shared, and for a goal that is not in
    the text under review.
    """
    review.lock()
    goal_id = str(goal_id) if goal_id else None
    rules.can_answer(by, review, question, goal_id).enforce()
    _belongs(review, question, goal_id)
    side = rules.side_of(by, review)
    answer = Answer.objects.select_related("by").filter(review=review, question=question, goal=goal_id, side=side).first()
    text, scale = clean(text), scale if question.has_scale else ""
    if answer is not None and (answer.text, answer.scale) == (text, scale):
        return answer
    if (answer.version if answer else 0) != seen_version:
        raise Stale(_("This answer was saved somewhere else meanwhile. Your words are kept beside it."), current=answer)
    answer = answer or Answer(review=review, question=question, goal_id=goal_id, side=side, version=0)
    answer.text, answer.scale, answer.by, answer.version = text, scale, by, answer.version + 1
    answer.full_clean()
    answer.save()
    return answer


@transaction.atomic
def share(review, *, by):
    """Let the other side read what `by` wrote: at once where the seller is first, else when both have shared.

    It can't be changed any more then.
    """
    review.lock()
    side = rules.side_of(by, review)
    written = Answer.objects.filter(review=review, side=side).exclude(text="", scale="").exists()
    rules.can_share(by, review, written).enforce()
    stamp = {"seller_shared_at" if side == Side.SELLER else "manager_shared_at": timezone.now()}
    other = Side.MANAGER if side == Side.SELLER else Side.SELLER
    if review.is_shared_by(other):
        review.move_to(ReviewState.SHARED, **stamp)
    else:
        for name, value in stamp.items():
            setattr(review, name, value)
        review.save(update_fields=list(stamp))
    _tell_shared(review, side, by)
    return review


@transaction.atomic
def take_over(review, *, by):
    """Lead, as the new manager, a review that a former manager began. What is shared stays; what that one has not shared goes."""
    review.lock()
    rules.can_take_over(by, review).enforce()
    if not review.manager_shared_at:
        Answer.objects.filter(review=review, side=Side.MANAGER).delete()
    review.manager = by
    review.save(update_fields=["manager"])
    review.footings = None
    write_history(review, "taken_over", by)
    return review


def _belongs(review, question, goal_id):
    if question.round_id != review.round_id:
        raise Refused(_("This question is not part of this review."))
    if goal_id is not None and goal_id not in {goal["id"] for goal in goals_of(review)}:
        raise Refused(_("This goal is not part of the text that is reviewed."))


def _tell_shared(review, side, by):
    write_history(review, "shared", by)
    other = review.manager if side == Side.SELLER else review.person
    facts = {"by": by.name, "person": review.person.name, "round": review.round.name}
    facts["is_readable"] = rules.sees_answers_of(other, review, side)
    owe(messages.SHARED, subject_id=review.pk, to=other, period=f"shared by {side}", path=review.get_absolute_url(), facts=facts)
