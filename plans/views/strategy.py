"""What we start, continue and stop."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans import actions, rules
from plans.forms import PriorityForm, put_errors
from plans.models import Cycle, Priority, PriorityKind


def strategy(request):
    """The priorities of a cycle, by what we start, continue and stop, with how many goals stand behind each."""
    cycles = list(Cycle.objects.newest_first())
    cycle = _chosen(cycles, request.GET.get("cycle"))
    rows = (
        list(Priority.objects.visible_to(request.user).of_cycle(cycle).with_goals().read_by(request.user).for_list())
        if cycle
        else []
    )
    groups = [(kind.label, [row for row in rows if row.kind == kind]) for kind in PriorityKind]
    context = {"cycles": cycles, "cycle": cycle, "groups": groups, "can_state": bool(rules.leads_something(request.user))}
    return render(request, "plans/strategy.html", context)


def _chosen(cycles, asked):
    if asked:
        found = next((cycle for cycle in cycles if str(cycle.pk) == asked), None)
        if found is None:
            raise Http404
        return found
    return next((cycle for cycle in cycles if cycle.is_now), cycles[0] if cycles else None)


def priority_add(request):
    """State a priority."""
    rules.leads_something(request.user).enforce()
    form = PriorityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            priority = actions.state_priority(by=request.user, publish="draft" not in request.POST, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Published.") if priority.published_at else _("Kept as a draft."))
            return redirect("plans:strategy")
    return render(request, "plans/priority_add.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def priority_publish(request, pk):
    """Show a priority to everybody it is for."""
    priority = get_object_or_404(Priority.objects.visible_to(request.user), pk=pk)
    actions.publish_priority(priority, by=request.user)
    return redirect("plans:strategy")


@require_POST
def priority_acknowledge(request, pk):
    """Say that one has read it."""
    priority = get_object_or_404(Priority.objects.published(), pk=pk)
    actions.acknowledge_priority(priority, by=request.user)
    return redirect("plans:strategy")
