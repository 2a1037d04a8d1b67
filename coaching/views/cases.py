"""Signals as cases: what moved, since when, how sure, and what is done about it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coaching import actions
from coaching.case import causes_of, marks_of, plan_of, promises_of
from coaching.forms import AnswerForm, CloseForm
from coaching.reads import ENDED, EVERY, OPEN, cases_for, own_cases
from coaching.views.writing import done
from metrics import rules
from metrics.models import Signal
from metrics.sentences import verdict_words
from metrics.series import weekly

PAGE, WEEKS = 30, 26
STATES = [(OPEN, gettext_lazy("Open")), (ENDED, gettext_lazy("Closed")), (EVERY, gettext_lazy("All"))]


def signal_list(request):
    """Mine and my team's, open ones first."""
    me = request.user
    whose, state = request.GET.get("whose", ""), request.GET.get("state", OPEN)
    page = Paginator(cases_for(me, whose, state), PAGE).get_page(request.GET.get("page"))
    own = own_cases(me, page.object_list)
    rows = [(signal, verdict_words(signal, signal.metric) if signal.pk in own else "") for signal in page]
    query = urlencode({"whose": whose, "state": state})
    context = {"page": page, "rows": rows, "whose": whose, "state": state, "states": STATES, "query": query}
    return render(request, "coaching/signal_list.html", context)


def signal_detail(request, pk):
    """One case. Leaders above see that there is one and how far it is, and no more."""
    signal = _case(request, pk)
    if not rules.can_see_detail(request.user, signal):
        return render(request, "coaching/signal_state.html", {"signal": signal})
    return render(request, "coaching/signal_detail.html", page_of(request, signal))


def page_of(request, signal, **forms):
    """What the page of a case shows; `forms` are those that were sent and refused."""
    me = request.user
    series = weekly(signal.person, signal.metric, until=signal.as_of, weeks=WEEKS)
    return {
        "signal": signal,
        "sentence": verdict_words(signal, signal.metric),
        "series": series,
        "marks": marks_of(signal, series),
        "plan": plan_of(signal, reader=me),
        "causes": causes_of(signal),
        "promises": promises_of(signal, reader=me),
        "can_answer": rules.can_answer(me, signal),
        "can_close": rules.can_close(me, signal),
        "can_reopen": rules.can_reopen(me, signal),
        "answer_form": AnswerForm(),
        "close_form": CloseForm(),
        "own": signal.person_id == me.pk,
    } | forms


@require_POST
def signal_seen(request, pk):
    """Say that one has seen it."""
    signal = _case(request, pk)
    actions.open_signal(signal, by=request.user)
    messages.success(request, _("Noted: you have seen it."))
    return redirect(signal)


@require_POST
def signal_reopen(request, pk):
    """Take it up again."""
    signal = _case(request, pk)
    actions.reopen_signal(signal, by=request.user)
    messages.success(request, _("Open again."))
    return redirect(signal)


def signal_answer(request, pk):
    """Say what is behind it, and what would help."""
    signal = _case(request, pk)
    rules.can_answer(request.user, signal).enforce()
    tag = f"draft:case-{signal.pk}"
    return written(request, signal, AnswerForm, actions.answer_signal, "answer_form", _("Kept. The other side is told."), tag)


def signal_close(request, pk):
    """Say how it ended."""
    signal = _case(request, pk)
    rules.can_close(request.user, signal).enforce()
    return written(request, signal, CloseForm, actions.close_signal, "close_form", _("Closed. The other side is told."))


def written(request, signal, form_class, action, name, sentence, tag=""):
    """One form of a case's page: done and back to the page, or the page with what was typed and the reason."""
    if request.method != "POST":
        return redirect(signal)
    form = form_class(request.POST)
    if done(form, action, signal, by=request.user):
        messages.success(request, sentence, extra_tags=tag)
        return redirect(signal)
    signal = _case(request, signal.pk)
    return render(request, "coaching/signal_detail.html", page_of(request, signal, **{name: form}), status=422)


def _case(request, pk):
    return get_object_or_404(Signal.objects.visible_to(request.user).for_list(), pk=pk)
