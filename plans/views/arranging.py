"""Moving, copying, taking out and bringing back items of the working copy."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans import actions, rules
from plans.forms import DropForm, MoveForm
from plans.views.reading import draft_for, item_for, place_of


def item_drop(request, pk, item_id):
    """Take an item out, with a word why."""
    plan = draft_for(request, pk)
    item = item_for(plan, item_id)
    rules.can_edit_item(request.user, item).enforce()
    form = DropForm(request.POST or None, initial={"seen_version": item.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.drop_item(item, by=request.user, seen_version=data["seen_version"], reason=data["reason"])
        messages.success(request, _("Taken out. The history keeps it."))
        return redirect(place_of(item))
    context = {"plan": plan, "item": item, "form": form, "title": str(item)}
    return render(request, "plans/item_drop.html", context, status=422 if form.errors else 200)


@require_POST
def item_restore(request, pk, item_id):
    """Bring a dropped item back."""
    item = item_for(draft_for(request, pk), item_id)
    actions.restore_item(item, by=request.user)
    return redirect(place_of(item))


@require_POST
def item_move(request, pk, item_id):
    """Move an item up or down its list, or to a place in it."""
    item = item_for(draft_for(request, pk), item_id)
    form = MoveForm(request.POST)
    if form.is_valid():
        actions.reorder(item, by=request.user, **form.cleaned_data)
    else:
        messages.error(request, _("That is no place in the list. Nothing was moved."))
    return redirect(place_of(item))


@require_POST
def item_duplicate(request, pk, item_id):
    """Begin a new item from the words of this one."""
    item = item_for(draft_for(request, pk), item_id)
    twin = actions.duplicate_item(item, by=request.user)
    messages.success(request, _("Copied. Change what is different."))
    return redirect(place_of(twin))
