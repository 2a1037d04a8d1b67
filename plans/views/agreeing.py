"""Proposing, signing, answering and amending."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.verdict import Stale
from plans import actions, rules
from plans.body import read
from plans.compare import compare, sections
from plans.draft import DraftPage
from plans.exchange import rounds_to
from plans.forms import CloseForm, ProposeForm, ReasonForm, SignForm, put_errors
from plans.models import Proposal
from plans.views.reading import draft_for, plan_for


def plan_propose(request, pk):
    """Read the whole text, sign it, and ask the other side to sign it; after a counter: propose it back."""
    plan = draft_for(request, pk)
    page = DraftPage(plan, request.user)
    rules.can_propose(request.user, plan).enforce()
    form = ProposeForm(request.POST or None, initial=_proposing(plan))
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose(plan, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
        else:
            other = plan.other_party(rules.side_of(request.user, plan))
            messages.success(request, _("You have signed. %(name)s is told.") % {"name": other.first_name})
            return redirect(plan)
    context = {"plan": plan, "page": page, "body": page.body, "form": form}
    return render(request, "plans/plan_propose.html", context, status=422 if form.errors else 200)


def _proposing(plan):
    """What the form says before anybody writes in it."""
    return {
        "seen_revision": plan.revision,
        "effective_on": plan.first_effective_day(),
        "expires_on": timezone.localdate() + actions.WAITS,
        "reason": plan.amend_reason,
    }


def plan_sign(request, pk):
    """Read exactly the text that is signed, and sign it, or counter. A second click on "Sign" shows the same result."""
    plan = draft_for(request, pk)
    proposal = plan.proposals.open().select_related("by", "answers__by").first()
    form = SignForm(request.POST or None, initial=_seen(proposal))
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.sign(plan, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
        except Stale as stale:
            return _moved(request, stale, form.cleaned_data["proposal_id"])
        else:
            messages.success(request, _("Version %(number)s is signed by both.") % {"number": version.number})
            return redirect(version)
    if proposal is None:
        return redirect(plan)
    proposal.plan = plan
    context = {"plan": plan, "proposal": proposal, "form": form, **_signing(request, plan, proposal)}
    return render(request, "plans/plan_sign.html", context, status=422 if form.errors else 200)


def _seen(proposal):
    return {"proposal_id": proposal.pk, "seen_digest": bytes(proposal.text_digest).hex()} if proposal else {}


def _signing(request, plan, proposal):
    """What the signing page shows beside the text: what was said before, what changed since, and who may do what."""
    body = read(proposal)
    return {
        "body": body,
        "digest": bytes(proposal.text_digest).hex(),
        "rounds": rounds_to(proposal) if proposal.answers_id else [],
        "since_answer": _since(proposal.answers, body),
        "since_version": _since(plan.in_force, body),
        "starts_later": plan.in_force_id and proposal.effective_on > timezone.localdate(),
        "signatures": proposal.signatures.select_related("person"),
        "may_sign": rules.can_sign(request.user, plan, proposal),
        "may_counter": rules.can_counter(request.user, plan, proposal),
        "may_withdraw": rules.can_withdraw(request.user, plan, proposal),
    }


def _since(record, now):
    """What changed since an earlier proposal or version, by the parts of the plan; None if there is no such text."""
    if record is None:
        return None
    was = read(record)
    return sections(compare(was, now), was, now)


def _moved(request, stale, proposal_id):
    """Nothing was signed: what changed since the text that was on screen, and the way on."""
    plan = stale.current
    seen = Proposal.objects.of(plan, proposal_id).first()
    page = DraftPage(plan, request.user)
    was, now = seen and read(seen), read(page.proposal) if page.proposal else page.body
    if seen and not page.proposal:
        now = now | {"effective_on": was["effective_on"]}
    found = sections(compare(was, now), was, now) if seen else []
    context = {"plan": plan, "sentence": str(stale), "sections": found, "seen": seen, "waiting": page.proposal}
    return render(request, "plans/plan_moved.html", context, status=409)


def plan_counter(request, pk):
    """Answer a proposal with what should be different; then the text can be changed and proposed back."""
    plan = draft_for(request, pk)
    proposal = plan.proposals.open().select_related("by").first()
    rules.can_counter(request.user, plan, proposal).enforce()
    words = {
        "title": _("What should be different?"),
        "lead": _("Say it in your words. Next you change the text; then you propose it back, and %(name)s signs or answers.")
        % {"name": proposal.by.first_name},
        "verb": _("Counter, and change the text"),
        "done": _("%(name)s is told. Change what should be different, then propose it back.") % {"name": proposal.by.first_name},
    }
    return _with_reason(request, plan, words, lambda reason: actions.counter(plan, by=request.user, reason=reason))


def plan_amend(request, pk):
    """Begin to change what both have signed."""
    plan = draft_for(request, pk)
    rules.can_amend(request.user, plan).enforce()
    words = {
        "title": _("Why should the plan change?"),
        "lead": _("Version %(number)s stays in force until both of you have signed the next one.")
        % {"number": plan.in_force.number},
        "verb": _("Begin the amendment"),
        "done": _("The text can be changed now. The other side is told."),
    }
    return _with_reason(request, plan, words, lambda reason: actions.amend(plan, by=request.user, reason=reason))


def _with_reason(request, plan, words, act):
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, words["done"])
            return redirect(plan)
    context = {"plan": plan, "form": form, **words}
    return render(request, "plans/plan_reason.html", context, status=422 if form.errors else 200)


@require_POST
def plan_withdraw(request, pk):
    """Take one's own proposal back."""
    plan = draft_for(request, pk)
    actions.withdraw(plan, by=request.user)
    messages.success(request, _("Taken back. The text can be changed again."))
    return redirect(plan)


@require_POST
def plan_give_up(request, pk):
    """Go back to the version in force."""
    plan = draft_for(request, pk)
    actions.give_up_amendment(plan, by=request.user)
    messages.success(request, _("The amendment is given up. The version in force stands."))
    return redirect(plan)


def plan_close(request, pk):
    """End a plan."""
    plan = plan_for(request, pk)
    rules.can_close(request.user, plan).enforce()
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.close(plan, by=request.user, outcome=form.cleaned_data["outcome"])
        messages.success(request, _("The plan is closed."))
        return redirect(plan)
    context = {"plan": plan, "form": form, "title": _("Close this plan?"), "verb": _("Close the plan")}
    return render(request, "plans/plan_reason.html", context, status=422 if form.errors else 200)
