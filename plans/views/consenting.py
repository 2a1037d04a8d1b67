"""Saying "I agree", and how far one has read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from people.verdict import Stale
from plans import actions
from plans.forms import SeenForm
from plans.views.reading import draft_for, item_for, place_of


@require_POST
def item_agree(request, pk, item_id):
    """Say "I agree" to an item as it stands on screen, or take it back."""
    item = item_for(draft_for(request, pk), item_id)
    if request.POST.get("take_back"):
        actions.unagree_item(item, by=request.user)
        return redirect(place_of(item))
    try:
        actions.agree_item(item, by=request.user, seen_stamp=request.POST.get("seen_stamp", ""))
    except Stale as stale:
        messages.error(request, str(stale))  # and the page shows it as it is now
    return redirect(place_of(item))


@require_POST
def plan_seen(request, pk):
    """Keep how far somebody has read a plan that they look at; asked by their page, or by "Mark as read"."""
    plan = draft_for(request, pk)
    form = SeenForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    if form.cleaned_data["done"]:
        actions.mark_read(plan, by=request.user, upto=form.cleaned_data["upto"])
        return redirect(plan)
    actions.mark_seen(plan, by=request.user, upto=form.cleaned_data["upto"])
    return HttpResponse(status=204)
