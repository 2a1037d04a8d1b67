"""A review's frozen record as an accessible PDF (PDF/UA-1, PDF/A-3a), set by Typst from a fixed template.

What people wrote reaches the template as data and is never markup. The same record and time give the same bytes.
"""

import datetime
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.models import Verdict
from metrics.pictures import picture
from people.typesetting import typeset
from plans.models import Family
from reviews.models import Outcome, RoundKind

TEMPLATE = Path(__file__).resolve().parent / "record.typ"
TOO_MANY = gettext_lazy("One PDF holds at most %(most)s records. Narrow the filter, or choose another format.")
WORDS, STATES, FAMILIES, KINDS = dict(Outcome.choices), dict(Verdict.choices), dict(Family.choices), dict(RoundKind.choices)


def of_record(record, after=None):
    """The PDF of one concluded record, with what came of it since."""
    facts = record.facts
    page = page_of(facts, after=after or {}, digest=record.fingerprint, sealed_at=record.sealed_at)
    foot = _("Record %(number)s · %(digest)s") % {"number": record.number, "digest": record.fingerprint[:16]}
    return document(page["title"], [page], foot=foot, made_at=record.sealed_at)


def document(title, pages, *, foot, made_at):
    """One PDF of these pages."""
    pages = [_without_series(page) for page in pages]
    return typeset(TEMPLATE, {"title": title, "pages": pages, "foot": foot}, made_at=made_at)


def page_of(facts, *, after, digest, sealed_at):
    """What the template takes of one concluded record: texts and nothing else."""
    names = {side: facts["person" if side == "seller" else "manager"]["name"] for side in ("seller", "manager")}
    round = facts["round"]
    return {
        "title": f"{facts['person']['name']}, {round['name']}",
        "sub": _("%(kind)s, %(first)s to %(last)s") % {"kind": str(KINDS[round["kind"]]).capitalize(), **_period(round)},
        "facts": _facts(facts, names),
        "names": names,
        "steps": [_step(step) for step in facts["steps"]],
        "summary": _paragraphs(facts["summary"]),
        "open_ends": facts["open_ends"],
        "signs": _signs(facts, after, digest, sealed_at),
        "comment": _paragraphs(after.get("comment", "")),
        "words": _headings(names),
    }


def _facts(facts, names):
    kept = {side: _kept(facts["promises"][side]) for side in names}
    plan = _("%(title)s, version %(number)s") % {"title": facts["plan"]["title"], "number": facts["plan"]["version"]}
    return [
        [_("Seller"), names["seller"]],
        [_("Manager"), names["manager"]],
        [_("Plan"), plan],
        [_("The whole"), str(WORDS.get(facts["outcome"], _("not rated")))],
        [_("%(name)s kept") % {"name": names["seller"]}, kept["seller"]],
        [_("%(name)s kept") % {"name": names["manager"]}, kept["manager"]],
    ]


def _headings(names):
    return {
        "evidence": _("What the time shows"),
        "metrics": [_("Metric"), _("Trend"), _("End"), _("Agreed"), _("State")],
        "summary": _("What both take from it"),
        "open_ends": _("Open ends for the next plan"),
        "signs": _("Concluded and received"),
        "comment": _("Comment of %(name)s") % {"name": names["seller"]},
        "nothing": _("nothing written"),
    }


def _step(step):
    evidence, outcome = step.get("evidence"), step.get("outcome") or {}
    return {
        "title": step["title"],
        "family": str(FAMILIES.get((step.get("goal") or {}).get("family"), "")),
        "outcome": str(WORDS.get(outcome.get("word"), "")),
        "note": outcome.get("note", ""),
        "questions": [_question(asked) for asked in step["questions"]],
        "shows": _shows(evidence) if evidence else [],
        "metrics": [_metric(metric) for metric in evidence["metrics"]] if evidence else [],
    }


def _question(asked):
    return {
        "text": asked["text"],
        "sides": [
            {"side": side, "place": str(WORDS.get(given["scale"], "")), "text": _paragraphs(given["text"])}
            for side in ("seller", "manager")
            if asked["asked_of"] in (side, "both")
            for given in [asked["answers"].get(side, {"scale": "", "text": ""})]
        ],
    }


def _shows(evidence):
    shown = [
        _("Promises kept: seller %(seller)s, manager %(manager)s.")
        % {side: _kept(evidence["promises"][side]) for side in ("seller", "manager")},
        _("Conversations that touched it: %(count)s.") % {"count": evidence["sessions"]},
    ]
    if not evidence["raised_before"]:
        shown.append(_("New: it was not talked about in any session before this review."))
    return shown


def _metric(metric):
    numbers = {name: None if metric[name] is None else float(metric[name]) for name in ("now", "low", "high")}
    points = [None if value is None else float(value) for value in metric["points"]]
    series = {
        "points": points,
        "lo": numbers["low"],
        "hi": numbers["high"],
        **{k: metric[k] for k in ("label", "unit", "detected")},
    }
    series["summary"] = metric["sentence"]
    drawn = picture(series, now=numbers["now"])
    return {
        "label": metric["label"],
        "series": series,
        "svg": drawn["svg"],
        "alt": metric["sentence"] or metric["label"],
        "now": drawn["now"],
        "agreed": drawn["agreed"] or "–",
        "state": str(STATES.get(metric["state"], "")).capitalize(),
    }


def _without_series(page):
    """The page without the numbers behind its pictures."""
    steps = [
        {**step, "metrics": [{k: v for k, v in one.items() if k != "series"} for one in step["metrics"]]}
        for step in page["steps"]
    ]
    return {**page, "steps": steps}


def _signs(facts, after, digest, sealed_at):
    signs = [[facts["manager"]["name"], _("concluded this review on %(day)s") % {"day": _day(facts["concluded_at"])}, digest]]
    if after.get("what") == "acknowledged":
        signs.append([facts["person"]["name"], after["sentence"], _day(after["acknowledged_at"])])
    elif after.get("what") == "refused":
        refusal = _("did not acknowledge it; witnessed by %(name)s") % {"name": after["witness"]}
        signs.append([facts["person"]["name"], refusal, after["note"]])
    return signs


def _kept(tally):
    return _("%(kept)s of %(due)s") % tally if tally["due"] else _("none due")


def _paragraphs(text):
    return [part.strip() for part in text.split("\n") if part.strip()]


def _period(round):
    return {"first": _day(round["starts_on"]), "last": _day(round["ends_on"])}


def _day(text):
    return date_format(datetime.date.fromisoformat(text[:10]), "j F Y")
