"""Pages of what was measured."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from metrics import happenings, outlook, reads, rules, series
from metrics.by_hand import typed_by_hand
from metrics.forms import by_hand_for
from metrics.models import Verdict
from metrics.questions import answers, notes_on
from metrics.sentences import each, range_of

A_PAGE, WEEKS = 30, 26
SHOWS = [("", _("Everybody")), ("moved", _("What has moved")), ("silent", _("No data"))]
ORDER = {Verdict.OFF_COURSE: 0, Verdict.DRIFTING: 1, Verdict.NO_DATA: 2, Verdict.AHEAD: 3}
SPANS = [(13, _("13 weeks")), (26, _("26 weeks")), (52, _("52 weeks")), (104, _("2 years"))]


def metric_list(request):
    """My own numbers, and those of whoever is below me: who needs a look comes first."""
    me, show, by_name = request.user, request.GET.get("show", ""), request.GET.get("sort") == "name"
    page = Paginator(reads.team_of(me, show=show, by_name=by_name), A_PAGE).get_page(request.GET.get("page"))
    team = list(page.object_list)
    until = reads.until_for([me, *team], WEEKS)
    metrics = list(series.measured([me, *team], until, WEEKS))
    found = series.for_people([me, *team], metrics, until, WEEKS)
    context = {
        "mine": _folded(_rows(found, me, metrics)),
        "team": [(person, _folded(_rows(found, person, metrics, show))) for person in team],
        "page": page,
        "show": show,
        "shows": SHOWS,
        "by_name": by_name,
        "has_team": bool(team) or show in reads.SHOWN,
        "weeks": WEEKS,
        "query": urlencode({name: value for name, value in (("show", show), ("sort", "name" if by_name else "")) if value}),
        "can_import": rules.can_import(me),
        "can_define": rules.can_define(me),
    }
    return render(request, "metrics/metric_list.html", context)


def _rows(found, person, metrics, show=""):
    """(series, agreed range in words) of one person: with a number or an agreement, worst first; or only those asked for."""
    own = [found[person.pk, metric.pk] for metric in metrics]
    own = [one for one in own if not one.is_empty or one.lo is not None or one.hi is not None]
    own.sort(key=lambda one: ORDER.get(one.state, len(ORDER)))
    return [(one, range_of(one)) for one in own if show not in reads.SHOWN or one.state in reads.SHOWN[show]]


def _folded(rows):
    """The rows to look at (a plan leans on them, or they have moved), and the rest, which is folded."""
    found = {"first": [], "rest": []}
    for one, agreed in rows:
        counts = one.goal_id is not None or agreed or one.target is not None or one.state in reads.ATTENTION
        found["first" if counts else "rest"].append((one, agreed))
    return found if rows else None


def metric_detail(request, metric, pk):
    """One metric of one person, week by week: what was agreed and found, what can be expected, and what happened meanwhile."""
    person = get_object_or_404(reads.open_to(request.user), pk=pk)
    metric = get_object_or_404(reads.metric_by(metric))
    weeks, until = _span(request), reads.until_for([person], WEEKS)
    one = series.weekly(person, metric, until=until, weeks=weeks)
    end = outlook.of_series(one, person, until)
    context = {
        "person": person,
        "metric": metric,
        "series": one,
        "agreed": range_of(one),
        "each": each(metric.cadence),
        "answers": answers(one, end),
        "outlook": end,
        "notes": notes_on(one),
        "marks": happenings.marks_of(request.user, person, metric, one.weeks),
        "signals": reads.signals_about(request.user, person, metric),
        "spans": SPANS,
        "weeks": weeks,
        "is_own": person.pk == request.user.pk,
        "by_hand": by_hand_for(request.user, person, metric),
        "typed": typed_by_hand(person, metric),
    }
    return render(request, "metrics/metric_detail.html", context)


def _span(request):
    asked = request.GET.get("weeks", str(WEEKS))
    if asked not in {str(number) for number, _name in SPANS}:
        raise Http404
    return int(asked)
