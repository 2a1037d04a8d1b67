"""How a review ends: concluded by the manager after the talk, acknowledged by the seller, and opened again with a reason."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.text import clean
from reminders.actions import owe
from reviews import messages, record, rules
from reviews.history import write_history
from reviews.models import Acknowledgement, GoalOutcome, OpenEnd, RecordOf, ReviewRecord, ReviewState
from reviews.steps import goals_of


@transaction.atomic
def conclude(review, *, by, outcomes, summary, outcome="", open_ends=()):
    """Write down how it ended, with a word for each goal, and freeze all of it with its evidence in a record; the seller is told.

    `outcomes` maps a goal's id to a pair of word and note. Raises ValidationError where a goal has no word, or without a summary.
    """
    review.lock()
    rules.can_conclude(by, review).enforce()
    _write_outcomes(review, outcomes)
    _write_open_ends(review, open_ends)
    words = {"summary": clean(summary).strip(), "outcome": outcome}
    if not words["summary"]:
        raise ValidationError({"summary": _("Write what you both take from it.")})
    review.move_to(ReviewState.CONCLUDED, concluded_at=timezone.now(), **words)
    review.full_clean()
    _seal(review, RecordOf.CONCLUDED, by, record.concluded(review, by), "manager")
    _tell(messages.CONCLUDED, review, review.person, by)
    return review


@transaction.atomic
def acknowledge(review, *, by, kind, comment=""):
    """Say, as the seller, that one has received the review: agreed, or seeing it differently, with a comment that stays with it.

    The sentence that was shown is stored with it. Doing it twice makes one record.
    """
    review.lock()
    comment = clean(comment).strip()
    if _is_done_already(review, by, kind, comment):
        return review
    rules.can_acknowledge(by, review).enforce()
    if kind not in Acknowledgement.values:
        raise ValidationError(_("Choose one of the two."))
    last = review.records.last()
    stamps = {"acknowledged_at": timezone.now(), "acknowledgement": kind, "comment": comment}
    review.move_to(ReviewState.ACKNOWLEDGED, comment_sentence=record.sentence_of(kind), **stamps)
    review.full_clean()
    _seal(review, RecordOf.ACKNOWLEDGED, by, record.acknowledged(review, last, by), "seller")
    _tell(messages.ACKNOWLEDGED, review, review.manager, by)
    return review


@transaction.atomic
def record_refusal(review, *, by, witness, note=""):
    """Put on record, as the manager and with a witness, that the seller does not want to acknowledge. They still can."""
    review.lock()
    rules.can_record_refusal(by, review).enforce()
    witness = clean(witness).strip()
    if not witness:
        raise ValidationError({"witness": _("Name a witness.")})
    last = review.records.last()
    _seal(review, RecordOf.REFUSED, by, record.refused(review, last, by, witness, clean(note).strip()), "manager")
    return review


@transaction.atomic
def reopen(review, *, by, reason):
    """Talk about a concluded review again, with a reason that goes on record. Both are told; the old record stays readable."""
    review.lock()
    rules.can_reopen(by, review).enforce()
    reason = clean(reason).strip()
    if not reason:
        raise ValidationError({"reason": _("Say why. Both of you will read it.")})
    last = review.records.last()
    emptied = {"acknowledgement": "", "comment": "", "comment_sentence": "", "concluded_at": None, "acknowledged_at": None}
    if rules.view_of(by, review) == "incoming":
        emptied["manager"] = by
    review.move_to(ReviewState.SHARED, **emptied)
    review.footings = None
    sealed = _seal(review, RecordOf.REOPENED, by, record.reopened(review, last, by, reason), rules.view_of(by, review))
    for person in (review.person, review.manager):
        _tell(messages.REOPENED, review, person, by, period=f"record {sealed.number}")
    return review


def _write_outcomes(review, outcomes):
    given = {str(goal): pair for goal, pair in outcomes.items()}
    goals = [goal["id"] for goal in goals_of(review)]
    if set(given) != set(goals) or not all(word for word, _note in given.values()):
        raise ValidationError({"outcomes": _("Choose a word for each goal.")})
    review.goal_outcomes.all().delete()
    for goal in goals:
        word, note = given[goal]
        row = GoalOutcome(review=review, goal_id=goal, outcome=word, note=clean(note).strip())
        row.full_clean()
        row.save()


def _write_open_ends(review, open_ends):
    review.open_ends.all().delete()
    for text in filter(None, (clean(text).strip() for text in open_ends)):
        row = OpenEnd(review=review, text=text)
        row.full_clean()
        row.save()


def _is_done_already(review, by, kind, comment):
    same = (review.state, review.acknowledgement, review.comment) == (ReviewState.ACKNOWLEDGED, kind, comment)
    return same and by.pk == review.person_id


def _seal(review, what, by, body, as_what):
    sealed = ReviewRecord.seal(chain=review.pk, review=review, what=what, body=body, attest=record.attested(by, as_what))
    write_history(review, what.value, by)
    return sealed


def _tell(kind, review, person, by, period=None):
    facts = {"by": by.name, "person": review.person.name, "round": review.round.name}
    period = period or f"record {review.records.count()}"
    owe(kind, subject_id=review.pk, to=person, period=period, path=review.get_absolute_url(), facts=facts)
