"""How a plan begins."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plans import actions, rules
from plans.forms import PlanForm, put_errors
from plans.models import Priority


def plan_start(request):
    """Begin a plan with one of one's sellers, or (a seller) with one's manager."""
    me = request.user
    people = rules.people_to_plan_with(me)
    priorities = Priority.objects.published().for_team(me.team).for_list()
    first = {"person": request.GET.get("person") or (people[0].pk if len(people) == 1 else None)}
    form = PlanForm(request.POST or None, me=me, people=people, priorities=priorities, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.start(by=me, **form.cleaned_data)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("The plan is begun, and the other side is told."))
            return redirect(plan)
    return render(request, "plans/plan_start.html", {"form": form, "people": people}, status=422 if form.errors else 200)
