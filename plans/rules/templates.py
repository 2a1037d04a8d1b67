"""Who keeps the starting points of plans, and who may begin from which."""

from django.utils.translation import gettext_lazy as _

from people.models import Role
from people.verdict import YES, Verdict
from plans.models import PlanTemplate

KEEPERS = _("HR and leaders keep the templates.")
TEMPLATES_THERE = _("There are templates already. Make one of your own beside them.")


def keeps_templates(me):
    """Whether `me` keeps templates at all."""
    return YES if me.scopes(roles=(Role.HR, Role.LEADER)) else Verdict(KEEPERS)


def can_keep_templates_for(me, team):
    """Whether `me` may keep a template for a team (and all within it), or for everybody (None): within their own scope."""
    scopes = {team_id for _role, team_id in me.scopes(roles=(Role.HR, Role.LEADER))}
    if not scopes:
        return Verdict(KEEPERS)
    if None in scopes or (team is not None and scopes & set(team_and_above(team))):
        return YES
    return Verdict(_("Your part of the company is not everybody: name a team of yours that this template is for."))


def can_make_first_templates(me):
    """Whether `me` may begin the starting points that perfplan brings along: for everybody, where nothing is there yet."""
    verdict = can_keep_templates_for(me, None)
    return Verdict(TEMPLATES_THERE) if verdict and PlanTemplate.objects.exists() else verdict


def can_keep_template(me, template):
    """Whether `me` may change this template, put it on offer or take it away."""
    return can_keep_templates_for(me, template.team)


def can_begin_from(person, template, kind):
    """Whether a plan of that kind for `person` may begin from this template."""
    name = {"name": template.name, "person": person.name}
    if not PlanTemplate.objects.on_offer().for_team(person.team).filter(pk=template.pk).exists():
        return Verdict(_("“%(name)s” is not on offer for %(person)s.") % name)
    if template.kind != kind:
        return Verdict(_("“%(name)s” is for another kind of plan.") % name)
    return YES


def team_and_above(team):
    """The ids of a team and of all that it is within."""
    seen = []
    while team is not None and team.pk not in seen:
        seen.append(team.pk)
        team = team.parent
    return seen
