"""What a document says of one text of a plan, in the order in which it is read: the same for paper, PDF and the page to print."""

import datetime

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from metrics.models import Metric
from metrics.rules import can_see_metrics
from metrics.series import for_people
from plans import rules
from plans.body import day, measures_of
from plans.documents.goals import promises, said_of_goal
from plans.documents.seals import prints_of, signs_of
from plans.documents.wording import Prose, long_day, moment
from plans.effective import standing
from plans.models import PlanKind, PlanStatus, Side

WEEKS = 14
SIX_DAYS = datetime.timedelta(days=6)


def contents_of(text, me):
    """The document of one text for one reader: charts stand in it if `me` may see the numbers."""
    body, courses = text.body, courses_of(text, me)
    status, mark = standing_of(text)
    return {
        "title": body["title"],
        "sub": _("%(seller)s with %(manager)s") % {side: _named(body["parties"][side]) for side in Side.values},
        "names": {side: body["parties"][side]["name"] for side in Side.values},
        "facts": _facts(text, status),
        "reason": Prose(text.version.reason if text.version else text.plan.amend_reason),
        "mark": mark,
        "head": f"{body['parties']['seller']['name']}, {body['title']}",
        "foot": _foot(text),
        "portrait": _portrait(body),
        "goals": [said_of_goal(goal, place, body, courses) for place, goal in enumerate(body["goals"], 1)],
        "general": promises(body["offers"], body) if body["offers"] else [],
        "topics": [topic["text"] for topic in body["topics"]],
        "charts": bool(courses),
        "charts_note": _charts_note(courses),
        "signs": signs_of(text),
        "prints": prints_of(text),
        "words": _words(),
    }


def standing_of(text):
    """What a text is, as a sentence, and the mark that stands on each page while it is not what both hold to."""
    if text.proposal:
        return _("Proposed by %(name)s, not signed by both") % {"name": text.proposal.by.name}, _("Proposed, not signed by both")
    if text.version is None:
        return _("Draft, not signed"), _("Draft, not signed")
    versions = text.plan.versions.only("number", "effective_on")
    if standing(text.version, versions, timezone.localdate()) == "replaced":
        return _("Signed by both, replaced by a later version"), _("Replaced by a later version")
    if text.plan.status == PlanStatus.CLOSED:
        return _("Signed by both; closed on %(day)s") % {"day": long_day(timezone.localdate(text.plan.closed_at))}, ""
    return _("Signed by both"), ""


def courses_of(text, me):
    """The last weeks of each metric in the text, by the metric's id; none for a reader who may not see the numbers."""
    ids = {measure["metric"]["id"] for _goal, measure in measures_of(text.body) if measure["metric"]}
    may_see = rules.view_of(me, text.plan) in ("party", "coach") or can_see_metrics(me, text.plan.person)
    if not ids or not may_see:
        return {}
    until = timezone.localdate()
    if text.plan.status == PlanStatus.CLOSED:
        until = min(until, text.plan.ends_on + SIX_DAYS + datetime.timedelta(days=1))
    found = for_people([text.plan.person], Metric.objects.in_bulk(list(ids)).values(), until, WEEKS)
    return {str(metric_id): series for (_person, metric_id), series in found.items()}


def _facts(text, status):
    body = text.body
    effective = long_day(day(body["effective_on"])) if text.version or text.proposal else _("when both have signed")
    version = str(text.number) if text.version else _("draft of version %(number)s") % {"number": _next_number(text.plan)}
    return [
        [
            _("Period"),
            _("%(first)s to %(last)s") % {"first": long_day(day(body["starts_on"])), "last": long_day(day(body["ends_on"]))},
        ],
        [_("Kind"), capfirst(PlanKind(body["kind"]).label)],
        [_("Version"), version],
        [_("In force from"), effective],
        [_("Status"), status],
        [_("As of") if text.version is None else _("Sealed"), moment(text.at)],
    ]


def _next_number(plan):
    return plan.in_force.number + 1 if plan.in_force_id else 1


def _named(party):
    return ", ".join(filter(None, [party["name"], party["job_title"]]))


def _foot(text):
    if text.version:
        return _("Version %(number)s · %(digest)s") % {"number": text.number, "digest": bytes(text.version.digest).hex()[:16]}
    return _("As of %(moment)s") % {"moment": moment(text.at)}


def _portrait(body):
    """Each topic with the seller's and the manager's words, one of which may be missing."""
    topics = {}
    for row in body["portrait"]:
        topics.setdefault(row["heading"], {})[row["side"]] = row["text"]
    return [
        {"heading": heading, "voices": [{"side": side, "text": Prose(said.get(side, ""))} for side in Side.values]}
        for heading, said in topics.items()
    ]


def _charts_note(courses):
    series = next(iter(courses.values()), None)
    if series is None:
        return ""
    sunday = long_day(series.weeks[-1] + SIX_DAYS)
    return _("Charts: the last %(weeks)s weeks, up to %(day)s. The band is the range that both agreed.") % {
        "weeks": WEEKS,
        "day": sunday,
    }


def _words():
    return {
        "portrait": _("Portrait"),
        "nothing": _("nothing written"),
        "serves": _("What it serves"),
        "measures": [_("Judged by"), _("Trend"), _("Now"), _("Agreed a week"), _("Target")],
        "also": _("Also judged by"),
        "none": _("nothing promised here"),
        "general": _("Beside the goals"),
        "topics": _("What we speak about each time"),
        "signs": _("Signatures"),
        "check": _(
            "The record’s fingerprint covers the text, both signatures, the time and the version before. The page of this "
            "version in perfplan computes it again each time."
        ),
    }
