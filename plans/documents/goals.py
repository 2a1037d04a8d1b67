"""What a document says of one goal: how it is judged, and what both promise."""

from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from plans.body import day, number
from plans.documents.wording import Chart, Prose, long_day, when
from plans.models import Evidence, Family, MeasureKind, Rule, Side


def said_of_goal(goal, place, body, courses):
    """One goal at its place; `courses` are those of its metrics that the reader may see."""
    weight = _("weight %(weight)s %%") % {"weight": goal["weight"]} if goal["weight"] is not None else ""
    parts = [[_("What exactly"), Prose(goal["specific"])], [_("Why it matters"), Prose(goal["why"])]]
    return {
        "label": _("Goal %(number)s") % {"number": place},
        "title": goal["title"],
        "meta": " · ".join(filter(None, [str(Family(goal["family"]).label), when(goal), weight])),
        "serves": _serves(goal),
        "parts": [[label, said] for label, said in parts if said.text.strip()],
        "measures": [_metric(one, courses.get(one["metric"]["id"])) for one in goal["measures"] if one["metric"]],
        "judged": [_judged(one) for one in goal["measures"] if not one["metric"]],
        "promises": promises(goal["offers"], body),
    }


def _serves(goal):
    if goal["priority"]:
        return _("The priority “%(title)s”") % {"title": goal["priority"]["title"]}
    return _("The role: %(duty)s") % {"duty": goal["duty"]} if goal["duty"] else ""


def _metric(measure, course):
    low, high, target, baseline = (_float(measure[name]) for name in ("low", "high", "target", "baseline"))
    series = {"lo": low, "hi": high, "label": measure["metric"]["name"], "unit": measure["metric"]["unit"], "points": []}
    if course is not None:
        series |= {"points": course.points, "labels": course.labels, "detected": course.detected, "onset": course.onset}
    target, baseline = (
        None if number(measure[name]) is None else float(number(measure[name])) for name in ("target", "baseline")
    )
    figures = {"series": series, "now": course and course.now, "target": target, "baseline": baseline}
    now, agreed, aim = render_to_string("plans/_figures.txt", figures).strip().split("|")
    return {
        "name": measure["metric"]["name"],
        "word": _("early sign") if measure["is_leading"] else _("result"),
        "due": when({"due_on": measure["due_on"]}),
        "now": now,
        "agreed": agreed or "–",
        "target": aim or "–",
        "chart": Chart(series, course.now) if course is not None and course.now is not None else None,
    }


def _float(text):
    return None if text is None else float(number(text))


def _judged(measure):
    return {
        "word": capfirst(MeasureKind(measure["kind"]).label),
        "text": Prose(measure["text"]),
        "due": when({"due_on": measure["due_on"]}),
    }


def promises(offers, body):
    """The promises of both sides, beside each other."""
    return [
        {
            "side": side,
            "name": _("%(name)s will") % {"name": body["parties"][side]["name"]},
            "list": [{"text": one["text"], "meta": _terms(one)} for one in offers if one["side"] == side],
        }
        for side in Side.values
    ]


def _terms(offer):
    often = str(Rule(offer["rule"]).label) if offer["rule"] != Rule.ONCE else ""
    due = _("by %(day)s") if offer["rule"] == Rule.ONCE else _("until %(day)s")
    kept = _("kept by %(evidence)s") % {"evidence": Evidence(offer["evidence"]).label} if offer["evidence"] else ""
    return ", ".join(filter(None, [often, due % {"day": long_day(day(offer["due_on"]))} if offer["due_on"] else "", kept]))
