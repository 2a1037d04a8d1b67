"""The quick entry: a conversation logged on a phone in under twenty seconds."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from coaching import actions
from coaching.forms import LogForm
from coaching.models import SessionKind
from coaching.reads import goals_of, goals_read_by, loggable_by, plan_side_of, reps_of
from coaching.views.writing import done, status_of
from metrics.models import Signal
from people.models import Person


def log(request):
    """With nobody chosen: who was it with? Else the form."""
    me = request.user
    chosen = _chosen(request)
    if chosen:
        return log_with(request, get_object_or_404(loggable_by(me), pk=as_uuid(chosen)))
    reps, manager = reps_of(me), me.manager()
    if manager and not reps:
        return log_with(request, me)
    return render(request, "coaching/log_with.html", {"reps": reps, "manager": manager})


def _chosen(request):
    """The rep who was chosen, or whose goal was."""
    given = request.POST or request.GET
    if not given.get("rep") and given.get("goal"):
        return str(get_object_or_404(goals_read_by(request.user), pk=as_uuid(given["goal"])).plan.person_id)
    return given.get("rep")


def log_with(request, rep):
    """The form for a conversation with `rep`."""
    me = request.user
    form = LogForm(
        request.POST or None,
        initial=_initial(request),
        rep=rep,
        reader=me,
        goals=goals_of([rep], reader=me),
        others=reps_of(me).exclude(pk=rep.pk) if rep != me else Person.objects.none(),
        can_promise=plan_side_of(me, rep) is not None,
    )
    signal = _signal(request, rep)
    if done(form, actions.log_session, by=me, rep=rep, signal=signal):
        other = me.manager() if rep == me else rep
        messages.success(
            request, _("Logged. %(name)s can read it.") % {"name": other.first_name}, extra_tags=f"draft:log-{rep.pk}"
        )
        return redirect(signal or form.result)
    context = {"form": form, "rep": rep, "manager": me.manager() if rep == me else None, "signal": signal}
    return render(request, "coaching/log.html", context, status=status_of(form))


def _initial(request):
    kind = request.GET.get("kind")
    return {
        "key": uuid.uuid4(),
        "kind": kind if kind in SessionKind.values else SessionKind.IMPROMPTU,
        "goals": [as_uuid(goal) for goal in request.GET.getlist("goal")],
    }


def _signal(request, rep):
    """The signal that the conversation is about, so that a promise made in it answers it."""
    given = request.POST.get("signal") or request.GET.get("signal")
    return get_object_or_404(Signal.objects.for_parties(request.user).filter(person=rep), pk=as_uuid(given)) if given else None


def as_uuid(text):
    """The id in `text`, or one that nobody has."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
