"""Two texts of a plan beside each other: what one says and the other does not."""

from django.http import Http404
from django.shortcuts import render

from plans.compare import compare, sections
from plans.forms import CompareForm
from plans.texts import DRAFT, texts_of
from plans.views.reading import draft_for, leave_a_trace, plan_for


def text_compare(request, pk):
    """What changed between any two texts of a plan: versions, proposals, the draft. Chosen by two keys in the address."""
    plan = plan_for(request, pk)
    texts = texts_of(plan, request.user)
    form = CompareForm(texts, request.GET if "old" in request.GET or "new" in request.GET else None)
    if not form.is_bound:
        return _page(request, plan, form)
    if not form.is_valid():
        return _page(request, plan, form, status=422)
    return _changes(request, plan, form, *form.chosen())


def plan_compare(request, pk, number, other):
    """What changed from one version to another."""
    return _between(request, plan_for(request, pk), f"v{number}", f"v{other}")


def plan_changes(request, pk):
    """What the draft changes in the version in force."""
    plan = draft_for(request, pk)
    if plan.in_force_id is None:
        return _page(request, plan, None)
    newest = texts_of(plan, request.user)[0]
    return _between(request, plan, f"v{plan.in_force.number}", newest.key)


def _between(request, plan, old, new):
    form = CompareForm(texts_of(plan, request.user), {"old": old, "new": new})
    if not form.is_valid():
        raise Http404
    return _changes(request, plan, form, *form.chosen())


def _changes(request, plan, form, old, new):
    for text in (old, new):
        if text.version is not None:
            leave_a_trace(request, plan, text.version)
    was, now = old.body, new.body
    if DRAFT in (old.key, new.key):  # a draft has no first day of its own before it is proposed
        was, now = was | {"effective_on": None}, now | {"effective_on": None}
    changes = compare(was, now)
    found = sections(changes, was, now)
    context = {
        "old": old,
        "new": new,
        "sections": found,
        "changes": changes,
        "same": len(now["goals"]) - sum(any(goal["id"] == section.key for goal in now["goals"]) for section in found),
        "is_clean": request.GET.get("view") == "clean",
        "body": new.body,
    }
    return _page(request, plan, form, **context)


def _page(request, plan, form, status=200, **context):
    return render(request, "plans/plan_compare.html", {"plan": plan, "form": form, **context}, status=status)
