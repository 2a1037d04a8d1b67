"""A new manager steps into a plan: past promises stay with who made them, and for each open one the new manager chooses."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.verdict import Refused
from plans import rules
from plans.actions.drafting import add_offer, drop_item, edit_item, restore_item
from plans.actions.history import record
from plans.ledger import undecide
from plans.messages import tell_other_side
from plans.models import Choice, Handover, Plan, PlanStatus


@transaction.atomic
def take_over(plan, *, by):
    """Step into a plan as the seller's new manager: an amendment begins, which both sign. Every open promise of the manager
    before waits for a choice; it stays theirs until both have signed.
    """
    plan.lock()
    rules.can_take_over(by, plan).enforce()
    before, plan.manager = plan.manager, by
    plan.revision += 1
    plan.save(update_fields=["manager", "revision"])
    if plan.status == PlanStatus.AGREED:
        reason = _("%(new)s takes over from %(old)s.") % {"new": by.name, "old": before.name}
        plan.move_to(PlanStatus.DRAFT, amend_reason=reason)
    for handover in plan.handovers.chosen().select_related("commitment"):
        _take_back(plan, handover, by)
    undecide(plan)
    Handover.objects.bulk_create(
        [Handover(plan=plan, commitment=promise) for promise in plan.commitments.left_by_others(plan).filter(handover=None)]
    )
    record(plan, "plans.taken_over", by=by, before=before.name)
    tell_other_side(plan, "plans.taken_over", by=by, subject_id=plan.pk, period=f"r{plan.revision}")
    return plan


@transaction.atomic
def choose_handover(commitment, *, by, choice):
    """Say what becomes of one open promise of the manager before: `take` it as it is, `change` it, or let it go (`drop`).

    The choice is written into the working copy, so that both sign it: a promise made beside the text becomes an offer in it. A
    second choice takes the first one back. Answers the handover, with the offer that stands for the promise (None: nothing does).
    """
    plan = Plan.objects.select_related("person", "manager").get(pk=commitment.plan_id)
    plan.lock()
    commitment.lock()
    commitment.plan = plan
    rules.can_choose_handover(by, commitment).enforce()
    if choice not in Choice.values:
        raise Refused(_("Take it over, change it, or let it go."))
    handover, _made = Handover.objects.get_or_create(commitment=commitment, defaults={"plan": plan})
    handover.commitment = commitment
    if handover.choice == choice:
        return handover
    offer = _write_into_text(plan, handover, by) if choice != Choice.DROP else _take_out_of_text(plan, handover, by)
    handover.choice, handover.offer_id, handover.by, handover.at = choice, offer and offer.pk, by, timezone.now()
    handover.save(update_fields=["choice", "offer_id", "by", "at"])
    record(plan, f"plans.handover_{choice}", by=by, item_id=commitment.goal_id, title=commitment.text)
    return handover


def _offer_of(plan, handover):
    """The item of the working copy that stands for the promise, dropped or not; None if there never was one."""
    offer = plan.offers.filter(pk=handover.offer_id or handover.commitment.offer_id).first()
    if offer is not None:
        offer.plan = plan
    return offer


def _write_into_text(plan, handover, by):
    """The offer that stands for the promise, with the words and the date that it has now: the one in the text (brought back if
    it was dropped), or a new one.
    """
    promise, offer = handover.commitment, _offer_of(plan, handover)
    fields = {name: getattr(promise, name) for name in ("side", "text", "rule", "due_on", "evidence")}
    if offer is None:
        goal = plan.goals.kept().filter(pk=promise.goal_id).first()
        return add_offer(plan, by=by, goal=goal, **fields)
    offer = restore_item(offer, by=by)
    return edit_item(offer, by=by, seen_version=offer.version, **fields)


def _take_out_of_text(plan, handover, by):
    """Drop the offer that stands for the promise, if there is one. Answers it: it is brought back by another choice."""
    offer = _offer_of(plan, handover)
    if offer is not None and offer.dropped_at is None:
        drop_item(offer, by=by, seen_version=offer.version, reason=_("Not taken over"))
    return offer


def _take_back(plan, handover, by):
    """Undo what an earlier successor, who never signed, wrote for a promise."""
    if handover.commitment.offer_id is None:
        _take_out_of_text(plan, handover, by)
    else:
        _write_into_text(plan, handover, by)
