"""Signals as cases: what moved, since when, how sure, and what is done about it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coaching import actions
from coaching.case import marks_of
from coaching.forms import AnswerForm, CloseForm
from metrics import rules as metric_rules
from metrics.models import Signal
from metrics.sentences import sentence_of
from metrics.series import weekly
from plans.models import Plan

PAGE = 30


def signal_list(request):
    """Mine and my team's, open ones first by usefulness."""
    whose, state = request.GET.get("whose", ""), request.GET.get("state", "open")
    signals = Signal.objects.visible_to(request.user).whose(request.user, whose).in_state(state).for_list()
    context = {"page": Paginator(signals, PAGE).get_page(request.GET.get("page")), "whose": whose, "state": state}
    return render(request, "coaching/signal_list.html", context)


def signal_detail(request, pk):
    """One case. Leaders above see that there is one and how far it is, and no more."""
    signal = get_object_or_404(Signal.objects.visible_to(request.user).for_list(), pk=pk)
    if not metric_rules.can_see_detail(request.user, signal):
        return render(request, "coaching/signal_state.html", {"signal": signal})
    return render(request, "coaching/signal_detail.html", page_of(request, signal))


def page_of(request, signal, **forms):
    """What the page of a case shows; `forms` are those that were sent and refused."""
    series = weekly(signal.person, signal.metric, until=signal.as_of, weeks=26)
    plan = Plan.objects.visible_to(request.user).filter(pk=signal.plan_id).first()
    return {
        "signal": signal,
        "sentence": sentence_of(signal),
        "series": series,
        "marks": marks_of(signal, series),
        "plan": plan,
        "causes": signal.causes.select_related("by"),
        "promises": signal.commitments.for_list(),
        "can_answer": metric_rules.can_answer(request.user, signal),
        "can_close": metric_rules.can_close(request.user, signal),
        "answer_form": AnswerForm(),
        "close_form": CloseForm(),
    } | forms


@require_POST
def signal_seen(request, pk):
    """Say that one has seen it."""
    signal = get_object_or_404(Signal.objects.visible_to(request.user), pk=pk)
    actions.open_signal(signal, by=request.user)
    messages.success(request, _("Noted: you have seen it."))
    return redirect(signal)


def signal_answer(request, pk):
    """Say what is behind it, and what would help."""
    signal = get_object_or_404(Signal.objects.visible_to(request.user).for_list(), pk=pk)
    metric_rules.can_answer(request.user, signal).enforce()
    form = AnswerForm(request.POST or None)
    return written(request, signal, form, actions.answer_signal, "answer_form", _("Kept. The other side is told."))


def signal_close(request, pk):
    """Say how it ended."""
    signal = get_object_or_404(Signal.objects.visible_to(request.user).for_list(), pk=pk)
    metric_rules.can_close(request.user, signal).enforce()
    return written(request, signal, CloseForm(request.POST or None), actions.close_signal, "close_form", _("Closed."))


def written(request, signal, form, action, name, done):
    """One form of a case's page: done and back to the page, or the page with what was typed and the reason."""
    if form.is_valid():
        try:
            action(signal, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, done)
            return redirect(signal)
    if not form.is_bound:
        return redirect(signal)
    return render(request, "coaching/signal_detail.html", page_of(request, signal, **{name: form}), status=422)
