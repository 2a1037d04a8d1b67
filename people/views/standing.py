"""How one stands to another: what an administrator changes, and what a manager changes for themselves."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people import actions
from people.forms import DelegationForm, ManagerForm, RoleForm
from people.models import Person
from people.views.directory import detail_context


def _person(request, pk):
    return get_object_or_404(Person.objects.visible_to(request.user).for_list(), pk=pk)


def _answer(request, person, name, form, act, done):
    """Do it and go back to the person's page; or show the page with what is wrong on the form."""
    if form.is_valid():
        try:
            act(**form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, done)
            return redirect(person)
    return render(request, "people/person_detail.html", detail_context(request, person, **{name: form}), status=422)


@require_POST
def manager_change(request, pk):
    """From a day on, this person reports to somebody else, or to nobody."""
    person = _person(request, pk)

    def act(manager, on):
        actions.change_manager(person, manager, by=request.user, on=on)

    return _answer(request, person, "manager_form", ManagerForm(request.POST), act, _("Reporting line changed"))


@require_POST
def role_give(request, pk):
    """This person holds a role, for a team or for the whole company."""
    person = _person(request, pk)

    def act(role, team, starts_on):
        actions.give_role(person, role, team=team, by=request.user, on=starts_on)

    return _answer(request, person, "role_form", RoleForm(request.POST), act, _("Role given"))


@require_POST
def role_end(request, pk, grant):
    """This person holds that role no longer."""
    person = _person(request, pk)
    actions.withdraw_role(get_object_or_404(person.grants, pk=grant), by=request.user)
    messages.success(request, _("Role withdrawn"))
    return redirect(person)


@require_POST
def delegation_begin(request, pk):
    """For some days, somebody stands in for this person."""
    person = _person(request, pk)

    def act(delegate, starts_on, ends_on, reason):
        actions.delegate(person, delegate, by=request.user, starts_on=starts_on, ends_on=ends_on, reason=reason)

    return _answer(request, person, "delegation_form", DelegationForm(request.POST), act, _("Delegation begun"))


@require_POST
def delegation_end(request, pk, delegation):
    """Nobody stands in any longer, from today."""
    person = _person(request, pk)
    actions.end_delegation(get_object_or_404(person.delegated_away, pk=delegation), by=request.user)
    messages.success(request, _("Delegation ended"))
    return redirect(person)
