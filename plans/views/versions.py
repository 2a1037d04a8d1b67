"""What was signed, and what changed from one text to the next."""

from django.shortcuts import get_object_or_404, render

from people.chain import digest, text_digest
from plans import rules
from plans.body import read
from plans.compare import compare
from plans.models import PlanVersion
from plans.pages import DraftPage
from plans.views.reading import draft_for, leave_a_trace, plan_for


def _versions(request, plan):
    return PlanVersion.objects.visible_to(request.user, plan, rules.view_of(request.user, plan)).for_list()


def version_list(request, pk):
    """All versions that both signed."""
    plan = plan_for(request, pk)
    context = {"plan": plan, "versions": list(_versions(request, plan)), "sees_draft": rules.sees_draft(request.user, plan)}
    return render(request, "plans/version_list.html", context)


def version_detail(request, pk, number):
    """One frozen text with its signatures and its digest, which is computed again each time it is shown."""
    plan = plan_for(request, pk)
    version = get_object_or_404(_versions(request, plan), number=number)
    leave_a_trace(request, plan, version)
    sealed = bytes(version.text_digest) == text_digest(version) and version.columns_match()
    is_unchanged = sealed and bytes(version.digest) == digest(version, bytes(version.previous_digest))
    context = {
        "plan": plan,
        "version": version,
        "body": read(version),
        "attested": version.attested,
        "is_unchanged": is_unchanged,
        "is_in_force": plan.in_force_id == version.pk,
        "digest": bytes(version.digest).hex(),
        "text_digest": bytes(version.text_digest).hex(),
        "previous": version.number - 1,
    }
    return render(request, "plans/version_detail.html", context)


def plan_compare(request, pk, number, other):
    """What changed from one version to another."""
    plan = plan_for(request, pk)
    old = get_object_or_404(_versions(request, plan), number=number)
    new = get_object_or_404(_versions(request, plan), number=other)
    leave_a_trace(request, plan, new)
    return _changes(request, plan, compare(read(old), read(new)), old, new)


def plan_changes(request, pk):
    """What the draft changes in the version in force."""
    plan = draft_for(request, pk)
    page = DraftPage(plan, request.user)
    return _changes(request, plan, page.changes, plan.in_force, None)


def _changes(request, plan, changes, old, new):
    context = {"plan": plan, "changes": changes, "old": old, "new": new, "is_clean": request.GET.get("view") == "clean"}
    return render(request, "plans/plan_compare.html", context)
