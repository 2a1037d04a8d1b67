"""My week: a slot for every rep, with the reason to talk; and praise."""

import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching import actions, rules
from coaching.forms import RecogniseForm, SlotForm
from coaching.models import Roadblock, SessionKind, WeekSlot
from coaching.reads import goals_of, owed_by
from coaching.views.log import as_uuid
from coaching.views.writing import done, status_of
from coaching.week import WEEK, monday_of, monday_to_plan, slots_of, thin_spot
from metrics.models import Signal
from metrics.sentences import stretch_of
from people.models import Person


def week(request):
    """The week that one looks at today, or the one asked for by one of its days."""
    today = timezone.localdate()
    now, asked = monday_to_plan(today), day_of(request.GET.get("week"))
    monday = monday_of(asked) if asked else now
    slots = slots_of(request.user, monday, today)
    is_over, open_slots = monday < monday_of(today), [slot for slot in slots if not slot.is_done]
    context = {
        "slots": slots,
        "shown": [slot for slot in slots if slot.is_done] if is_over else slots,
        "unfilled": open_slots if is_over else [],
        "is_over": is_over,
        "monday": monday,
        "friday": monday + datetime.timedelta(days=4),
        "before": monday - WEEK,
        "after": monday + WEEK,
        "is_now": monday == now,
        **_owed(request.user, today + WEEK),
        "open_count": len(open_slots),
        "untimed": sum(slot.is_unset for slot in slots),
        "kinds": SessionKind.choices,
        "thin": thin_spot(slots),
    }
    return render(request, "coaching/week.html", context)


def _owed(me, day):
    """What `me` owes by then: promises, and what is to be cleared out of somebody's way."""
    owed, to_clear = list(owed_by(me, day)[:8]), list(Roadblock.objects.to_clear(me, day)[:4])
    return {"owed": owed, "to_clear": to_clear, "owed_count": len(owed) + len(to_clear)}


def day_of(text):
    """The date in `text`, or None: years in which a week has no neighbour are none."""
    try:
        day = datetime.date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 1900 < day.year < 2200 else None


def slot_fill(request, rep, monday):
    """Give a slot a time, or the manager's own reason."""
    me = request.user
    rep = get_object_or_404(Person.objects.managed_by(me.seats()).exclude(pk=me.pk), pk=rep)
    slot = WeekSlot.objects.of(rep.manager(), rep, monday_of(monday))
    rules.can_change_slot(me, slot).enforce()
    form = SlotForm(request.POST or None, initial={"starts_at": slot.starts_at, "reason": slot.reason})
    if done(form, actions.fill_slot, slot, by=me):
        messages.success(request, _("The slot of %(name)s is set.") % {"name": rep.first_name})
        return redirect(f"{reverse('coaching:week')}?week={slot.week.isoformat()}")
    context = {"form": form, "rep": rep, "slot": slot, "sunday": slot.week + datetime.timedelta(days=6)}
    return render(request, "coaching/slot.html", context, status=status_of(form))


def recognise(request, person):
    """Praise somebody."""
    me = request.user
    person = get_object_or_404(Person.objects.visible_to(me).exclude(pk=me.pk), pk=person)
    rose = _what_rose(request, person)
    form = RecogniseForm(request.POST or None, goals=goals_of([person], reader=me), initial=praise_for(rose))
    tag = f"praise-{rose.pk if rose else person.pk}"
    if done(form, actions.recognise, person, by=me, signal=rose):
        messages.success(request, _("%(name)s will read it.") % {"name": person.first_name}, extra_tags=f"draft:{tag}")
        return redirect(rose or "coaching:session_list")
    context = {"form": form, "person": person, "rose": rose, "tag": tag}
    return render(request, "coaching/recognise.html", context, status=status_of(form))


def _what_rose(request, person):
    """The good news that the praise is for, to whoever may read its numbers; None for none."""
    asked = request.GET.get("signal")
    return get_object_or_404(Signal.objects.for_parties(request.user).good_news_of(person), pk=as_uuid(asked)) if asked else None


def praise_for(signal):
    """What the form of praise begins with: the numbers that rose, in words, and their goal."""
    if signal is None:
        return {}
    rose = {"metric": signal.name, "stretch": stretch_of(signal, signal.metric)}
    return {"text": _("%(metric)s: %(stretch)s.") % rose + "\n", "goal": signal.goal_id}
