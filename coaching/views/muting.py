"""What is muted, and after how long the process counts as resting."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coaching import actions, rules
from coaching.casebook import may_mute
from coaching.forms import MuteForm, ProcessForm
from coaching.models import ProcessSetting
from coaching.views.log import as_uuid
from coaching.views.writing import done, status_of
from metrics import actions as metric_actions
from metrics.models import Mute, Signal


def mute_list(request):
    """What is muted now, mine and my reps', and the form that mutes something more."""
    me, today = request.user, timezone.localdate()
    signal = _signal(request)
    form = MuteForm(request.POST or None, people=may_mute(me), initial=_initial(signal, me))
    if done(form, metric_actions.mute, by=me):
        messages.success(request, _("Muted until %(day)s.") % {"day": date_format(form.result.until, "j F")})
        return redirect(signal or "coaching:mute_list")
    context = {"form": form, "mutes": Mute.objects.visible_to(me).for_list(today), "signal": signal}
    return render(request, "coaching/mute_list.html", context, status=status_of(form))


@require_POST
def mute_end(request, pk):
    """Have people told again."""
    mute = get_object_or_404(Mute.objects.visible_to(request.user), pk=pk)
    metric_actions.unmute(mute, by=request.user)
    messages.success(request, _("No longer muted."))
    return redirect("coaching:mute_list")


def process_edit(request):
    """After how many days each thing of the process counts as resting."""
    rules.can_set_process(request.user).enforce()
    form = ProcessForm(request.POST or None, instance=ProcessSetting.current())
    if done(form, actions.set_process, by=request.user):
        messages.success(request, _("Kept. The next look goes by it."))
        return redirect("coaching:process_edit")
    return render(request, "coaching/process_edit.html", {"form": form}, status=status_of(form))


def _signal(request):
    """The case whose page led here, of a person whom it concerns."""
    asked = request.GET.get("signal")
    return get_object_or_404(Signal.objects.for_parties(request.user).for_list(), pk=as_uuid(asked)) if asked else None


def _initial(signal, me):
    if signal is None:
        return {"person": me.pk}
    what = f"{signal.kind}:{signal.metric_id}" if signal.metric_id else str(signal.kind)
    return {"person": signal.person_id, "what": what}
