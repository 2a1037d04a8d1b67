"""Living by the plan: keeping promises, picking new dates, explaining what was not kept."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans import actions, rules
from plans.forms import DateForm, ExplainForm, NoteForm, PromiseForm, put_errors
from plans.promise_page import PromisePage
from plans.views.reading import commitment_for, draft_for


def _back(request, commitment):
    """To the promise's own page for who came from there, else to its place on the plan's page."""
    if request.POST.get("back") == "list":
        return redirect("plans:commitment_list")
    if request.POST.get("back") == "promise":
        return redirect("plans:commitment_detail", commitment.pk)
    place = f"at-{commitment.goal_id}" if commitment.goal_id else "general"
    return redirect(f"{commitment.plan.get_absolute_url()}?view=in-force#{place}")


def _day(request):
    """The day of the period that was meant, None for today or for what is no day."""
    try:
        return datetime.date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        return None


def commitment_detail(request, pk):
    """One promise: how it came about, whether it was kept each time, and what either side asked about it."""
    return _detail(request, commitment_for(request, pk))


def _detail(request, commitment, form=None, explains=None):
    page = PromisePage(commitment, request.user)
    context = {"page": page, "plan": commitment.plan, "form": form or ExplainForm(), "explains": explains}
    return render(request, "plans/commitment_detail.html", context, status=422 if form else 200)


@require_POST
def commitment_keep(request, pk):
    """Tick a promise as kept, one that comes back in the period that is meant."""
    commitment = commitment_for(request, pk)
    actions.keep(commitment, by=request.user, on=_day(request))
    messages.success(request, _("Kept."))
    return _back(request, commitment)


@require_POST
def commitment_unkeep(request, pk):
    """Take a tick back."""
    commitment = commitment_for(request, pk)
    actions.unkeep(commitment, by=request.user, on=_day(request))
    return _back(request, commitment)


@require_POST
def commitment_explain(request, pk):
    """Say what happened where it was not kept."""
    commitment, form = commitment_for(request, pk), ExplainForm(request.POST)
    if form.is_valid():
        try:
            actions.explain(commitment, by=request.user, on=_day(request), **form.cleaned_data)
            return redirect("plans:commitment_detail", commitment.pk)
        except ValidationError as error:
            put_errors(form, error)
    return _detail(request, commitment, form, request.POST.get("on", ""))


@require_POST
def commitment_reopen(request, pk):
    """Say that a promise is still open."""
    commitment = commitment_for(request, pk)
    actions.reopen_commitment(commitment, by=request.user)
    return _back(request, commitment)


@require_POST
def commitment_miss(request, pk):
    """Say that a promise was not kept."""
    commitment = commitment_for(request, pk)
    actions.miss(commitment, by=request.user, note=request.POST.get("note", "")[:1000])
    return _back(request, commitment)


def commitment_drop(request, pk):
    """Let a promise go, or ask the other side to."""
    commitment = commitment_for(request, pk)
    rules.can_change(request.user, commitment).enforce()
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.drop_commitment(commitment, by=request.user, note=form.cleaned_data["note"])
        return _back(request, commitment)
    return _page(request, commitment, form, _("Let this commitment go?"), _("Let it go"))


def commitment_date(request, pk):
    """Pick a new date, or ask the other side for one."""
    commitment = commitment_for(request, pk)
    rules.can_change(request.user, commitment).enforce()
    form = DateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _back(request, actions.renegotiate(commitment, by=request.user, **form.cleaned_data))
        except ValidationError as error:
            put_errors(form, error)
    return _page(request, commitment, form, _("Pick a new date"), _("Save the new date"))


def _page(request, commitment, form, title, verb):
    is_maker = rules.is_maker(request.user, commitment)
    context = {"commitment": commitment, "form": form, "title": title, "verb": verb, "is_maker": is_maker}
    return render(request, "plans/commitment_change.html", context, status=422 if form.errors else 200)


@require_POST
def commitment_grant(request, pk):
    """Consent to what the other side asks."""
    commitment = commitment_for(request, pk)
    actions.grant(commitment, by=request.user)
    return _back(request, commitment)


@require_POST
def commitment_decline(request, pk):
    """Leave the promise as it was, or take one's question back."""
    commitment = commitment_for(request, pk)
    actions.decline(commitment, by=request.user)
    return _back(request, commitment)


def commitment_add(request, pk):
    """Promise something now, beside the signed text."""
    plan = draft_for(request, pk)
    side = rules.side_of(request.user, plan)
    rules.can_promise(request.user, plan, side).enforce()
    form = PromiseForm(request.POST or None, plan=plan, initial={"goal": request.GET.get("goal")})
    if request.method == "POST" and form.is_valid():
        try:
            return _back(request, actions.promise(plan, by=request.user, side=side, **form.cleaned_data))
        except ValidationError as error:
            put_errors(form, error)
    context = {"plan": plan, "form": form}
    return render(request, "plans/commitment_add.html", context, status=422 if form.errors else 200)
