"""Who may state what is chosen."""

from django.utils.translation import gettext_lazy as _

from people.models import Role
from people.verdict import YES, Verdict


def can_state_priority(me, team=None):
    """Whether `me` may state a priority, for a team or (None) for everybody: a leader within their scope."""
    scopes = [team_id for role, team_id in me.scopes(roles=(Role.LEADER,)) if role == Role.LEADER]
    if not scopes:
        return Verdict(_("Leaders state the priorities."))
    if None in scopes or (team is not None and _within(team, scopes)):
        return YES
    return Verdict(_("You lead some teams only: name the team that this priority is for."))


def leads_something(me):
    """Whether `me` may state priorities at all."""
    return YES if me.has_role(Role.LEADER) else Verdict(_("Leaders state the priorities."))


def _within(team, scopes):
    seen = set()
    while team is not None and team.pk not in seen:
        if team.pk in scopes:
            return True
        seen.add(team.pk)
        team = team.parent
    return False
