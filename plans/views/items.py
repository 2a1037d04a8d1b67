"""Writing the working copy item by item."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from people.verdict import Stale
from plans import actions, rules
from plans.conflict import Conflict
from plans.forms import GoalForm, MeasureForm, OfferForm, PortraitForm, TermsForm, TopicForm, put_errors
from plans.models import Portrait, Side
from plans.terms import Terms
from plans.views.live import saved
from plans.views.reading import draft_for, goal_for, item_to_write
from plans.working import kind_of

FORMS = {"goal": GoalForm, "measure": MeasureForm, "offer": OfferForm, "topic": TopicForm}


def goal_add(request, pk):
    """Add a goal."""
    plan = draft_for(request, pk)
    rules.can_edit(request.user, plan).enforce()
    first = {name: request.GET.get(name, "") for name in ("family", "priority")}
    form = GoalForm(request.POST or None, plan=plan, initial={name: value for name, value in first.items() if value})
    return _add(request, plan, form, _("A goal"), lambda fields: actions.add_goal(plan, by=request.user, **fields))


def measure_add(request, pk, goal_id):
    """Say how a goal is judged or steered by."""
    plan = draft_for(request, pk)
    goal = goal_for(plan, goal_id)
    rules.can_edit(request.user, plan).enforce()
    form = MeasureForm(request.POST or None, plan=plan, initial={"metric": request.GET.get("metric"), "is_leading": True})
    title = _("How “%(goal)s” is judged") % {"goal": goal.title}
    return _add(request, plan, form, title, lambda fields: actions.add_measure(goal, by=request.user, **fields), goal=goal)


def offer_add(request, pk):
    """Offer a commitment, or suggest one to the other side; for the goal named in the address, or for the plan as a whole."""
    plan = draft_for(request, pk)
    rules.can_edit(request.user, plan).enforce()
    goal = goal_for(plan, _id(request.GET["goal"])) if request.GET.get("goal") else None
    side = request.GET.get("side") or rules.side_of(request.user, plan)
    form = OfferForm(request.POST or None, plan=plan, initial={"side": side, "due_on": goal and goal.due_on})
    mine = side == rules.side_of(request.user, plan)
    name = plan.party(side if side in Side.values else Side.SELLER).first_name
    title = _("What I will do") if mine else _("What %(name)s could do") % {"name": name}
    add = lambda fields: actions.add_offer(plan, by=request.user, goal=goal, **fields)  # noqa: E731
    return _add(request, plan, form, title, add, goal=goal)


def topic_add(request, pk):
    """Name something that the two speak about each time."""
    plan = draft_for(request, pk)
    rules.can_edit(request.user, plan).enforce()
    form = TopicForm(request.POST or None, plan=plan)
    title = _("Something to speak about each time")
    return _add(request, plan, form, title, lambda fields: actions.add_topic(plan, by=request.user, **fields))


def _id(text):
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _add(request, plan, form, title, add, goal=None):
    if request.method == "POST" and form.is_valid():
        try:
            item = add(_fields(form))
        except ValidationError as error:
            put_errors(form, error)
        else:
            return saved(request, item)
    context = {"plan": plan, "form": form, "title": title, "goal": goal, "item": None}
    return render(request, "plans/item_edit.html", context, status=422 if form.errors else 200)


def _fields(form):
    return {name: value for name, value in form.cleaned_data.items() if name != "seen_version"}


def portrait_write(request, pk, topic):
    """Write one paragraph of the portrait in one's own words."""
    plan = draft_for(request, pk)
    if topic not in dict(Portrait.TOPICS):
        raise Http404
    rules.can_edit(request.user, plan).enforce()
    row = plan.portrait.kept().filter(topic=topic, side=rules.side_of(request.user, plan)).first()
    first = {"text": row.text if row else "", "seen_version": row.version if row else 0}
    form = PortraitForm(request.POST or None, initial=first)
    title = dict(Portrait.TOPICS)[topic]
    save = lambda: actions.write_portrait(  # noqa: E731
        plan, by=request.user, topic=topic, text=form.cleaned_data["text"], seen_version=form.cleaned_data["seen_version"] or 0
    )
    return _edit(request, plan, row, form, title, save)


def item_edit(request, pk, item_id):
    """Change an item. When somebody else changed it meanwhile, both texts are shown and nothing typed is lost."""
    item = item_to_write(request, pk, item_id)
    plan = item.plan
    if isinstance(item, Portrait):
        return redirect("plans:portrait_write", pk=plan.pk, topic=item.topic)
    rules.can_edit_item(request.user, item).enforce()
    form = FORMS[kind_of(item)](request.POST or None, instance=item, plan=plan, initial={"seen_version": item.version})
    save = lambda: actions.edit_item(  # noqa: E731
        item, by=request.user, seen_version=form.cleaned_data["seen_version"] or 0, **_fields(form)
    )
    return _edit(request, plan, item, form, str(item), save)


def plan_terms(request, pk):
    """Change what the plan is called, and for when."""
    plan = draft_for(request, pk)
    rules.can_edit(request.user, plan).enforce()
    terms = Terms(plan)
    first = {"title": plan.title, "starts_on": plan.starts_on, "ends_on": plan.ends_on, "seen_version": terms.version}
    form = TermsForm(request.POST or None, initial=first)
    save = lambda: Terms(  # noqa: E731
        actions.edit_terms(plan, by=request.user, seen_version=form.cleaned_data["seen_version"], **_fields(form))
    )
    return _edit(request, plan, terms, form, _("Title and days"), save)


def _edit(request, plan, item, form, title, save):
    conflict, together = None, "both" in request.POST
    if request.method == "POST" and form.is_valid():
        if together:
            form.cleaned_data["seen_version"] = 0  # which no item has: nothing is saved, and both texts come into the form
        try:
            return saved(request, save())
        except ValidationError as error:
            put_errors(form, error)
        except Stale as stale:
            conflict = _conflict(stale, form, together)
    status = 409 if conflict else 422 if form.errors else 200
    context = {"plan": plan, "item": item, "form": form, "title": title, "conflict": conflict}
    return render(request, "plans/item_edit.html", context, status=status)


def _conflict(stale, form, together):
    """Both texts; of something that was taken out there is one text only, which the form keeps."""
    if getattr(stale.current, "dropped_at", None) is None:
        return Conflict.of(stale.current, form, together)
    form.add_error(None, _("%(sentence)s Bring it back on the plan’s page, then save your words here.") % {"sentence": stale})
    return None
