"""The page of a plan: written by two while it is a draft, lived by when it is in force."""

from functools import partial

from django.shortcuts import redirect, render

from plans import rules, tickets
from plans.draft import DraftPage
from plans.history import told
from plans.living import LivingPage
from plans.models import Plan, PlanStatus, PlanVersion
from plans.shown import shown
from plans.views.reading import draft_for, plan_for


def plan_detail(request, pk):
    """The working copy or the plan in force, as the reader may see it; whoever is no party reads the version in force."""
    plan = _plan(request, pk)
    if not rules.sees_draft(request.user, plan):
        return _newest_version(request, plan)
    if shows_draft(request, plan):
        return _page(request, plan, "plans/plan_draft.html", draft_context(request, plan))
    return _page(request, plan, "plans/plan_living.html", living_context(request, plan))


def _plan(request, pk):
    """The plan with all that its page asks about it; the two and their coaches are asked for first, for they come most."""
    seen = Plan.objects.visible_to_parties(request.user).for_page().read_by(request.user).with_standing()
    plan = seen.among([pk]).first()
    return plan_for(request, pk) if plan is None else rules.stands(plan)


def _page(request, plan, template, context):
    """The page; that of the two and their coaches may be kept, and gets its ticket each time it is shown."""
    if rules.view_of(request.user, plan) not in ("party", "coach"):
        return render(request, template, {**context, "ticket": tickets.issue(plan, request.user)})
    response = render(request, template, {**context, "ticket": tickets.MARK})
    response.renewed = {tickets.MARK: partial(tickets.signed, tickets.claims(plan, request.user))}
    return response


plan_detail.shows = lambda request, pk: shown(pk, request.user, request.GET.get("view") == "in-force")


def shows_draft(request, plan):
    """Whether the page of a plan is its working copy, for whoever may read both."""
    is_written = plan.status in (PlanStatus.DRAFT, PlanStatus.PROPOSED) and request.GET.get("view") != "in-force"
    return is_written or plan.in_force_id is None


def draft_context(request, plan):
    """What the page of the working copy shows."""
    page = DraftPage(plan, request.user, clean=request.GET.get("view") == "clean", against=request.GET.get("against", ""))
    return {**_context(request, plan, page), "history": lambda: page.since.recent()}


def living_context(request, plan):
    """What the page of the plan in force shows."""
    return _context(request, plan, LivingPage(plan, request.user, opened=request.headers.get("HX-Target", "")))


def _context(request, plan, page):
    return {"plan": plan, "page": page}


def _newest_version(request, plan):
    view = rules.view_of(request.user, plan)
    version = PlanVersion.objects.visible_to(request.user, plan, view).for_list().first()
    return redirect(version)


def plan_history(request, pk):
    """Everything that happened with the plan, newest first."""
    plan = draft_for(request, pk)
    return render(request, "plans/plan_history.html", {"plan": plan, "history": told(plan, request.user, 500)})
