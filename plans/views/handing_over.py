"""A new manager takes a plan over, and says what becomes of each promise of the one before."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans import actions
from plans.handover import HandoverPage
from plans.models import Choice
from plans.views.reading import draft_for


@require_POST
def plan_take_over(request, pk):
    """Step into the plan as the seller's new manager; the first thing to do are the promises of the one before."""
    plan = draft_for(request, pk)
    actions.take_over(plan, by=request.user)
    messages.success(request, _("The plan is yours too. Read it, change what has to change, and propose it."))
    left = plan.commitments.undecided(plan).exists()
    return redirect("plans:handover_detail", plan.pk) if left else redirect(plan)


def handover_detail(request, pk):
    """Each open promise of the manager before, and what the new one makes of it; the seller sees the choices."""
    plan = draft_for(request, pk)
    return render(request, "plans/handover_detail.html", {"plan": plan, "page": HandoverPage(plan, request.user)})


@require_POST
def handover_choose(request, pk, commitment_id):
    """Take one promise over, take it over changed (then its words are edited), or let it go."""
    plan = draft_for(request, pk)
    promise = get_object_or_404(plan.commitments, pk=commitment_id)
    handover = actions.choose_handover(promise, by=request.user, choice=request.POST.get("choice", ""))
    if handover.choice == Choice.CHANGE and handover.offer_id:
        return redirect("plans:item_edit", plan.pk, handover.offer_id)
    messages.success(request, _("Noted. It counts when both of you have signed."))
    return redirect("plans:handover_detail", plan.pk)
