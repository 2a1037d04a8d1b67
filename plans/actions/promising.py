"""The ledger of commitments: who promised what, and was it kept?"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.verdict import Stale
from plans import rules
from plans.actions.history import record_promise
from plans.messages import tell
from plans.models import NOTHING_ASKED, Asked, Commitment, CommitmentState, Side
from plans.occurring import bring_up_to


@transaction.atomic
def promise(plan, *, by, side, text, due_on=None, goal=None, signal=None, origin="plan", rule="once", evidence=""):
    """Promise the other side something now, without changing the signed text. Nobody promises for another."""
    plan.lock()
    rules.can_promise(by, plan, side).enforce()
    manager = plan.person.manager() or plan.manager
    made = Commitment(
        plan=plan, goal=goal, signal=signal, origin=origin, side=side, text=text, rule=rule, due_on=due_on, evidence=evidence,
        by=by, to=manager if side == Side.SELLER else plan.person,
    )  # fmt: skip
    if goal is not None and goal.plan_id != plan.pk:
        raise ValidationError({"goal": _("That goal belongs to another plan.")})
    made.full_clean()
    made.save()
    bring_up_to(timezone.localdate(), plan)
    record_promise(made, "plans.promised", by=by)
    _tell_other(made, "plans.promised", by)
    return made


@transaction.atomic
def drop_commitment(commitment, *, by, note=""):
    """Let a promise go. Whoever is owed it does so at once; whoever made it asks the other to."""
    commitment.lock()
    rules.can_change(by, commitment).enforce()
    if rules.is_maker(by, commitment):
        return _ask(commitment, by, Asked.DROP, None, note)
    return _close(commitment, CommitmentState.DROPPED, by, note)


@transaction.atomic
def renegotiate(commitment, *, by, due_on, note=""):
    """Pick a new date. Whoever is owed the promise sets it at once; whoever made it asks the other to."""
    commitment.lock()
    rules.can_change(by, commitment).enforce()
    if due_on is None or due_on <= timezone.localdate():
        raise ValidationError({"due_on": _("Pick a day that is still to come.")})
    if rules.is_maker(by, commitment):
        return _ask(commitment, by, Asked.DATE, due_on, note)
    return _postpone(commitment, by, due_on, note)


@transaction.atomic
def grant(commitment, *, by):
    """Consent to what the other side asks about its promise."""
    commitment.lock()
    rules.can_grant(by, commitment).enforce()
    if commitment.asked == Asked.DATE:
        return _postpone(commitment, by, commitment.asked_due_on, commitment.asked_note)
    return _close(commitment, CommitmentState.DROPPED, by, commitment.asked_note)


@transaction.atomic
def decline(commitment, *, by, note=""):
    """Do not consent: the promise stands as it was. Its maker may take the question back the same way."""
    commitment.lock()
    rules.can_change(by, commitment).enforce()
    if commitment.asked:
        for name, value in NOTHING_ASKED.items():
            setattr(commitment, name, value)
        commitment.save(update_fields=list(NOTHING_ASKED))
        record_promise(commitment, "plans.declined", by=by, note=note)
    return commitment


# -- the moves that these share ---------------------------------------------------------------------------------------


def _close(commitment, state, by, note):
    commitment.close_as(state, by, note)
    record_promise(commitment, f"plans.commitment_{state}", by=by, note=note)
    return commitment


def _ask(commitment, by, what, due_on, note):
    if commitment.asked and commitment.asked_by_id != by.pk:
        raise Stale(
            _("%(name)s asked for something else meanwhile.") % {"name": commitment.asked_by.first_name}, current=commitment
        )
    commitment.asked, commitment.asked_by, commitment.asked_due_on, commitment.asked_note = what, by, due_on, note
    commitment.save(update_fields=list(NOTHING_ASKED))
    asked_for = {"what": what, "note": note, "day": due_on and due_on.isoformat()}
    record_promise(commitment, "plans.asked", by=by, **asked_for)
    _tell_other(commitment, "plans.asked", by)
    return commitment


def _postpone(commitment, by, due_on, note):
    """The old promise is closed as renegotiated; a new one with the new date goes on in its place. Answers the new one."""
    _close(commitment, CommitmentState.RENEGOTIATED, by, note)
    fields = ("plan", "goal", "offer_id", "signal", "origin", "side", "by", "to", "text", "rule", "evidence")
    goes_on = {name: getattr(commitment, name) for name in fields}
    new = Commitment.objects.create(**goes_on, due_on=due_on, succeeds=commitment)
    commitment.plan.handovers.filter(commitment=commitment).update(commitment=new)  # a new manager's choice follows the promise
    return new


def _tell_other(commitment, kind, by):
    other = commitment.to if by.pk == commitment.by_id else commitment.by
    plan = commitment.plan
    period = f"{kind}-{timezone.now():%Y%m%d%H%M}" if kind == "plans.asked" else "once"
    facts = {"who": by.name, "first": by.first_name, "title": plan.title, "person": plan.person.name}
    tell(kind, plan, subject_id=commitment.pk, to=other, period=period, **facts)
