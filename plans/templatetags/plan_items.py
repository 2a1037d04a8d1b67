"""What stands about items of the working copy: the next step that a finding asks for, and promises in words."""

from django import template
from django.utils.translation import gettext as _

from plans.models import Evidence, Rule
from plans.steps import url_of

register = template.Library()
SLOTS = {"item_edit": "edit-", "measure_add": "edit-m-", "offer_add": "edit-o-"}  # where a form opens within its goal's card


@register.inclusion_tag("plans/_step.html")
def next_step(plan, finding):
    """The link to the form that takes the next step, or to the place where one sees what to do."""
    slot = SLOTS.get(finding.form, "") if finding.goal_id else ""
    return {"finding": finding, "url": url_of(plan, finding), "slot": slot and f"{slot}{finding.goal_id}"}


@register.filter
def in_words(offer):
    """How often a promise comes back and what keeps it: "every month, kept by a field day that is logged"."""
    if not offer:
        return ""
    rule, evidence = (offer["rule"], offer["evidence"]) if isinstance(offer, dict) else (offer.rule, offer.evidence)
    often = "" if rule == Rule.ONCE else str(Rule(rule).label)
    if not evidence:
        return often
    kept = _("kept by %(evidence)s") % {"evidence": _evidence(evidence)}
    return _("%(often)s, %(kept)s") % {"often": often, "kept": kept} if often else kept


def _evidence(key):
    """The kind that was agreed; a text may name one that is no longer chosen."""
    return Evidence(key).label if key in Evidence.values else key
