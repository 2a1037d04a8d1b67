"""Changing what both have signed, giving that up, and ending a plan."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans import rules
from plans.actions.history import record
from plans.body import read
from plans.ledger import restore, undecide
from plans.messages import tell_other_side
from plans.models import PlanStatus


@transaction.atomic
def amend(plan, *, by, reason):
    """Begin to change what both have signed, with a reason. The version in force stays in force until both have signed again."""
    plan.lock()
    rules.can_amend(by, plan).enforce()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the plan should change.")})
    plan.revision += 1
    plan.move_to(PlanStatus.DRAFT, amend_reason=reason, revision=plan.revision)
    record(plan, "plans.amended", by=by, reason=reason)
    tell_other_side(plan, "plans.amended", by=by, subject_id=plan.pk, period=f"r{plan.revision}")
    return plan


@transaction.atomic
def give_up_amendment(plan, *, by):
    """Go back to the words in force. What was changed stays in the history, and what was proposed with it."""
    plan.lock()
    rules.can_give_up_amendment(by, plan).enforce()
    restore(plan, read(plan.in_force), by=by)
    undecide(plan)
    plan.revision += 1
    plan.move_to(PlanStatus.AGREED, amend_reason="", revision=plan.revision)
    record(plan, "plans.amendment_given_up", by=by)
    tell_other_side(plan, "plans.withdrawn", by=by, subject_id=plan.in_force_id, period=f"r{plan.revision}")
    return plan


@transaction.atomic
def close(plan, *, by, outcome=""):
    """End a plan: one never signed is given up, a signed one is over after its last day."""
    plan.lock()
    rules.can_close(by, plan).enforce()
    plan.move_to(PlanStatus.CLOSED, closed_at=timezone.now(), outcome=outcome)
    record(plan, "plans.closed", by=by, outcome=outcome)
    tell_other_side(plan, "plans.closed", by=by, subject_id=plan.pk)
    return plan
