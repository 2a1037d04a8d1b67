"""Who may write the working copy."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.verdict import YES, Verdict
from plans.models import PlanStatus, Portrait
from plans.rules.footing import ONLY_THE_TWO, personally, side_of


def can_start(me, person, on=None):
    """Whether `me` may start a plan for `person`: their manager, or the person themselves."""
    manager = person.manager(on=on)
    if manager is None:
        return Verdict(_("%(name)s reports to nobody yet, so there is nobody to make a plan with.") % {"name": person.name})
    if me.pk in (person.pk, manager.pk) or manager.pk in me.seats(on=on):
        return YES
    return Verdict(_("A plan is started by the person it is for, or by their manager."))


def people_to_plan_with(me, on=None):
    """Those for whom `me` may start a plan: one's sellers, those of somebody for whom one stands in, and oneself under a
    manager.
    """
    sellers = Person.objects.managed_by(me.seats(on=on), on).values("pk")
    oneself = [me.pk] if me.manager(on=on) else []
    return Person.objects.active().filter(Q(pk__in=sellers) | Q(pk__in=oneself)).order_by("name")


def can_edit(me, plan):
    """Whether `me` may change the working copy now."""
    if side_of(me, plan) is None:
        return Verdict(ONLY_THE_TWO)
    if plan.status == PlanStatus.PROPOSED:
        return Verdict(_("This text waits for a signature. Counter it, or take it back, before you change it."))
    if plan.status == PlanStatus.AGREED:
        return Verdict(_("This plan is agreed. Begin an amendment to change it."))
    if plan.status == PlanStatus.CLOSED:
        return Verdict(_("This plan is closed."))
    return YES


def can_edit_item(me, item):
    """Whether `me` may change this item now: a portrait is written in one's own words."""
    verdict = can_edit(me, item.plan)
    if verdict and isinstance(item, Portrait) and item.side != side_of(me, item.plan):
        return Verdict(
            _("These are %(name)s’s own words. Write yours beside them.") % {"name": item.plan.party(item.side).first_name}
        )
    return verdict


def can_agree(me, plan):
    """Whether `me` may mark items as agreed."""
    refusal = personally(me, plan)
    return can_edit(me, plan) if refusal is None else refusal
