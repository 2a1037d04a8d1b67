"""How a goal goes, and how it went."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from plans import actions, rules
from plans.body import read
from plans.course import Course
from plans.forms import ProgressForm, put_errors
from plans.measured import signed_measures
from plans.views.reading import draft_for


def goal_detail(request, pk, goal_id):
    """How one goal went: a picture, what both sides said and promised, and how its words changed from version to version."""
    plan = draft_for(request, pk)
    page = Course(plan, request.user, goal_id) if plan.in_force_id else None
    if page is None or not page.exists:
        raise Http404
    return render(request, "plans/goal_detail.html", {"plan": plan, "page": page, "goal": page.goal})


def progress_add(request, pk, goal_id):
    """Say how a goal goes."""
    plan = draft_for(request, pk)
    goal = get_object_or_404(plan.goals, pk=goal_id)
    goal.plan = plan
    rules.can_note_progress(request.user, goal).enforce()
    measures, chosen = signed_measures(goal, read(plan.in_force)), request.GET.get("measure")
    form = ProgressForm(request.POST or None, measures=measures, initial={"measure": chosen})
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_progress(goal, by=request.user, **form.cleaned_data)
            messages.success(request, _("Said."), extra_tags=f"draft:progress-{goal.pk}")
            return redirect(f"{plan.get_absolute_url()}?view=in-force#at-{goal.pk}")
        except ValidationError as error:
            put_errors(form, error)
    context = {"plan": plan, "goal": goal, "form": form}
    return render(request, "plans/progress_add.html", context, status=422 if form.errors else 200)
