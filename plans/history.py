"""The history of a plan in words. A room to the right brings its own words along, as the fact `text`."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MUTED_IN_NEWS = {"plans.item_agreed", "plans.item_unagreed"}
SENTENCES = {
    "plans.started": gettext_lazy("started the plan"),
    "plans.started_from": gettext_lazy("started the plan from the template “%(template)s”"),
    "plans.portrait_added": gettext_lazy("wrote “%(title)s” in the portrait"),
    "plans.portrait_changed": gettext_lazy("changed “%(title)s” in the portrait"),
    "plans.portrait_dropped": gettext_lazy("took “%(title)s” out of the portrait"),
    "plans.portrait_restored": gettext_lazy("brought “%(title)s” back into the portrait"),
    "plans.goal_added": gettext_lazy("added the goal “%(title)s”"),
    "plans.goal_changed": gettext_lazy("changed the goal “%(title)s”"),
    "plans.goal_dropped": gettext_lazy("took the goal “%(title)s” out"),
    "plans.goal_restored": gettext_lazy("brought the goal “%(title)s” back"),
    "plans.goal_moved": gettext_lazy("moved the goal “%(title)s”"),
    "plans.measure_added": gettext_lazy("added the measure “%(title)s”"),
    "plans.measure_changed": gettext_lazy("changed the measure “%(title)s”"),
    "plans.measure_dropped": gettext_lazy("took the measure “%(title)s” out"),
    "plans.measure_restored": gettext_lazy("brought the measure “%(title)s” back"),
    "plans.measure_moved": gettext_lazy("moved the measure “%(title)s”"),
    "plans.offer_added": gettext_lazy("offered “%(title)s”"),
    "plans.offer_changed": gettext_lazy("changed the offer “%(title)s”"),
    "plans.offer_dropped": gettext_lazy("took the offer “%(title)s” out"),
    "plans.offer_restored": gettext_lazy("brought the offer “%(title)s” back"),
    "plans.offer_moved": gettext_lazy("moved the offer “%(title)s”"),
    "plans.topic_added": gettext_lazy("added “%(title)s” to what you speak about"),
    "plans.topic_changed": gettext_lazy("changed “%(title)s” in what you speak about"),
    "plans.topic_dropped": gettext_lazy("took “%(title)s” out of what you speak about"),
    "plans.topic_restored": gettext_lazy("brought “%(title)s” back into what you speak about"),
    "plans.topic_moved": gettext_lazy("moved “%(title)s” in what you speak about"),
    "plans.topic_copied": gettext_lazy("began another topic from “%(title)s”"),
    "plans.goal_copied": gettext_lazy("began another goal from “%(title)s”"),
    "plans.measure_copied": gettext_lazy("began another measure from “%(title)s”"),
    "plans.offer_copied": gettext_lazy("began another offer from “%(title)s”"),
    "plans.terms_changed": gettext_lazy("changed the plan’s title or days: “%(title)s”"),
    "plans.commented": gettext_lazy("left a remark"),
    "plans.answered": gettext_lazy("answered a remark"),
    "plans.corrected": gettext_lazy("corrected a remark"),
    "plans.settled": gettext_lazy("settled a remark"),
    "plans.thread_reopened": gettext_lazy("opened a settled remark again"),
    "plans.item_agreed": gettext_lazy("agreed with “%(title)s”"),
    "plans.item_unagreed": gettext_lazy("took back the agreement with “%(title)s”"),
    "plans.invited": gettext_lazy("asked %(name)s into the plan"),
    "plans.invitation_ended": gettext_lazy("ended the invitation of %(name)s"),
    "plans.proposed": gettext_lazy("signed the text and proposed it"),
    "plans.signed": gettext_lazy("signed: version %(number)s is in force"),
    "plans.countered": gettext_lazy("answered the proposal with changes: %(reason)s"),
    "plans.withdrawn": gettext_lazy("took the proposal back"),
    "plans.expired": gettext_lazy("ended the proposal, which had waited until %(day)s"),
    "plans.handover_take": gettext_lazy("took over the promise “%(title)s”"),
    "plans.handover_change": gettext_lazy("took over the promise “%(title)s”, changed"),
    "plans.handover_drop": gettext_lazy("did not take over the promise “%(title)s”"),
    "plans.amended": gettext_lazy("began an amendment: %(reason)s"),
    "plans.amendment_given_up": gettext_lazy("gave the amendment up"),
    "plans.taken_over": gettext_lazy("took the plan over from %(before)s"),
    "plans.closed": gettext_lazy("closed the plan"),
    "plans.promised": gettext_lazy("promised “%(title)s”"),
    "plans.asked": gettext_lazy("asked to change “%(title)s”"),
    "plans.declined": gettext_lazy("left “%(title)s” as it was promised"),
    "plans.reopened": gettext_lazy("said that “%(title)s” is still open"),
    "plans.commitment_kept": gettext_lazy("kept “%(title)s”"),
    "plans.commitment_unkept": gettext_lazy("took back that “%(title)s” was kept"),
    "plans.commitment_explained": gettext_lazy("said what happened with “%(title)s”"),
    "plans.commitment_missed": gettext_lazy("noted that “%(title)s” was not kept"),
    "plans.commitment_renegotiated": gettext_lazy("agreed on a new date for “%(title)s”"),
    "plans.commitment_dropped": gettext_lazy("let “%(title)s” go"),
    "plans.progress": gettext_lazy("said how “%(title)s” goes"),
}


@dataclass(frozen=True)
class Line:
    """One line of the history, as its reader sees it."""

    who: str
    side: str
    words: str
    at: datetime
    item_id: object = None
    remark: str = ""  # the id of what was said
    place: str = ""  # where it stands on a page


def told(plan, me, most, since=None):
    """The newest lines of a plan's history; with `since`, what others did to the working copy after that revision."""
    events = plan.history.select_related("by")
    if since is not None:
        events = events.filter(facts__revision__gt=since).exclude(by=me).exclude(kind__in=MUTED_IN_NEWS)
    return [line_of(event, plan, me) for event in events[:most]]


def line_of(event, plan, me):
    """One event as `me` reads it."""
    side = {plan.person_id: "seller", plan.manager_id: "manager"}.get(event.by_id, "")
    who = _("You") if event.by_id == me.pk else (event.by.name if event.by_id else _("perfplan"))
    return Line(who, side, words_of(event), event.at, event.item_id, event.facts.get("remark", ""))


def words_of(event):
    """What happened, as it reads after the name of who did it."""
    if "text" in event.facts:
        return event.facts["text"]
    sentence = SENTENCES.get(event.kind)
    return sentence % event.facts if sentence else event.kind
