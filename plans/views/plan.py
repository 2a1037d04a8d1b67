"""The page of a plan: written by two while it is a draft, lived by when it is in force."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from plans import rules
from plans.body import read
from plans.forms import CommentForm
from plans.history import told
from plans.living import LivingPage
from plans.models import PlanStatus, PlanVersion
from plans.pages import DraftPage
from plans.views.reading import draft_for, leave_a_trace, plan_for

RECENT = 12


def plan_detail(request, pk):
    """The working copy or the plan in force, as the reader may see it; whoever is no party reads the version in force."""
    plan = plan_for(request, pk)
    if not rules.sees_draft(request.user, plan):
        return _newest_version(request, plan)
    if plan.status in (PlanStatus.DRAFT, PlanStatus.PROPOSED) and request.GET.get("view") != "in-force":
        return plan_draft(request, plan)
    if plan.in_force_id is None:
        return plan_draft(request, plan)
    context = {"plan": plan, "page": LivingPage(plan, request.user), "history": told(plan, request.user, RECENT)}
    return render(request, "plans/plan_living.html", context)


def plan_draft(request, plan):
    """The working copy."""
    page = DraftPage(plan, request.user, clean=request.GET.get("view") == "clean")
    context = {"plan": plan, "page": page, "comment_form": CommentForm(), "history": told(plan, request.user, RECENT)}
    return render(request, "plans/plan_draft.html", context)


def _newest_version(request, plan):
    view = rules.view_of(request.user, plan)
    version = PlanVersion.objects.visible_to(request.user, plan, view).for_list().first()
    return redirect(version)


def plan_rev(request, pk):
    """What changed since the revision that is on screen: nothing (204), or a line that says what and offers to show it."""
    plan = draft_for(request, pk)
    since = request.GET.get("since", "")
    if not since.isdecimal() or int(since) >= plan.revision:
        return HttpResponse(status=204)
    news = told(plan, request.user, RECENT, since=int(since))
    return render(request, "plans/_news.html", {"plan": plan, "news": news})


def plan_history(request, pk):
    """Everything that happened with the plan, newest first."""
    plan = draft_for(request, pk)
    return render(request, "plans/plan_history.html", {"plan": plan, "history": told(plan, request.user, 500)})


def plan_print(request, pk):
    """The plan as a clean document: the text in force, or the draft where nothing is signed yet."""
    plan = plan_for(request, pk)
    if plan.in_force_id is None:
        plan = draft_for(request, pk)
        body, version = DraftPage(plan, request.user).body, None
    else:
        view = rules.view_of(request.user, plan)
        version = PlanVersion.objects.visible_to(request.user, plan, view).for_list().first()
        leave_a_trace(request, plan, version)
        body = read(version)
    return render(request, "plans/plan_print.html", {"plan": plan, "body": body, "version": version})
