"""The words of a review's frozen record, as data with one canonical text."""

from django.utils.translation import gettext_lazy as _

from plans.models import Side
from reviews.evidence import Evidence, snapshot
from reviews.models import RecordOf
from reviews.steps import steps_of

FORMAT = "perfplan.review/1"
SENTENCES = {
    "agreed": _("I have received this review, and I agree with it."),
    "differs": _("I have received this review. I see it differently; my comment is part of the record."),
}


def sentence_of(kind):
    """The sentence that is shown with, and stored with, an acknowledgement."""
    return str(SENTENCES[kind])


def concluded(review, by):
    """Everything that a concluded review says: who, when, what was asked and answered, the evidence, how it ended."""
    evidence = Evidence(review)
    answers = list(review.answers.select_related("by"))
    outcomes = {str(row.goal_id): row for row in review.goal_outcomes.all()}
    return {
        **_heading(review, RecordOf.CONCLUDED, by),
        "steps": [_step(step, answers, evidence, outcomes.get(step.goal_id)) for step in steps_of(review)],
        "promises": {side: {"kept": tally.kept, "due": tally.due} for side, tally in evidence.overall.items()},
        "shared": {"seller": review.seller_shared_at, "manager": review.manager_shared_at},
        "outcome": review.outcome,
        "summary": review.summary,
        "open_ends": [row.text for row in review.open_ends.order_by("pk")],
        "concluded_at": review.concluded_at,
    }


def acknowledged(review, last, by):
    """That the seller has received the concluded record, with their comment and the sentence that was shown."""
    return {
        **_heading(review, RecordOf.ACKNOWLEDGED, by),
        "of": {"number": last.number, "digest": last.fingerprint},
        "acknowledgement": review.acknowledgement,
        "sentence": review.comment_sentence,
        "comment": review.comment,
        "acknowledged_at": review.acknowledged_at,
    }


def refused(review, last, by, witness, note):
    """That the seller did not want to acknowledge, as the manager and a witness say."""
    of = {"number": last.number, "digest": last.fingerprint}
    return {**_heading(review, RecordOf.REFUSED, by), "of": of, "witness": witness, "note": note}


def reopened(review, last, by, reason):
    """That a concluded review is talked about again, and why."""
    of = {"number": last.number, "digest": last.fingerprint}
    return {**_heading(review, RecordOf.REOPENED, by), "of": of, "reason": reason}


def attested(by, as_what):
    """Who stands behind a record."""
    return {"person": str(by.pk), "name": by.name, "as": as_what}


def _heading(review, what, by):
    return {
        "format": FORMAT,
        "what": what.value,
        "review": str(review.pk),
        "round": _round(review.round),
        "person": _person(review.person),
        "manager": _person(review.manager),
        "plan": _plan(review),
        "by": _person(by),
    }


def _round(one):
    return {"key": one.key, "name": one.name, "kind": one.kind, "starts_on": one.starts_on, "ends_on": one.ends_on}


def _person(person):
    team = person.team.name if person.team_id else ""
    return {"id": str(person.pk), "name": person.name, "email": person.email, "job_title": person.job_title, "team": team}


def _plan(review):
    version = review.version
    return {
        "id": str(review.plan_id),
        "title": review.plan.title,
        "version": version.number,
        "digest": bytes(version.digest).hex(),
    }


def _step(step, answers, evidence, outcome):
    facts = {"key": step.key, "title": step.title, "questions": [_question(one, step, answers) for one in step.questions]}
    if step.goal:
        facts["goal"] = {"id": step.goal["id"], "family": step.goal["family"]}
        facts["evidence"] = snapshot(evidence.of(step.goal_id))
        facts["outcome"] = {"word": outcome.outcome, "note": outcome.note} if outcome else None
    return facts


def _question(question, step, answers):
    given = {answer.side: answer for answer in answers if answer.question_id == question.pk and _goal(answer) == step.goal_id}
    return {
        "text": question.text,
        "asked_of": question.asked_of,
        "answers": {side.value: _answer(given[side.value]) for side in Side if side.value in given},
    }


def _answer(answer):
    return {"by": answer.by.name, "text": answer.text, "scale": answer.scale}


def _goal(answer):
    return str(answer.goal_id) if answer.goal_id else None
