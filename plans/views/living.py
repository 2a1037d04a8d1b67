"""Living by the plan: keeping promises, picking new dates, saying how it goes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans import actions, rules
from plans.forms import DateForm, NoteForm, ProgressForm, PromiseForm, put_errors
from plans.views.reading import commitment_for, draft_for, goal_for


def _back(commitment):
    return redirect(f"{commitment.plan.get_absolute_url()}#{f'goal-{commitment.goal_id}' if commitment.goal_id else 'general'}")


@require_POST
def commitment_keep(request, pk):
    """Tick a promise as kept."""
    commitment = commitment_for(request, pk)
    actions.keep(commitment, by=request.user)
    messages.success(request, _("Kept."))
    return _back(commitment)


@require_POST
def commitment_reopen(request, pk):
    """Say that a promise is still open."""
    commitment = commitment_for(request, pk)
    actions.reopen_commitment(commitment, by=request.user)
    return _back(commitment)


@require_POST
def commitment_miss(request, pk):
    """Say that a promise was not kept."""
    commitment = commitment_for(request, pk)
    actions.miss(commitment, by=request.user, note=request.POST.get("note", "")[:1000])
    return _back(commitment)


def commitment_drop(request, pk):
    """Let a promise go, or ask the other side to."""
    commitment = commitment_for(request, pk)
    rules.can_change(request.user, commitment).enforce()
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.drop_commitment(commitment, by=request.user, note=form.cleaned_data["note"])
        return _back(commitment)
    return _page(request, commitment, form, _("Let this commitment go?"), _("Let it go"))


def commitment_date(request, pk):
    """Pick a new date, or ask the other side for one."""
    commitment = commitment_for(request, pk)
    rules.can_change(request.user, commitment).enforce()
    form = DateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _back(actions.renegotiate(commitment, by=request.user, **form.cleaned_data))
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
    return _back(commitment)


@require_POST
def commitment_decline(request, pk):
    """Leave the promise as it was, or take one's question back."""
    commitment = commitment_for(request, pk)
    actions.decline(commitment, by=request.user)
    return _back(commitment)


def commitment_add(request, pk):
    """Promise something now, beside the signed text."""
    plan = draft_for(request, pk)
    side = rules.side_of(request.user, plan)
    rules.can_promise(request.user, plan, side).enforce()
    form = PromiseForm(request.POST or None, plan=plan, initial={"goal": request.GET.get("goal")})
    if request.method == "POST" and form.is_valid():
        try:
            return _back(actions.promise(plan, by=request.user, side=side, **form.cleaned_data))
        except ValidationError as error:
            put_errors(form, error)
    context = {"plan": plan, "form": form}
    return render(request, "plans/commitment_add.html", context, status=422 if form.errors else 200)


def progress_add(request, pk, goal_id):
    """Say how a goal goes."""
    plan = draft_for(request, pk)
    goal = goal_for(plan, goal_id)
    rules.can_note_progress(request.user, goal).enforce()
    form = ProgressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.note_progress(goal, by=request.user, **form.cleaned_data)
        return redirect(f"{plan.get_absolute_url()}#goal-{goal.pk}")
    context = {"plan": plan, "goal": goal, "form": form}
    return render(request, "plans/progress_add.html", context, status=422 if form.errors else 200)
