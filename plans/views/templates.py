"""The starting points of plans: read by everybody, kept by HR and leaders."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.models import Metric
from people.verdict import Stale
from plans import actions, rules, starting
from plans.forms import Promises, TemplateForm, TemplateGoalForm, TemplateRestForm, differences, put_errors
from plans.models import PlanTemplate

WAYS = {"up": -1, "down": 1}


def template_list(request):
    """The templates on offer; for whoever keeps them also the drafts, and what was taken away."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    rows = list(PlanTemplate.objects.visible_to(request.user).search(words).for_list())
    for row in rows:
        row.size = starting.size(starting.read(row.body))
    groups = [
        ("offer", [row for row in rows if row.is_on_offer]),
        ("draft", [row for row in rows if not row.is_on_offer and not row.is_retired]),
        ("retired", [row for row in rows if row.is_retired]),
    ]
    context = {"groups": groups, "words": words, "rows": rows, "keeps": rules.keeps_templates(request.user)}
    context["may_begin"] = not rows and not words and rules.can_make_first_templates(request.user)
    return render(request, "plans/template_list.html", context)


@require_POST
def template_first(request):
    """Begin the starting points that perfplan brings along."""
    made = actions.make_first_templates(by=request.user)
    messages.success(request, _("%(n)s drafts are there. Read them, change them, then put them on offer.") % {"n": len(made)})
    return redirect("plans:template_list")


def template_detail(request, pk):
    """One template, as it reads."""
    template = _template(request, pk)
    body = starting.read(template.body)
    context = {
        "template": template,
        "body": body,
        "size": starting.size(body),
        "missing": starting.missing(body),
        "metrics": Metric.objects.in_bulk(field_name="key"),
        "may_keep": rules.can_keep_template(request.user, template),
    }
    return render(request, "plans/template_detail.html", context)


def template_make(request):
    """Begin a template."""
    rules.keeps_templates(request.user).enforce()
    form = TemplateForm(request.POST or None)
    return _write(request, None, form, _("A new template"), lambda data: actions.make_template(by=request.user, **data))


def template_edit(request, pk):
    """Say otherwise what it is called, and whom it is for."""
    template = _kept(request, pk)
    title = template.name  # a form that is checked writes what was typed into the row it shows
    form = TemplateForm(request.POST or None, instance=template, initial={"seen_version": template.version})
    save = lambda data: actions.edit_template(template, by=request.user, seen_version=_seen(form), **data)  # noqa: E731
    now = lambda current: {name: getattr(current, name) for name in form.fields if name != "seen_version"}  # noqa: E731
    return _write(request, template, form, title, save, now=now)


def template_goal_add(request, pk):
    """Add a goal."""
    return _goal_form(request, _kept(request, pk), None)


def template_goal_edit(request, pk, goal_id):
    """Write a goal anew. What is typed into one that was taken out meanwhile is not lost: it can be added again."""
    template = _kept(request, pk)
    goal = _goal(template, goal_id)
    if goal is None and request.method != "POST":
        raise Http404
    return _goal_form(request, template, goal)


def _goal_form(request, template, goal):
    first = TemplateGoalForm.of(goal) if goal else {"family": "results"}
    form = TemplateGoalForm(request.POST or None, initial={**first, "seen_version": template.version})
    promises = Promises(request.POST or None, goal["offers"] if goal else ())
    save = lambda _data: actions.write_template_goal(  # noqa: E731
        template, by=request.user, seen_version=_seen(form), goal=form.goal(promises.offers), goal_id=goal and goal["id"]
    )

    def now(current):
        found = _goal(current, goal["id"]) if goal else None
        return {**TemplateGoalForm.of(found), "promises": found["offers"]} if found else {}

    return _write(request, template, form, goal["title"] if goal else _("A goal"), save, promises, now)


def template_rest(request, pk):
    """What stands beside the goals: promises for the plan as a whole, and topics."""
    template = _kept(request, pk)
    body = starting.read(template.body)
    first = {"topics": "\n".join(body["topics"]), "seen_version": template.version}
    form, promises = TemplateRestForm(request.POST or None, initial=first), Promises(request.POST or None, body["offers"])
    save = lambda _data: actions.write_template_rest(  # noqa: E731
        template, by=request.user, seen_version=_seen(form), offers=promises.offers, topics=form.lines()
    )

    def now(current):
        found = starting.read(current.body)
        return {"topics": "\n".join(found["topics"]), "promises": found["offers"]}

    return _write(request, template, form, _("Beside the goals"), save, promises, now)


def _write(request, template, form, title, save, promises=None, now=None):
    """The form, saved if it is sound. When somebody changed the template meanwhile, both texts are shown and nothing typed is
    lost.
    """
    stale = None
    if request.method == "POST" and form.is_valid() and (promises is None or promises.is_valid()):
        data = {name: value for name, value in form.cleaned_data.items() if name != "seen_version"}
        try:
            return redirect(save(data))
        except ValidationError as error:
            put_errors(form, error)
        except Stale as error:
            stale = {"why": str(error), "current": error.current}
            stale["differences"] = differences(form, promises, now(error.current))
            form.data = form.data.copy()
            form.data["seen_version"] = error.current.version
    context = {"template": template, "form": form, "title": title, "promises": promises, "stale": stale}
    return render(request, "plans/template_write.html", context, status=409 if stale else 422 if request.POST else 200)


@require_POST
def template_goal_move(request, pk, goal_id):
    """Move a goal up or down."""
    template = _kept(request, pk)
    actions.move_template_goal(template, by=request.user, goal_id=goal_id, places=WAYS.get(request.POST.get("way"), 0))
    return redirect(f"{template.get_absolute_url()}#goal-{goal_id}")


@require_POST
def template_goal_remove(request, pk, goal_id):
    """Take a goal out."""
    template = _kept(request, pk)
    seen = request.POST.get("seen_version", "")
    actions.remove_template_goal(template, by=request.user, seen_version=int(seen) if seen.isdecimal() else 0, goal_id=goal_id)
    messages.success(request, _("Taken out."))
    return redirect(template)


@require_POST
def template_publish(request, pk):
    """Put it on offer."""
    template = actions.publish_template(_kept(request, pk), by=request.user)
    messages.success(request, _("“%(name)s” is on offer.") % {"name": template.name})
    return redirect(template)


@require_POST
def template_retire(request, pk):
    """Take it away."""
    template = actions.retire_template(_kept(request, pk), by=request.user)
    messages.success(request, _("“%(name)s” is no longer on offer.") % {"name": template.name})
    return redirect(template)


@require_POST
def template_duplicate(request, pk):
    """A draft that says the same."""
    template = actions.duplicate_template(_kept(request, pk), by=request.user)
    messages.success(request, _("“%(name)s” is a draft. Change it, then put it on offer.") % {"name": template.name})
    return redirect(template)


def _template(request, pk):
    return get_object_or_404(PlanTemplate.objects.visible_to(request.user).for_list(), pk=pk)


def _kept(request, pk):
    """The template, if the reader may see it; refused if they may not keep it."""
    template = _template(request, pk)
    rules.can_keep_template(request.user, template).enforce()
    return template


def _goal(template, goal_id):
    return next((goal for goal in starting.read(template.body)["goals"] if goal["id"] == goal_id), None)


def _seen(form):
    return form.cleaned_data["seen_version"] or 0
