"""The list of reviews, and the page of one."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from people.actions import record_access
from plans.models import Side
from reviews import rules
from reviews.exporting.rows import released
from reviews.forms import AcknowledgeForm, ConcludeForm, RefusalForm, ReopenForm
from reviews.models import Review, ReviewRecord, ReviewRound, ReviewState
from reviews.page import ReviewPage
from reviews.released import as_page
from reviews.steps import goals_of

A_PAGE = 50


@require_safe
def review_list(request):
    """My reviews, those that I lead, and those in my charge."""
    me, key = request.user, request.GET.get("round", "")
    visible = Review.objects.visible_to(me).for_list().of_round(key)
    written = list(visible.written_by(me))
    others = visible.exclude(pk__in=[review.pk for review in written])
    context = {
        "own": [review for review in written if review.person_id == me.pk],
        "led": [review for review in written if review.person_id != me.pk],
        "others": Paginator(others, A_PAGE).get_page(request.GET.get("page")),
        "rounds": ReviewRound.objects.of_reviews(Review.objects.visible_to(me)),
        "round_key": key,
        "can_export": rules.can_export(me),
    }
    return render(request, "reviews/review_list.html", context)


@require_safe
def review_detail(request, pk):
    """The two-sided form for the two and those above; the frozen record for HR and for a former manager."""
    review = found(request, pk)
    if shows_record(request.user, review):
        return released_page(request, review)
    return form_page(request, review, step=request.GET.get("step"))


def found(request, pk):
    """The review, or 404 for whoever may not see it."""
    review = get_object_or_404(Review.objects.visible_to(request.user).for_page(), pk=pk)
    if rules.view_of(request.user, review) is None:
        raise Http404
    return review


def shows_record(me, review):
    """Whether somebody reads the frozen record and not the form."""
    view = rules.view_of(me, review)
    return view in ("hr", "former") or (view == "above" and review.is_final)


def form_page(request, review, *, step=None, status=200, forms=None, **shown):
    """The form at one step, with what has gone wrong there, if anything."""
    page = ReviewPage(review, request.user, step, **shown)
    may = page.may()
    context = {"review": review, "page": page, "may": may, "records": records_of(request.user, review)}
    if page.step is None:
        context |= _ends(review, may, request.user) | (forms or {})
    return render(request, "reviews/review_detail.html", context, status=status)


def records_of(me, review):
    """The frozen records of a review that somebody may read."""
    return list(ReviewRecord.objects.visible_to(me).of_review(review).for_list())


def released_page(request, review):
    """The last conclusion as its record says it. HR's look at it is written down."""
    me, records = request.user, records_of(request.user, review)
    if rules.view_of(me, review) == "hr":
        record_access(by=me, subject=review.person, thing="review", thing_id=review.pk, purpose="viewed")
    one = next(released(Review.objects.only_this(review), ReviewRecord.objects.visible_to(me)), None)
    if one is None:
        raise Http404
    context = {"review": review, "records": records, "page": as_page(one), "may": {"reopen": rules.can_reopen(me, review)}}
    context["reopen_form"] = ReopenForm()
    return render(request, "reviews/released.html", context)


def _ends(review, may, me):
    """The forms of the last step, and how it ended where it has."""
    shown = {"goal_outcomes": list(review.goal_outcomes.in_order()), "open_ends": list(review.open_ends.all())}
    if may["conclude"]:
        shown["conclude_form"] = ConcludeForm(goals=goals_of(review), initial=_before(review, shown))
    if may["acknowledge"]:
        shown["acknowledge_form"] = AcknowledgeForm()
    if may["refuse"]:
        shown["refusal_form"] = RefusalForm(auto_id="id_refusal_%s")
    if may["reopen"]:
        shown["reopen_form"] = ReopenForm(auto_id="id_reopen_%s")
    shown["is_waiting"] = review.state == ReviewState.CONCLUDED and rules.side_of(me, review) == Side.MANAGER
    return shown


def _before(review, shown):
    """What the conclusion said before it was opened again."""
    start = {"outcome": review.outcome, "summary": review.summary, "open_ends": "\n".join(end.text for end in shown["open_ends"])}
    for row in shown["goal_outcomes"]:
        start |= {f"word-{row.goal_id}": row.outcome, f"note-{row.goal_id}": row.note}
    return start
