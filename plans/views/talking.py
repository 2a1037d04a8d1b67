"""Talking about the plan, and saying "I agree"."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from people.verdict import Stale
from plans import actions, rules
from plans.forms import CommentForm
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


def comment_add(request, pk, item_id):
    """Say something about an item, or about the plan (whose own id stands in the address then)."""
    plan = draft_for(request, pk)
    item = None if item_id == plan.pk else item_for(plan, item_id)
    rules.can_comment(request.user, plan).enforce()
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.comment(plan, by=request.user, item_id=item_id, text=form.cleaned_data["text"])
        return redirect(place_of(item) if item else f"{plan.get_absolute_url()}#general")
    context = {"plan": plan, "item": item, "form": form, "title": str(item or plan.title)}
    return render(request, "plans/comment_add.html", context, status=422 if form.errors else 200)


@require_POST
def comment_settle(request, pk, comment_id):
    """Call a remark settled."""
    plan = draft_for(request, pk)
    remark = get_object_or_404(plan.comments, pk=comment_id)
    remark.plan = plan
    actions.settle(remark, by=request.user)
    return redirect(f"{plan.get_absolute_url()}#remark-{remark.pk}")
