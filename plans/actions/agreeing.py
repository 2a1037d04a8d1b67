"""Two sign the same text: propose, sign, counter, take back, amend."""

import hashlib
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from metrics.actions import set_targets
from people.canonical import canonical
from people.verdict import Refused, Stale
from plans import rules
from plans.actions.history import record
from plans.body import body_of, read
from plans.ledger import apply_offers, restore, targets_of
from plans.messages import sign_path, tell, tell_other_side
from plans.models import PlanStatus, PlanVersion, Proposal, ProposalState, Signature
from plans.readiness import blocking


def _sentence(plan):
    return _("I agree to this plan, “%(title)s”, as it stands here, and to what I promise in it.") % {"title": plan.title}


@transaction.atomic
def propose(plan, *, by, seen_revision, typed_name, reason="", effective_on=None):
    """Sign the working copy as it was on screen and ask the other side to sign exactly that text. Answers the proposal.

    Raises Refused while something in the text keeps it from being signed, Stale if it moved after revision `seen_revision`, and
    ValidationError if the typed name is not one's own or the day lies outside the plan's period.
    """
    plan.lock()
    rules.can_propose(by, plan).enforce()
    if plan.revision != seen_revision:
        raise Stale(_("The plan changed after you read it. Look at what changed, then propose it."), current=plan)
    effective_on = effective_on or plan.first_effective_day()
    body = body_of(plan, effective_on=effective_on)
    _refuse_unready(plan, body, effective_on)
    text, salt = canonical(body), secrets.token_bytes(16)
    proposal = Proposal.objects.create(
        plan=plan,
        body=text,
        salt=salt,
        text_digest=hashlib.sha256(salt + text).digest(),
        by=by,
        side=rules.side_of(by, plan),
        reason=reason or plan.amend_reason,
        effective_on=effective_on,
    )
    _put_signature(plan, proposal, by, typed_name)
    plan.move_to(PlanStatus.PROPOSED)
    record(plan, "plans.proposed", by=by, digest=proposal.text_digest.hex())
    tell_other_side(plan, "plans.proposed", by=by, subject_id=proposal.pk, path=sign_path(plan))
    return proposal


@transaction.atomic
def sign(plan, *, by, proposal_id, seen_digest, typed_name):
    """Put the second signature under exactly the text that was on screen: the version is sealed and in force. Answers it.

    A second click answers the same version. Raises Stale, with the plan as it is now, if another text stands there by now.
    """
    plan.lock()
    proposal = plan.proposals.filter(pk=proposal_id).first()
    if proposal is not None and proposal.state == ProposalState.SIGNED and proposal.signatures.filter(person=by).exists():
        return proposal.version
    waiting = plan.proposals.open().first()
    rules.can_sign(by, plan, proposal if waiting is None and proposal else waiting).enforce()
    if waiting is None or proposal != waiting or waiting.text_digest.hex() != seen_digest:
        raise Stale(_("The text changed after you read it. Nothing was signed."), current=plan)
    proposal.plan = plan
    _put_signature(plan, proposal, by, typed_name)
    return _seal(plan, proposal, by)


@transaction.atomic
def counter(plan, *, by, reason):
    """Answer the open proposal with "not yet" and a reason: the text can be changed again, and is signed by both afresh."""
    plan.lock()
    proposal = plan.proposals.open().first()
    rules.can_counter(by, plan, proposal).enforce()
    _require(reason, _("Say what should be different."))
    _end(plan, proposal, ProposalState.COUNTERED, by)
    record(plan, "plans.countered", by=by, reason=reason)
    tell(
        "plans.countered", plan, subject_id=proposal.pk, to=proposal.by,
        who=by.name, first=by.first_name, title=plan.title, person=plan.person.name,
    )  # fmt: skip
    return proposal


@transaction.atomic
def withdraw(plan, *, by):
    """Take one's own proposal back before the other side has signed it."""
    plan.lock()
    proposal = plan.proposals.open().first()
    rules.can_withdraw(by, plan, proposal).enforce()
    _end(plan, proposal, ProposalState.WITHDRAWN, by)
    record(plan, "plans.withdrawn", by=by)
    tell_other_side(plan, "plans.withdrawn", by=by, subject_id=proposal.pk)
    return proposal


@transaction.atomic
def amend(plan, *, by, reason):
    """Begin to change what both have signed, with a reason. The version in force stays in force until both have signed again."""
    plan.lock()
    rules.can_amend(by, plan).enforce()
    _require(reason, _("Say why the plan should change."))
    plan.revision += 1
    plan.move_to(PlanStatus.DRAFT, amend_reason=reason, revision=plan.revision)
    record(plan, "plans.amended", by=by, reason=reason)
    tell_other_side(plan, "plans.amended", by=by, subject_id=plan.pk, period=f"r{plan.revision}")
    return plan


@transaction.atomic
def give_up_amendment(plan, *, by):
    """Go back to the words in force. What was changed stays in the history only."""
    plan.lock()
    rules.can_give_up_amendment(by, plan).enforce()
    restore(plan, read(plan.in_force), by=by)
    plan.revision += 1
    plan.move_to(PlanStatus.AGREED, amend_reason="", revision=plan.revision)
    record(plan, "plans.amendment_given_up", by=by)
    tell_other_side(plan, "plans.withdrawn", by=by, subject_id=plan.in_force_id, period=f"r{plan.revision}")
    return plan


@transaction.atomic
def take_over(plan, *, by):
    """Step into a plan as the seller's new manager: an amendment begins, which both sign. Past promises stay with who made
    them.
    """
    plan.lock()
    rules.can_take_over(by, plan).enforce()
    before, plan.manager = plan.manager, by
    plan.revision += 1
    plan.save(update_fields=["manager", "revision"])
    if plan.status == PlanStatus.AGREED:
        reason = _("%(new)s takes over from %(old)s.") % {"new": by.name, "old": before.name}
        plan.move_to(PlanStatus.DRAFT, amend_reason=reason)
    record(plan, "plans.taken_over", by=by, before=before.name)
    tell_other_side(plan, "plans.taken_over", by=by, subject_id=plan.pk, period=f"r{plan.revision}")
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


# -- the moves that these share ---------------------------------------------------------------------------------------


def _refuse_unready(plan, body, effective_on):
    faults = blocking(body)
    if faults:
        raise Refused(" ".join(fault.sentence for fault in faults))
    if not plan.starts_on <= effective_on <= plan.ends_on:
        raise ValidationError({"effective_on": _("That day lies outside the plan’s period.")})


def _require(text, sentence):
    if not text.strip():
        raise ValidationError({"reason": sentence})


def _put_signature(plan, proposal, by, typed_name):
    if " ".join(typed_name.split()).casefold() != " ".join(by.name.split()).casefold():
        raise ValidationError({"typed_name": _("Type your name as it stands here: %(name)s") % {"name": by.name}})
    return Signature.objects.create(
        proposal=proposal,
        person=by,
        side=rules.side_of(by, plan),
        text_digest=bytes(proposal.text_digest),
        sentence=_sentence(plan),
        typed_name=typed_name,
        signed_at=timezone.now(),
    )


def _end(plan, proposal, state, by):
    proposal.move_to(state, ended_at=timezone.now(), ended_by=by)
    plan.move_to(PlanStatus.DRAFT)


def _seal(plan, proposal, by):
    before, after = (read(plan.in_force) if plan.in_force_id else None), read(proposal)
    proposal.move_to(ProposalState.SIGNED, ended_at=timezone.now(), ended_by=by)
    version = PlanVersion.seal(
        chain=plan.pk,
        body=bytes(proposal.body),
        salt=bytes(proposal.salt),
        attest=_attest(proposal),
        plan=plan,
        proposal=proposal,
        effective_on=proposal.effective_on,
        reason=proposal.reason,
    )
    plan.move_to(PlanStatus.AGREED, in_force=version, amend_reason="")
    apply_offers(plan, before, after, by=by)
    set_targets(
        person=plan.person, plan_id=plan.pk, agreement_id=version.pk, effective_on=version.effective_on,
        ends_on=plan.ends_on, targets=targets_of(after), by=by,
    )  # fmt: skip
    record(plan, "plans.signed", by=by, number=version.number, digest=version.digest.hex())
    for person in (plan.person, plan.manager):
        tell(
            "plans.signed", plan, subject_id=version.pk, to=person, path=version.get_absolute_url(), title=plan.title,
            person=plan.person.name, number=version.number, digest=version.digest.hex(),
        )  # fmt: skip
    return version


def _attest(proposal):
    """Both signatures, as they are sealed with the text."""
    signatures = [
        {
            "person": signature.person_id,
            "name": signature.person.name,
            "side": signature.side,
            "typed_name": signature.typed_name,
            "sentence": signature.sentence,
            "signed_at": signature.signed_at,
            "text_digest": signature.text_digest.hex(),
        }
        for signature in proposal.signatures.select_related("person").order_by("signed_at")
    ]
    return {"reason": proposal.reason, "signatures": signatures}
