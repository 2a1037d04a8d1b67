"""Pages of what was measured."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from metrics import reads, rules, series
from metrics.drift import thresholds
from metrics.drift.plain import weeks_to_show
from metrics.sentences import range_of, sentence_of

A_PAGE, WEEKS = 30, 26
USUAL_RULES = [  # (rule, false alarms a year, share of falls found within 4 and 8 weeks); simulated for 5 events a week
    (_("Below target this week"), 12.9, None, None),
    (_("Below 80% of target this week"), 10.2, None, None),
    (_("Four-week average below 90% of target"), 5.2, None, None),
    (_("Three weeks in a row under target"), 2.5, None, 0.78),
    (_("Quarter to date below 80% of pace"), 2.3, None, 0.95),
    (_("Western Electric rules"), 0.83, 0.27, 0.65),
    (_("Three-sigma chart of single weeks"), 0.24, 0.05, 0.11),
]
SPANS = [(13, _("13 weeks")), (26, _("26 weeks")), (52, _("52 weeks")), (104, _("2 years"))]


def metric_list(request):
    """My own numbers, and those of whoever is below me, person by person."""
    me, attention = request.user, request.GET.get("show") == "moved"
    page = Paginator(reads.team_of(me, attention=attention), A_PAGE).get_page(request.GET.get("page"))
    team = list(page.object_list)
    until = reads.until_for([me, *team], WEEKS)
    metrics = list(series.measured([me, *team], until, WEEKS))
    found = series.for_people([me, *team], metrics, until, WEEKS)
    context = {
        "mine": _folded(_rows(found, me, metrics, attention=False)),
        "team": [(person, _folded(_rows(found, person, metrics, attention))) for person in team],
        "page": page,
        "attention": attention,
        "has_team": bool(team) or attention,
        "weeks": WEEKS,
        "query": urlencode({"show": "moved"}) if attention else "",
        "can_import": rules.can_import(me),
    }
    return render(request, "metrics/metric_list.html", context)


def _rows(found, person, metrics, attention):
    """(series, agreed range in words) of one person: those with a number or an agreement, or only those that have moved."""
    own = [found[person.pk, metric.pk] for metric in metrics]
    own = [one for one in own if not one.is_empty or one.lo is not None or one.hi is not None]
    return [(one, range_of(one)) for one in own if not attention or one.state in reads.ATTENTION]


def _folded(rows):
    """The rows to look at (a plan leans on them, or they have moved), and the rest, which is folded."""
    found = {"first": [], "rest": []}
    for one, agreed in rows:
        counts = one.goal_id is not None or agreed or one.target is not None or one.state in reads.ATTENTION
        found["first" if counts else "rest"].append((one, agreed))
    return found if rows else None


def metric_detail(request, metric, pk):
    """One metric of one person, week by week, with what was agreed and what was found."""
    person = get_object_or_404(reads.open_to(request.user), pk=pk)
    metric = get_object_or_404(reads.metric_by(metric))
    weeks = _span(request)
    one = series.weekly(person, metric, until=reads.until_for([person], weeks), weeks=weeks)
    signals = list(reads.signals_about(request.user, person, metric))
    context = {
        "person": person,
        "metric": metric,
        "series": one,
        "agreed": range_of(one),
        "sentence": sentence_of(one.judgement, metric) if one.judgement else "",
        "marks": _marks(one, signals),
        "signals": signals,
        "spans": SPANS,
        "weeks": weeks,
        "is_own": person.pk == request.user.pk,
    }
    return render(request, "metrics/metric_detail.html", context)


def _span(request):
    asked = request.GET.get("weeks", str(WEEKS))
    if asked not in {str(number) for number, _name in SPANS}:
        raise Http404
    return int(asked)


def _marks(one, signals):
    place = {monday: number for number, monday in enumerate(one.weeks)}
    found = [(place.get(signal.detected_on), signal) for signal in signals]
    return [{"index": at, "label": signal.get_verdict_display(), "kind": "signal"} for at, signal in found if at is not None]


FALLS = [(1, 0.3), (5, 0.3), (5, 0.5), (12, 0.3), (12, 0.5)]  # (events a week, share by which they fall)


def drift_method(request):
    """How drift is judged, in plain words, beside what the usual rules do."""
    delays = [(mean, fall, round(weeks_to_show(mean, fall=fall))) for mean, fall in FALLS]
    context = {"arl0": thresholds.ARL0, "years": thresholds.ARL0 // 52, "delays": delays, "rules": USUAL_RULES}
    return render(request, "metrics/drift_method.html", context)
