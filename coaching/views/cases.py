"""Signals as cases: what moved, since when, how sure, what is done about it, and whether it helped."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coaching import actions, case
from coaching import rules as coaching_rules
from coaching.casebook import (
    ENDED,
    EVERY,
    OPEN,
    PROCESS,
    WAITING,
    WORKED_ON,
    Wanted,
    answering_of,
    cases_for,
    metrics_of,
    own_cases,
)
from coaching.forms import AnswerForm, CloseForm, LaterForm
from coaching.process.sentences import end_of
from coaching.views.writing import attempt
from metrics import rules
from metrics.models import OF_PROCESS, Signal, SignalKind, SignalState
from people.verdict import Refused

PAGE = 30
STATES = [
    (OPEN, gettext_lazy("Open")),
    (WAITING, gettext_lazy("Wait for an answer")),
    (WORKED_ON, gettext_lazy("Worked on")),
    (ENDED, gettext_lazy("Closed")),
    (EVERY, gettext_lazy("All")),
]
KINDS = [
    ("", gettext_lazy("Everything")),
    (SignalKind.METRIC, gettext_lazy("Numbers of one person")),
    (SignalKind.TEAM, gettext_lazy("Numbers of a whole team")),
    (PROCESS, gettext_lazy("The process")),
    *((kind.value, kind.label) for kind in OF_PROCESS),
]


def signal_list(request):
    """Mine and my team's, the most useful first."""
    me, today, wanted = request.user, timezone.localdate(), Wanted.of(request.GET)
    page = Paginator(cases_for(me, wanted, today), PAGE).get_page(request.GET.get("page"))
    own = own_cases(me, page.object_list)
    context = {
        "page": page,
        "rows": [(signal, case.words_of(signal) if signal.pk in own else "") for signal in page],
        "wanted": wanted,
        "states": [(value, label, wanted.but(state=value)) for value, label in STATES],
        "kinds": KINDS,
        "metrics": metrics_of(me),
        "query": wanted.query,
        "today": today,
        "answering": answering_of(me),
        "can_set_process": coaching_rules.can_set_process(me),
    }
    return render(request, "coaching/signal_list.html", context)


def signal_detail(request, pk):
    """One case. Leaders above see that there is one and how far it is, and no more."""
    signal = _case(request, pk)
    if not rules.can_see_detail(request.user, signal):
        return render(request, "coaching/signal_state.html", {"signal": signal})
    return render(request, "coaching/signal_detail.html", page_of(request, signal))


def page_of(request, signal, **forms):
    """What the page of a case shows; `forms` are those that were sent and refused."""
    me, today = request.user, timezone.localdate()
    series = case.series_of(signal, today)
    return {
        "signal": signal,
        "sentence": case.words_of(signal),
        "ended": end_of(signal),
        "series": series,
        "marks": case.marks_of(signal, series) if series else [],
        "helped": case.helped(signal, series),
        "plan": case.plan_of(signal, reader=me),
        "goal": case.goal_of(signal, reader=me),
        "causes": case.causes_of(signal),
        "promises": case.promises_of(signal, reader=me),
        "praise": case.praise_of(signal) if signal.is_good else [],
        "mute": case.mute_of(signal, today),
        "asks": signal.state == SignalState.ANSWERED and signal.recheck_on is not None and signal.recheck_on <= today,
        "step": case.step_of(signal, reader=me) if signal.is_open else None,
        "answer_form": AnswerForm(signal=signal),
        "close_form": CloseForm(),
        "later_form": LaterForm(),
        "own": signal.person_id == me.pk,
    } | {**_may(me, signal), **forms}


def _may(me, signal):
    """What `me` may do with it, by name."""
    names = ("can_answer", "can_close", "can_reopen", "can_look_later")
    return {name: getattr(rules, name)(me, signal) for name in names}


@require_POST
def signal_seen(request, pk):
    """Say that one has seen it."""
    signal = _own_case(request, pk)
    actions.open_signal(signal, by=request.user)
    messages.success(request, _("Noted: you have seen it."))
    return redirect(signal)


@require_POST
def signal_reopen(request, pk):
    """Take it up again; what is open already (another window, the other side) stays as it is."""
    signal = _own_case(request, pk)
    try:
        actions.reopen_signal(signal, by=request.user)
        messages.success(request, _("Open again."))
    except Refused as refusal:
        messages.success(request, str(refusal))
    return redirect(signal)


def signal_answer(request, pk):
    """Say what is behind it, and what would help."""
    signal = _own_case(request, pk)
    form, tag = AnswerForm(request.POST, signal=signal), f"draft:case-{signal.pk}"
    return written(request, signal, form, actions.answer_signal, "answer_form", _("Kept. The other side is told."), tag)


def signal_later(request, pk):
    """Choose another day to look again."""
    signal, form = _own_case(request, pk), LaterForm(request.POST)
    return written(request, signal, form, actions.look_later, "later_form", _("Kept. You are both asked on that day."))


def signal_close(request, pk):
    """Say how it ended."""
    signal, form = _own_case(request, pk), CloseForm(request.POST)
    return written(request, signal, form, actions.close_signal, "close_form", _("Closed. The other side is told."))


def written(request, signal, form, action, name, sentence, tag=""):
    """One form of a case's page: done and back to the page, or the page with what was typed and the reason."""
    if request.method != "POST":
        return redirect(signal)
    is_done, late = attempt(form, action, signal, by=request.user)
    if is_done:
        messages.success(request, sentence, extra_tags=tag)
        return redirect(signal)
    context = page_of(request, _own_case(request, signal.pk), **{name: form}, late=late)
    return render(request, "coaching/signal_detail.html", context, status=409 if late else 422)


def _own_case(request, pk):
    """One of the reader's own, or of their people: whoever is no party of it is refused."""
    signal = _case(request, pk)
    rules.can_see_detail(request.user, signal).enforce()
    return signal


def _case(request, pk):
    return get_object_or_404(Signal.objects.visible_to(request.user).for_list(), pk=pk)
