"""HR's overview: rounds, how far they are, who is late. States and no words of anybody."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reviews import actions, rules
from reviews.forms import RoundForm
from reviews.models import Review, ReviewRound, ReviewState

A_PAGE = 100


@require_safe
def hr(request):
    """All rounds with their counts, and who is late by team."""
    people = _overseen(request)
    late = Review.objects.of_people(people).late().by_team()
    context = {"rounds": ReviewRound.objects.for_list().with_counts(people), "late_teams": late}
    return render(request, "reviews/hr.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def round_open(request):
    """Open a round."""
    _overseen(request)
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_round(by=request.user, **form.facts())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(round)s is open, and everybody in it is told") % {"round": opened.name})
            return redirect(opened)
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/round_form.html", {"form": form}, status=status)


@require_safe
def round_detail(request, pk):
    """One round: each team's counts, and where each review stands."""
    people = _overseen(request)
    one = get_object_or_404(ReviewRound, pk=pk)
    state = request.GET.get("state", "")
    reviews = Review.objects.of_people(people).of_round(one.key)
    shown = reviews.in_state(state if state in [*ReviewState.values, "late"] else "")
    context = {
        "round": one,
        "teams": reviews.by_team(),
        "reviews": Paginator(shown.for_list(), A_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": [("", _("all")), ("late", _("late")), *ReviewState.choices],
    }
    return render(request, "reviews/round_detail.html", context)


def _overseen(request):
    """The people in the reader's HR scope; for everybody else these pages do not exist."""
    if not rules.can_open_round(request.user):
        raise Http404
    return rules.people_overseen_by(request.user)
