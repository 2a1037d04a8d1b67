"""Who may have plans as documents."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from people.models import Person, ReportingLine
from people.verdict import YES, Verdict
from plans.models import DocumentState, Plan, PlanVersion
from plans.rules.footing import sees_draft, view_of

NOT_READABLE = Verdict(_("There is nothing here that you may read."))


def teams_to_bind(me):
    """The managers of whose sellers `me` may read some plan in force, by name."""
    sellers = Plan.objects.in_force().visible_to(me).exclude(person=me).values("person")
    lines = ReportingLine.objects.solid().on(timezone.localdate()).filter(person__in=sellers)
    return Person.objects.filter(pk__in=lines.values("manager")).order_by("name")


def can_bind(me, manager):
    """Whether `me` may have a binder of the plans of that manager's sellers: of those that they may read."""
    if teams_to_bind(me).filter(pk=manager.pk).exists():
        return YES
    return Verdict(_("No plan of that team that you may read is in force."))


def can_ask_again(me, document):
    """Whether `me` may have a document made once more: one's own, of what one may still read."""
    if document.by_id != me.pk:
        return Verdict(_("Whoever asked for a document fetches it."))
    if document.manager_id:
        return can_bind(me, document.manager)
    return YES if readable(me, [[str(document.plan_id), document.number]]) else NOT_READABLE


def can_fetch(me, document):
    """Whether `me` may have the file: their own, while it is kept, and while they may still read all that is in it."""
    if document.by_id != me.pk:
        return Verdict(_("Whoever asked for a document fetches it."))
    if document.state != DocumentState.READY or document.expires_at <= timezone.now():
        return Verdict(_("The file is no longer there. Have it made again."))
    lost = len(document.holds) - len(readable(me, document.holds))
    if not lost:
        return YES
    return Verdict(
        ngettext(
            "You may no longer read %(count)s plan in it. Have it made again.",
            "You may no longer read %(count)s plans in it. Have it made again.",
            lost,
        )
        % {"count": lost}
    )


def readable(me, holds):
    """Which of these pairs (id of a plan, number of its version or None for the working copy) `me` may read now, each with the
    plan and the version.
    """
    plans = {str(plan.pk): plan for plan in Plan.objects.visible_to(me).for_page().filter(pk__in=[key for key, _n in holds])}
    found = []
    for key, number in holds:
        plan = plans.get(key)
        if plan is None:
            continue
        if number is None:
            found += [(plan, None)] if sees_draft(me, plan) else []
        else:
            versions = PlanVersion.objects.visible_to(me, plan, view_of(me, plan))
            found += [(plan, version) for version in versions.defer("body", "attest").filter(number=number)]
    return found
