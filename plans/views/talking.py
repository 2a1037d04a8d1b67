"""Talking about the plan in threads."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans import actions, rules
from plans.discussion import all_beside
from plans.draft import DraftPage
from plans.forms import CommentForm
from plans.models import Plan, PlanStatus
from plans.views.reading import draft_for, item_for, place_of

SHOWS = ("open", "settled", "all")


def comment_add(request, pk, item_id):
    """Say something about an item, or about the plan (whose own id stands in the address then)."""
    plan = draft_for(request, pk)
    item = plan if item_id == plan.pk else item_for(plan, item_id)
    rules.can_comment(request.user, plan).enforce()
    say = lambda text: actions.comment(plan, by=request.user, item_id=item_id, text=text)  # noqa: E731
    title = _("About “%(item)s”") % {"item": plan.title if item is plan else item}
    return _say(request, plan, say, {"title": title, "key": f"say-{item_id}"})


def comment_answer(request, pk, comment_id):
    """Answer in a thread."""
    plan, remark = _remark(request, pk, comment_id)
    rules.can_comment(request.user, plan).enforce()
    head = remark.answers or remark
    say = lambda text: actions.answer(remark, by=request.user, text=text)  # noqa: E731
    title = _("Answer %(name)s") % {"name": head.by.first_name}
    return _say(request, plan, say, {"title": title, "key": f"answer-{head.pk}", "quoted": head})


def comment_edit(request, pk, comment_id):
    """Put other words into one's own remark, as long as that can be done."""
    plan, remark = _remark(request, pk, comment_id)
    rules.can_correct(request.user, remark).enforce()
    say = lambda text: actions.correct(remark, by=request.user, text=text)  # noqa: E731
    page = {"title": _("Correct what you said"), "key": f"edit-{remark.pk}"}
    return _say(request, plan, say, page, initial={"text": remark.text})


def _say(request, plan, say, page, initial=None):
    form = CommentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        remark = say(form.cleaned_data["text"])
        if request.htmx:  # the open page asks for what changed
            return HttpResponse(status=204, headers={"HX-Trigger": "plan:saved"})
        messages.success(request, _("Said."), extra_tags=f"draft:{page['key']}")
        return redirect(place_of_remark(remark))
    readers = get_text_list([person.first_name for person in rules.readers(plan)], _("and"))
    context = {"plan": plan, "form": form, "readers": readers, **page}
    return render(request, "plans/comment_add.html", context, status=422 if form.errors else 200)


@require_POST
def comment_settle(request, pk, comment_id):
    """Call a thread settled."""
    plan, remark = _remark(request, pk, comment_id)
    head = actions.settle(remark, by=request.user)
    messages.success(request, _("Settled."))
    if "discussion" in request.POST:
        return redirect(place_of_remark(head))
    return redirect(f"{plan.get_absolute_url()}#talk-{_slot_of_thread(plan, head)}")


@require_POST
def comment_reopen(request, pk, comment_id):
    """Say that a settled thread is open after all."""
    _plan, remark = _remark(request, pk, comment_id)
    return redirect(place_of_remark(actions.reopen_thread(remark, by=request.user)))


def comment_place(request, pk, comment_id):
    """Go to where a remark stands now."""
    _plan, remark = _remark(request, pk, comment_id)
    return redirect(place_of_remark(remark))


def discussion(request, pk):
    """All that was said about a plan, open or settled, wherever its text stands now."""
    plan = draft_for(request, pk)
    page = DraftPage(plan, request.user)
    shows = request.GET.get("show") if request.GET.get("show") in SHOWS else "open"
    context = {"plan": plan, "page": page, "shows": shows, "threads": page.discussion.everything(shows)}
    return render(request, "plans/discussion.html", context)


# -- where things stand -----------------------------------------------------------------------------------------------


def place_of_remark(remark):
    """Where a remark is read now: beside its item, as long as that is written and the thread is open; else among all of them."""
    head, plan = remark.answers or remark, remark.plan
    is_written = plan.in_force_id is None or plan.status in (PlanStatus.DRAFT, PlanStatus.PROPOSED)
    if is_written and head.settled_at is None and _stands(plan, head) and all_beside(plan):
        return f"{plan.get_absolute_url()}#remark-{remark.pk}"
    shows = "open" if head.settled_at is None else "settled"
    return f"{reverse('plans:discussion', args=[plan.pk])}?show={shows}#remark-{remark.pk}"


def _stands(plan, head):
    item = plan if head.item_id == plan.pk else item_for(plan, head.item_id)
    goal = getattr(item, "goal", None)
    return getattr(item, "dropped_at", None) is None and (goal is None or goal.dropped_at is None)


def slot_of(item):
    """The block of the page beside which something about this item is said."""
    return "general" if isinstance(item, Plan) else place_of(item).partition("#")[2]


def _slot_of_thread(plan, head):
    return slot_of(plan if head.item_id == plan.pk else item_for(plan, head.item_id))


def _remark(request, pk, comment_id):
    plan = draft_for(request, pk)
    remark = get_object_or_404(plan.comments.select_related("by", "answers__by"), pk=comment_id)
    remark.plan = plan
    if remark.answers_id:
        remark.answers.plan = plan
    return plan, remark
