"""Lists: all plans that one may see, and the ledger of promises."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone

from people.models import Person
from plans.living import SOON, kept_rate
from plans.models import Commitment, Plan

A_PAGE = 50


def plan_list(request):
    """The plans of which one may see something."""
    me, order = request.user, request.GET.get("order", "person")
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    plans = Plan.objects.visible_to(me).search(words).for_list(order)
    page = Paginator(plans, A_PAGE).get_page(request.GET.get("page"))
    mine = set(Person.objects.managed_by(me.seats()).values_list("pk", flat=True)) | {me.pk}
    for plan in page:
        plan.is_mine = plan.person_id in mine
    context = {"page": page, "words": words, "order": order, "can_start": bool(mine - {me.pk}) or me.manager() is not None}
    context["can_bind"] = bool(mine - {me.pk}) or me.has_role("leader") or me.has_role("hr")
    return render(request, "plans/plan_list.html", context)


def commitment_list(request):
    """What I promised and what I am owed, the next date first; how many of each were kept, in the same size."""
    me = request.user
    made = list(Commitment.objects.made_by(me).for_list())
    owed = list(Commitment.objects.owed_to(me).for_list())
    waiting = set(Commitment.objects.open().filter(Q(by=me) | Q(to=me)).values_list("pk", flat=True))
    lists = [
        {"key": "mine", "rows": [row for row in made if row.pk in waiting], "rate": kept_rate(made)},
        {"key": "owed", "rows": [row for row in owed if row.pk in waiting], "rate": kept_rate(owed)},
    ]
    closed = sorted((row for row in [*made, *owed] if row.closed_at), key=lambda row: row.closed_at, reverse=True)[:20]
    return render(request, "plans/commitment_list.html", {"lists": lists, "closed": closed, "soon": timezone.localdate() + SOON})
