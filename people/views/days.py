"""Days on which nothing is expected: absences of a person, holidays of the company and its teams."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people import actions, rules
from people.forms import AbsenceForm, HolidayForm
from people.models import Holiday, Person
from people.views.directory import detail_context

DAY = datetime.timedelta(days=1)


@require_POST
def absence_note(request, pk):
    """This person is away for some days."""
    person = get_object_or_404(Person.objects.visible_to(request.user).for_list(), pk=pk)
    rules.can_note_absence(request.user, person).enforce()
    form = AbsenceForm(request.POST)
    if form.is_valid():
        first, last = form.cleaned_data["starts_on"], form.cleaned_data["last_day"]
        try:
            actions.note_absence(person, by=request.user, starts_on=first, ends_on=last + DAY)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Noted: nothing is expected on those days"))
            return redirect(person)
    return render(request, "people/person_detail.html", detail_context(request, person, absence_form=form), status=422)


@require_POST
def absence_take_back(request, pk, absence):
    """This person is here on those days after all."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    rules.can_note_absence(request.user, person).enforce()
    actions.take_back_absence(get_object_or_404(person.absences, pk=absence), by=request.user)
    messages.success(request, _("Taken back"))
    return redirect(person)


@require_http_methods(["GET", "HEAD", "POST"])
def holiday_list(request):
    """The holidays of the company and its teams, and a form for one more."""
    rules.can_administer(request.user).enforce()
    form = HolidayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_holiday(**form.cleaned_data, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Holiday added"))
            return redirect("people:holiday_list")
    today = timezone.localdate()
    known = list(Holiday.objects.for_list(today))
    context = {
        "form": form,
        "coming": [one for one in known if one.day >= today],
        "over": [one for one in known if one.day < today],
    }
    return render(request, "people/holiday_list.html", context, status=422 if form.errors else 200)


@require_POST
def holiday_remove(request, pk):
    """That day is a day of work again."""
    rules.can_administer(request.user).enforce()
    actions.remove_holiday(get_object_or_404(Holiday, pk=pk), by=request.user)
    messages.success(request, _("Holiday removed"))
    return redirect("people:holiday_list")
