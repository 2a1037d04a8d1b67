"""The quick entry: a conversation logged on a phone in under twenty seconds."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from coaching import actions
from coaching.forms import LogForm
from coaching.reads import goals_in_force_of, loggable_by
from people.models import Person


def log(request):
    """With nobody chosen: who was it with? Else the form."""
    me = request.user
    reps = Person.objects.active().managed_by(me.seats()).for_list()
    chosen = request.POST.get("rep") or request.GET.get("rep")
    if not chosen and me.manager() and not reps:
        return log_with(request, me)
    if not chosen:
        return render(request, "coaching/log_with.html", {"reps": reps, "can_log_own": me.manager() is not None})
    return log_with(request, get_object_or_404(loggable_by(me), pk=as_uuid(chosen)))


def log_with(request, rep):
    """The form for a conversation with `rep`."""
    goals = goals_in_force_of(rep)
    initial = {"key": uuid.uuid4(), "kind": request.GET.get("kind") or "impromptu"}
    form = LogForm(request.POST or None, initial=initial, rep=rep, reader=request.user, goals=goals)
    if form.is_valid():
        try:
            session = actions.log_session(by=request.user, rep=rep, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            who = {"name": rep.first_name}
            messages.success(request, _("Logged. %(name)s can read it.") % who, extra_tags=f"draft:log-{rep.pk}")
            return redirect(session)
    status = 422 if form.is_bound else 200
    return render(request, "coaching/log.html", {"form": form, "rep": rep}, status=status)


def as_uuid(text):
    """The id in `text`, or one that nobody has."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
