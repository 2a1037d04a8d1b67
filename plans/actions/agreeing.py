"""Two sign the same text: propose, sign, counter, take back, let a proposal run out."""

import datetime
import hashlib
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from metrics.actions import set_targets
from people.canonical import canonical
from people.verdict import Refused, Stale
from plans import rules
from plans.actions.history import record
from plans.body import body_of, read
from plans.exchange import to_answer
from plans.ledger import apply_offers, targets_of
from plans.messages import sign_path, tell, tell_both, tell_other_side
from plans.models import Plan, PlanStatus, PlanVersion, Proposal, ProposalState, Signature
from plans.readiness import blocking
from plans.working import Working

WAITS = datetime.timedelta(days=14)  # how long a proposal waits unless its proposer says otherwise
LONGEST = datetime.timedelta(days=90)


def _sentence(plan):
    return _("I agree to this plan, “%(title)s”, as it stands here, and to what I promise in it.") % {"title": plan.title}


@transaction.atomic
def propose(plan, *, by, seen_revision, typed_name, reason="", effective_on=None, expires_on=None):
    """Sign the working copy as it was on screen and ask the other side to sign exactly that text, until `expires_on` (two weeks
    from today). Answers the proposal; it says which countered one it follows.

    Raises Refused while something in the text keeps it from being signed, Stale if it moved after revision `seen_revision`, and
    ValidationError if the typed name is not one's own or a day makes no sense.
    """
    plan.lock()
    rules.can_propose(by, plan).enforce()
    if plan.revision != seen_revision:
        raise Stale(_("The plan changed after you read it. Look at what changed, then propose it."), current=plan)
    effective_on, expires_on = effective_on or plan.first_effective_day(), expires_on or timezone.localdate() + WAITS
    working = Working(plan)
    body = body_of(plan, effective_on=effective_on, working=working)
    _refuse_unready(body, working.untouched)
    _refuse_days(plan, effective_on, expires_on)
    proposal = _write(plan, canonical(body), by, reason=reason, effective_on=effective_on, expires_on=expires_on)
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
    if not reason.strip():
        raise ValidationError({"reason": _("Say what should be different.")})
    _end(plan, proposal, ProposalState.COUNTERED, ended_by=by, end_reason=reason)
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
    _end(plan, proposal, ProposalState.WITHDRAWN, ended_by=by)
    record(plan, "plans.withdrawn", by=by)
    tell_other_side(plan, "plans.withdrawn", by=by, subject_id=proposal.pk)
    return proposal


@transaction.atomic
def expire_proposals(*, as_of=None, by=None):
    """Let every proposal that has waited until its last day run out: the text can be changed again, and both are told.

    Nobody does this but the clock (`by` is None). A second time finds nothing. Answers those that ran out.
    """
    today = as_of or timezone.localdate()
    plans = Plan.objects.filter(proposals__in=Proposal.objects.overdue(today)).order_by("pk")
    return [proposal for plan in plans if (proposal := _expire(plan, today, by))]


def _expire(plan, today, by):
    plan.lock()
    proposal = plan.proposals.overdue(today).first()  # looked at again, now that the row is locked
    if proposal is None:
        return None
    _end(plan, proposal, ProposalState.EXPIRED, ended_by=None)
    record(plan, "plans.expired", by=by, day=date_format(proposal.expires_on, "j F Y"))
    tell_both(plan, "plans.expired", subject_id=proposal.pk, title=plan.title, person=plan.person.name)
    return proposal


# -- the moves that these share ---------------------------------------------------------------------------------------


def _refuse_unready(body, untouched):
    faults = blocking(body, untouched)
    if faults:
        raise Refused(" ".join(fault.sentence for fault in faults))


def _refuse_days(plan, effective_on, expires_on):
    if not plan.starts_on <= effective_on <= plan.ends_on:
        raise ValidationError({"effective_on": _("That day lies outside the plan’s period.")})
    if plan.in_force_id and effective_on < plan.first_effective_day():
        sentence = _("What both signed before holds for the days that have passed. Pick today or later.")
        raise ValidationError({"effective_on": sentence})
    today = timezone.localdate()
    if not today <= expires_on <= today + LONGEST:
        until = date_format(today + LONGEST, "j F Y")
        raise ValidationError({"expires_on": _("Pick a day between today and %(until)s.") % {"until": until}})


def _write(plan, text, by, *, reason, effective_on, expires_on):
    salt = secrets.token_bytes(16)
    return Proposal.objects.create(
        plan=plan,
        body=text,
        salt=salt,
        text_digest=hashlib.sha256(salt + text).digest(),
        by=by,
        side=rules.side_of(by, plan),
        reason=reason or plan.amend_reason,
        effective_on=effective_on,
        expires_on=expires_on,
        answers=to_answer(plan),
    )


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


def _end(plan, proposal, state, **how):
    proposal.move_to(state, ended_at=timezone.now(), **how)
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
    tell_both(
        plan, "plans.signed", subject_id=version.pk, path=version.get_absolute_url(), title=plan.title,
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
