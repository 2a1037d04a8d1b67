"""What was signed and what was proposed: the list of all of it, and each text in full."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from people.chain import digest, text_digest
from plans import rules
from plans.body import read
from plans.effective import standing
from plans.exchange import Round, exchanges
from plans.forms import CompareForm
from plans.models import PlanVersion, Proposal
from plans.rates import counts
from plans.texts import texts_of
from plans.views.reading import draft_for, leave_a_trace, plan_for


def versions_for(request, plan):
    """The versions of a plan that the reader may read, the newest first, each with how it stands today."""
    found = list(PlanVersion.objects.visible_to(request.user, plan, rules.view_of(request.user, plan)).for_list())
    for version in found:
        version.standing = standing(version, found, timezone.localdate())
    return found


def version_for(request, plan, number):
    """One of these; not found if the reader may not read it."""
    for version in versions_for(request, plan):
        if version.number == number:
            return version
    raise Http404


def version_list(request, pk):
    """All versions that both signed; for those who may read drafts, every proposal too, and who answered what."""
    plan = plan_for(request, pk)
    versions, sees_draft = versions_for(request, plan), rules.sees_draft(request.user, plan)
    texts = texts_of(plan, request.user)
    context = {
        "plan": plan,
        "versions": versions,
        "sees_draft": sees_draft,
        "exchanges": exchanges(plan, versions) if sees_draft else [],
        "form": CompareForm(texts) if len(texts) > 1 else None,
    }
    return render(request, "plans/version_list.html", context)


def version_detail(request, pk, number):
    """One frozen text with its signatures and its digest, which is computed again each time it is shown."""
    plan = plan_for(request, pk)
    version = version_for(request, plan, number)
    leave_a_trace(request, plan, version)
    sealed = bytes(version.text_digest) == text_digest(version) and version.columns_match()
    context = {
        "plan": plan,
        "version": version,
        "body": read(version),
        "attested": version.attested,
        "is_unchanged": sealed and bytes(version.digest) == digest(version, bytes(version.previous_digest)),
        "digest": bytes(version.digest).hex(),
        "text_digest": bytes(version.text_digest).hex(),
        "previous": version.number - 1,
        "counts": counts(plan) if rules.view_of(request.user, plan) == "hr" else [],
    }
    return render(request, "plans/version_detail.html", context)


def proposal_detail(request, pk, proposal_id):
    """One text that one side signed, with what came of it; readable for good, whether the other side signed it or not."""
    plan = draft_for(request, pk)
    proposal = get_object_or_404(Proposal.objects.of(plan, proposal_id).with_people())
    proposal.plan = plan
    before = f"p{proposal.answers_id}" if proposal.answers_id else ""
    context = {
        "plan": plan,
        "proposal": proposal,
        "round": Round(1, proposal, before),
        "body": read(proposal),
        "signatures": proposal.signatures.select_related("person"),
        "digest": bytes(proposal.text_digest).hex(),
    }
    return render(request, "plans/proposal_detail.html", context)
