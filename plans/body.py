"""The text of a plan: everything that is signed, in one order and one spelling, so that the same plan always gives the same
bytes.

`body_of` reads the working copy; `read` gives back the text of what was proposed or signed.
"""

import datetime
import decimal
import json

from metrics.models import Cadence
from people.canonical import canonical
from plans.models import Portrait, Side
from plans.working import Working

FORMAT = "perfplan.plan/2"
SINCE_2 = {"specific": "", "duty": "", "starts_on": None}  # what a goal of format 1 does not say


def body_of(plan, *, effective_on=None, working=None):
    """The whole text of the working copy as nested dicts: what a signature under it would mean."""
    working = working or Working(plan)
    return {
        "format": FORMAT,
        "plan": str(plan.pk),
        "kind": plan.kind,
        "title": plan.title,
        "cycle": plan.cycle.name if plan.cycle_id else None,
        "starts_on": _text(plan.starts_on),
        "ends_on": _text(plan.ends_on),
        "effective_on": _text(effective_on or plan.starts_on),
        "parties": {side.value: _person(plan.party(side)) for side in Side},
        "portrait": [_paragraph(row, plan) for row in working.portrait if row.text.strip()],
        "goals": [_goal(goal, plan) for goal in working.goals],
        "offers": [_offer(offer, plan) for offer in working.general_offers],
        "topics": [_topic(topic, plan) for topic in working.topics],
    }


def written(plan, *, effective_on=None):
    """The canonical bytes of the working copy, as they are proposed."""
    return canonical(body_of(plan, effective_on=effective_on))


def read(record):
    """The text of a proposal or version, from its bytes; an older format is read as if it said nothing where it is silent."""
    body = json.loads(bytes(record.body))
    if body["format"] == "perfplan.plan/1":
        body["topics"] = []
        body["goals"] = [{**SINCE_2, **goal} for goal in body["goals"]]
    return body


def day(text):
    """A day of the text as a date, None if there is none."""
    return datetime.date.fromisoformat(text) if text else None


def number(text):
    """A number of the text as a Decimal, None if there is none."""
    return decimal.Decimal(text) if text is not None else None


def offers_of(body):
    """All commitments in a text as (goal id or None, offer), goals first."""
    for goal in body["goals"]:
        for offer in goal["offers"]:
            yield goal["id"], offer
    for offer in body["offers"]:
        yield None, offer


def measures_of(body):
    """All measures in a text as (goal, measure)."""
    for goal in body["goals"]:
        for measure in goal["measures"]:
            yield goal, measure


def _text(value):
    """A day or number in its one spelling, None if there is none."""
    if value is None:
        return None
    if isinstance(value, datetime.date):
        return value.isoformat()
    return json.loads(canonical(decimal.Decimal(value)))


def _person(person):
    return {"id": str(person.pk), "name": person.name, "job_title": person.job_title}


def _side_that_wrote(item, plan):
    return Side.SELLER.value if item.changed_by_id == plan.person_id else Side.MANAGER.value


def _paragraph(row, plan):
    return {
        "id": str(row.pk),
        "topic": row.topic,
        "heading": str(dict(Portrait.TOPICS)[row.topic]),
        "side": row.side,
        "text": row.text,
    }


def _goal(goal, plan):
    priority = {"id": str(goal.priority_id), "title": goal.priority.title} if goal.priority_id else None
    return {
        "id": str(goal.pk),
        "family": goal.family,
        "title": goal.title,
        "specific": goal.specific,
        "why": goal.why,
        "priority": priority,
        "duty": goal.duty,
        "starts_on": _text(goal.starts_on),
        "due_on": _text(goal.due_on),
        "weight": goal.weight,
        "written_by": _side_that_wrote(goal, plan),
        "measures": [_measure(measure, plan) for measure in goal.its_measures],
        "offers": [_offer(offer, plan) for offer in goal.its_offers],
    }


def _measure(measure, plan):
    return {
        "id": str(measure.pk),
        "kind": measure.kind,
        "is_leading": measure.is_leading,
        "metric": _metric(measure.metric) if measure.metric_id else None,
        "baseline": _text(measure.baseline),
        "target": _text(measure.target),
        "low": _text(measure.low),
        "high": _text(measure.high),
        "text": measure.text,
        "due_on": _text(measure.due_on),
        "written_by": _side_that_wrote(measure, plan),
    }


def _metric(metric):
    names = ("key", "name", "unit", "kind", "direction")
    rare = {} if metric.cadence == Cadence.WEEK else {"cadence": metric.cadence}
    return {"id": str(metric.pk)} | {name: getattr(metric, name) for name in names} | rare


def _offer(offer, plan):
    return {
        "id": str(offer.pk),
        "side": offer.side,
        "text": offer.text,
        "rule": offer.rule,
        "due_on": _text(offer.due_on),
        "evidence": offer.evidence,
        "written_by": _side_that_wrote(offer, plan),
    }


def _topic(topic, plan):
    return {"id": str(topic.pk), "text": topic.text, "written_by": _side_that_wrote(topic, plan)}
