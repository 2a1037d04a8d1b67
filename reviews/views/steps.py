"""What people do on the page of a review."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.verdict import Stale
from reviews import actions
from reviews.forms import AcknowledgeForm, AnswerForm, ConcludeForm, RefusalForm, ReopenForm
from reviews.page import END
from reviews.steps import goals_of
from reviews.views.reviews import form_page, found, released_page, shows_record


@require_POST
def answer_save(request, pk):
    """Keep what one side wrote: by itself after a pause, or with the button, which goes on to the next step."""
    review = found(request, pk)
    is_autosave = "X-Autosave" in request.headers
    form = AnswerForm(request.POST)
    step = request.POST.get("step", "")
    if not form.is_valid():
        return HttpResponse(status=422) if is_autosave else form_page(request, review, step=step, broken=form, status=422)
    data = form.cleaned_data
    question = get_object_or_404(review.round.questions, pk=data["question"])
    words = {"text": data["text"], "scale": data["scale"], "seen_version": data["version"]}
    try:
        answer = actions.save_answer(review, question, data["goal"], by=request.user, **words)
    except Stale as stale:
        return HttpResponse(status=409) if is_autosave else _keep_both(request, review, step, stale.current)
    if is_autosave:
        return HttpResponse(status=204, headers={"X-Version": answer.version})
    return redirect(_at(review, request.POST.get("next") or step))


@require_POST
def review_share(request, pk):
    """Let the other side read it."""
    review = found(request, pk)
    actions.share(review, by=request.user)
    messages.success(request, _("Shared"))
    return redirect(review)


@require_POST
def review_take_over(request, pk):
    """Lead it as the new manager."""
    review = found(request, pk)
    actions.take_over(review, by=request.user)
    messages.success(request, _("You lead this review now"))
    return redirect(review)


@require_POST
def review_conclude(request, pk):
    """Write down how it ended."""
    review = found(request, pk)
    form = ConcludeForm(request.POST, goals=goals_of(review))
    return _act(
        request, review, form, "conclude_form", lambda: actions.conclude(review, by=request.user, **form.facts()), _("Concluded")
    )


@require_POST
def review_acknowledge(request, pk):
    """Say that it was received: with which of the two buttons, and with what comment."""
    review = found(request, pk)
    form = AcknowledgeForm(request.POST)

    def act():
        kind = request.POST.get("kind", "")
        actions.acknowledge(review, by=request.user, kind=kind, comment=form.cleaned_data["comment"])

    return _act(request, review, form, "acknowledge_form", act, _("Received"))


@require_POST
def review_refuse(request, pk):
    """Record that the seller does not want to acknowledge it."""
    review = found(request, pk)
    form = RefusalForm(request.POST, auto_id="id_refusal_%s")

    def act():
        actions.record_refusal(review, by=request.user, **form.cleaned_data)

    return _act(request, review, form, "refusal_form", act, _("Recorded"))


@require_POST
def review_reopen(request, pk):
    """Talk about it again, with a reason."""
    review = found(request, pk)
    form = ReopenForm(request.POST, auto_id="id_reopen_%s")

    def act():
        actions.reopen(review, by=request.user, reason=form.cleaned_data["reason"])

    return _act(request, review, form, "reopen_form", act, _("Opened again. Both of you are told"))


def _act(request, review, form, name, act, done):
    """Act on a valid form and come back to the review; else show the form with what is wrong."""
    try:
        if form.is_valid():
            act()
            messages.success(request, done)
            return redirect(_at(review, END))
    except ValidationError as error:
        review.refresh_from_db()
        for field, errors in (error.message_dict if hasattr(error, "error_dict") else {None: error.messages}).items():
            form.add_error(field if field in form.fields else None, errors)
    if shows_record(request.user, review):
        return released_page(request, review)
    return form_page(request, review, step=END, forms={name: form}, status=422)


def _keep_both(request, review, step, current):
    """The form with one's own words, the other's beside them, and the version that the next save goes on from."""
    if current is None:
        raise Http404
    posted = request.POST.copy()
    posted["version"] = current.version
    return form_page(request, review, step=step, broken=AnswerForm(posted), conflict=current, status=409)


def _at(review, step):
    return f"{review.get_absolute_url()}?step={step}" if step else review.get_absolute_url()
