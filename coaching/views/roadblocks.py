"""What is in the way: named, taken on, cleared, or accepted as it is."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from coaching import actions, rules
from coaching.forms import DayForm, GiveUpForm, RemoveForm, RoadblockForm
from coaching.models import Roadblock, Session
from coaching.reads import both, goals_of
from coaching.views.log import as_uuid
from coaching.views.writing import attempt, done, status_of
from people.models import Person


def roadblock_raise(request):
    """Name one: of oneself, or of one's rep, from a session or a goal."""
    me = request.user
    person = _person(request)
    rules.can_raise(me, person).enforce()
    session = _session(request, person)
    form = RoadblockForm(
        request.POST or None,
        owners=both(person),
        goals=goals_of([person], reader=me),
        reader=me,
        initial={"key": uuid.uuid4(), "goal": as_uuid(request.GET.get("goal", "")), "owner": person.manager()},
    )
    if done(form, actions.raise_roadblock, person, by=me, session=session):
        messages.success(request, _("Kept. The other side is told."))
        return redirect(session or form.result)
    context = {"form": form, "person": person, "session": session}
    return render(request, "coaching/roadblock_raise.html", context, status=status_of(form))


def roadblock_detail(request, pk):
    """One of them, and what can be done about it."""
    return render(request, "coaching/roadblock_detail.html", page_of(request, _roadblock(request, pk)))


def page_of(request, roadblock, **forms):
    """What its page shows; `forms` are those that were sent and refused."""
    me = request.user
    return {
        "roadblock": roadblock,
        "can_end": rules.can_end(me, roadblock),
        "can_take_over": rules.can_take_over(me, roadblock),
        "can_put_off": rules.can_put_off(me, roadblock),
        "take_form": DayForm(initial={"due_on": roadblock.due_on}),
        "later_form": DayForm(),
        "remove_form": RemoveForm(),
        "give_up_form": GiveUpForm(),
    } | forms


def roadblock_take(request, pk):
    """Take it on."""
    return _written(request, pk, DayForm, actions.take_over_roadblock, "take_form", _("It is yours now."))


def roadblock_put_off(request, pk):
    """Choose another day."""
    return _written(request, pk, DayForm, actions.put_off_roadblock, "later_form", _("Kept. The other side is told."))


def roadblock_remove(request, pk):
    """Say that it is out of the way."""
    return _written(
        request, pk, RemoveForm, actions.remove_roadblock, "remove_form", _("Out of the way. The other side is told.")
    )


def roadblock_give_up(request, pk):
    """Accept it as it is."""
    return _written(request, pk, GiveUpForm, actions.give_up_roadblock, "give_up_form", _("Kept. The other side is told."))


def _written(request, pk, kind, action, name, sentence):
    """One form of its page: done and back to the page, or the page with what was typed and the reason."""
    roadblock = _roadblock(request, pk)
    if request.method != "POST":
        return redirect(roadblock)
    form = kind(request.POST)
    is_done, late = attempt(form, action, roadblock, by=request.user)
    if is_done:
        messages.success(request, sentence)
        return redirect(roadblock)
    context = page_of(request, _roadblock(request, pk), **{name: form}, late=late)
    return render(request, "coaching/roadblock_detail.html", context, status=409 if late else 422)


def _roadblock(request, pk):
    return get_object_or_404(Roadblock.objects.visible_to(request.user).for_list(request.user), pk=pk)


def _person(request):
    """In whose way it is: oneself, unless a rep was chosen."""
    me, chosen = request.user, request.GET.get("rep")
    if not chosen or chosen == str(me.pk):
        return me
    return get_object_or_404(Person.objects.managed_by(me.seats()), pk=as_uuid(chosen))


def _session(request, person):
    """The session whose page led here; None for none."""
    asked = request.GET.get("session")
    return get_object_or_404(Session.objects.visible_to(request.user).about([person]), pk=as_uuid(asked)) if asked else None
