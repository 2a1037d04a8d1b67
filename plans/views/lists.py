"""Lists: all plans that one may see, and the ledger of promises."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

from people.models import ReportingLine
from plans.forms.lists import LedgerFilter, PlanFilter
from plans.models import Commitment, Plan
from plans.promised import SOON, listed
from plans.rates import pairs, together
from plans.unread import counts

A_PAGE = 50


def plan_list(request):
    """The plans of which one may see something."""
    me, form = request.user, PlanFilter(request.GET)
    chosen = form.chosen()
    words, order = chosen.pop("q"), chosen.pop("order") or "person"
    plans = Plan.objects.visible_to(me).narrowed(me, **chosen).search(words).for_list(order)
    page = Paginator(plans.values_list("pk", flat=True), A_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(Plan.objects.among(page.object_list).for_list(order))
    near = set(ReportingLine.objects.around(me).values_list("person", flat=True))  # with oneself, for whoever has a manager
    team, mine = near - {me.pk}, near | {me.pk}
    news = counts(page.object_list, me)
    for plan in page:
        plan.is_mine, plan.news = plan.person_id in mine, news.get(plan.pk)
    context = {"page": page, "form": form, "words": words, "order": order, "narrowed": any(chosen.values()) or words}
    context["teams"] = Plan.objects.visible_to(me).teams()
    context["can_start"] = bool(near)
    context["can_bind"] = bool(team) or me.has_role("leader") or me.has_role("hr")
    return render(request, "plans/plan_list.html", context)


def commitment_list(request):
    """Who promised what, and was it kept: both sides alike. Without a choice, what one promised or is owed and is open."""
    me, form = request.user, LedgerFilter(request.GET)
    chosen = form.chosen()
    words, order = chosen.pop("q"), chosen.pop("order") or "due"
    is_plain = not (words or any(chosen.values()))
    rows = Commitment.objects.of_parties(me, chosen["plan"]).narrowed(me, words=words, **chosen).for_list(order)
    page = Paginator(rows.open() if is_plain else rows, A_PAGE).get_page(request.GET.get("page"))
    between = pairs(me)
    context = {
        "page": page,
        "promises": listed(page.object_list, me),
        "form": form,
        "order": order,
        "is_plain": is_plain,
        "plans": Plan.objects.with_promises_of(me),
        "pairs": between,
        "mine": together(between, "mine"),
        "theirs": together(between, "theirs"),
        "due": Commitment.objects.of_parties(me).narrowed(me, state="due").count(),
        "today": timezone.localdate(),
        "soon": timezone.localdate() + SOON,
    }
    return render(request, "plans/commitment_list.html", context)
