"""My week: a slot for every rep, with the reason to talk."""

import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching import actions
from coaching.forms import RecogniseForm, SlotForm
from coaching.models import WeekSlot
from coaching.reads import goals_in_force_of
from coaching.week import WEEK, monday_of, slots_of
from metrics.series import for_people
from people.models import Person
from plans.models import Commitment


def week(request):
    """The week that holds today, or the one asked for by its Monday."""
    today = timezone.localdate()
    monday = monday_of(day_of(request.GET.get("week")) or today)
    slots = slots_of(request.user, monday, today)
    signals = [slot.signal for slot in slots if slot.signal]
    series = for_people([s.person_id for s in signals], [s.metric_id for s in signals], until=today, weeks=14)
    for slot in slots:
        slot.series = series.get((slot.rep.pk, slot.signal.metric_id)) if slot.signal else None
    context = {
        "slots": slots,
        "monday": monday,
        "friday": monday + datetime.timedelta(days=4),
        "before": monday - WEEK,
        "after": monday + WEEK,
        "is_now": monday == monday_of(today),
        "owed": Commitment.objects.filter(by=request.user).due_before(today + WEEK).for_list()[:8],
        "open_count": sum(1 for slot in slots if not slot.is_done),
    }
    return render(request, "coaching/week.html", context)


def day_of(text):
    """The date in `text`, or None."""
    try:
        return datetime.date.fromisoformat(text or "")
    except ValueError:
        return None


def slot_fill(request, rep, monday):
    """Give a slot a time, or the manager's own reason."""
    me = request.user
    rep = get_object_or_404(Person.objects.managed_by(me.seats()), pk=rep)
    slot = WeekSlot.objects.of(me, rep, monday_of(monday))
    form = SlotForm(request.POST or None, initial={"starts_at": slot.starts_at, "reason": slot.reason})
    if form.is_valid():
        actions.fill_slot(slot, by=me, **form.cleaned_data)
        messages.success(request, _("The slot of %(name)s is set.") % {"name": rep.first_name})
        return redirect(f"{reverse('coaching:week')}?week={slot.week.isoformat()}")
    return render(request, "coaching/slot.html", {"form": form, "rep": rep, "slot": slot}, status=422 if form.is_bound else 200)


def recognise(request, person):
    """Praise somebody."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=person)
    form = RecogniseForm(request.POST or None, goals=goals_in_force_of(person))
    if form.is_valid():
        actions.recognise(person, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s will read it.") % {"name": person.first_name})
        return redirect("coaching:session_list")
    return render(request, "coaching/recognise.html", {"form": form, "person": person}, status=422 if form.is_bound else 200)
