"""How a plan begins."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plans import actions, rules
from plans.beginnings import Beginnings, stands
from plans.forms import PlanForm, put_errors
from plans.models import PlanKind


def plan_start(request):
    """Begin a plan with one of one's sellers, or (a seller) with one's manager: first with whom, then from what."""
    people = rules.people_to_plan_with(request.user).select_related("team")
    person = _chosen(people, request.POST.get("person") or request.GET.get("person"))
    if person is None:
        return render(request, "plans/plan_start.html", {"people": stands(people)})
    begin = Beginnings(person, request.POST.get("kind") or request.GET.get("kind"))
    form = PlanForm(request.POST or None, begin=begin)
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.start(by=request.user, person=person, **form.chosen())
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("The plan is begun, and the other side is told."))
            return redirect(plan)
    context = {"form": form, "person": person, "begin": begin, "kinds": PlanKind.choices, "is_alone": len(people) == 1}
    return render(request, "plans/plan_start_from.html", context, status=422 if form.errors else 200)


def _chosen(people, asked):
    """Whom the plan is for: the one who was asked for, else the only one there is, else None."""
    if not asked:
        return people[0] if len(people) == 1 else None
    try:
        wanted = UUID(asked)
    except ValueError as error:
        raise Http404 from error
    found = next((person for person in people if person.pk == wanted), None)
    if found is None:
        raise Http404
    return found
