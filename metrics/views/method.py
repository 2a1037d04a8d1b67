"""How drift is judged: for whoever is judged by it."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from metrics.drift.plain import weeks_to_show, years_between_false_alarms
from metrics.method.example import EXAMPLES, FALLS, FALLS_AT, LEVELS, WEEKS, scene
from metrics.method.measured import MEAN, MEASURED, SERIES
from metrics.models import DriftSetting, Metric, Scan, Standing
from metrics.sentences import long_words, often_words

LANES = {
    "perfplan": gettext_lazy("perfplan"),
    "below_target": gettext_lazy("“Below target this week”"),
    "quarter_80": gettext_lazy("“Quarter to date below 80 % of pace”"),
}
RULES = {
    "below_target": gettext_lazy("Below target this week"),
    "below_80": gettext_lazy("Below 80 % of target this week"),
    "average_90": gettext_lazy("Four-week average below 90 % of target"),
    "average_80": gettext_lazy("Four-week average below 80 % of target"),
    "three_in_a_row": gettext_lazy("Three weeks in a row under target"),
    "quarter_80": gettext_lazy("Quarter to date below 80 % of pace"),
    "western_electric": gettext_lazy("Western Electric rules, own twelve weeks"),
    "making_data_count": gettext_lazy("NHS “making data count” rules, own twelve weeks"),
    "three_sigma": gettext_lazy("Three-sigma chart of single weeks"),
}
OURS = {
    "target": gettext_lazy("perfplan, against the agreed pace"),
    "baseline": gettext_lazy("perfplan, against the own earlier level"),
}
MEASURED_AT = (52, 104)  # run lengths that were measured
SHOWN_FALLS = [(1, 1 / 3), (3, 0.3), (5, 0.3), (5, 0.5), (12, 0.3), (12, 0.5), (40, 0.2)]
USUAL = 36  # the example shown first: perfplan tells of the fall after as many weeks as it takes half of the time
LOWEST_CORRELATION = 0.2  # above it, limits are raised by one column


def drift_method(request):
    """Explain it in plain words, with an example that one can change and figures that were measured."""
    setting = DriftSetting.current()
    shown = _example(request, setting.run_length)
    context = {
        "example": shown,
        "setting": setting,
        "often": often_words(years_between_false_alarms(setting.run_length)),
        "rules": list(_rules(setting.run_length)),
        "measured": {"series": SERIES, "mean": int(MEAN)},
        "delays": [(mean, fall, long_words(weeks_to_show(mean, fall, arl0=setting.run_length))) for mean, fall in SHOWN_FALLS],
        "one_deal": long_words(weeks_to_show(1, 1 / 3, arl0=setting.run_length)),
        "company": _company() if request.user.has_role("admin") else None,
    }
    return render(request, "metrics/drift_method.html", context)


def _rules(run_length):
    """(name, false alarms a year, found in 4 and in 8 weeks, weeks after which half was told, whether it is ours)."""
    nearest = min(MEASURED_AT, key=lambda measured: abs(measured - run_length))
    for key, name in RULES.items():
        yield _row(name, MEASURED[key], is_ours=False)
    for key, name in OURS.items():
        yield _row(name, MEASURED[f"{key}_{nearest}"], is_ours=True)


def _row(name, found, is_ours):
    return {"name": name, "false": found["false_a_year"], "found": found["found"], "half": found["half"], "is_ours": is_ours}


def _example(request, run_length):
    """What was asked for, or the nearest that there is: a picture that somebody plays with refuses nothing."""
    level = _choice(request.GET.get("level"), LEVELS, 5)
    fall = _choice(request.GET.get("fall"), [round(100 * fall) for fall in FALLS], 50)
    number = _within(request.GET.get("example"), 1, EXAMPLES, USUAL)
    week = _within(request.GET.get("to") or request.GET.get("week"), 1, WEEKS, WEEKS)  # a button says more than the slider
    drawn = scene(level, fall / 100, number, arl0=run_length)
    return {
        "scene": drawn,
        "week": week,
        "place": week - 1,
        "weeks": WEEKS,
        "level": level,
        "fall": fall,
        "number": number,
        "next": number % EXAMPLES + 1,
        "levels": LEVELS,
        "falls": [(round(100 * one), _("by %(n)s %%") % {"n": round(100 * one)} if one else _("not at all")) for one in FALLS],
        "names": [LANES[lane.key] for lane in drawn.lanes],
        "said": [_said(drawn, until) for until in range(WEEKS)],
    }


def _choice(given, offered, usual):
    return int(given) if given in {str(one) for one in offered} else usual


def _within(given, lowest, highest, usual):
    return min(max(int(given), lowest), highest) if given and given.isascii() and given.isdecimal() and len(given) < 6 else usual


def _said(drawn, until):
    """What each rule had said up to a week: (name, sentence)."""
    return [(LANES[lane.key], _words(lane, drawn, until)) for lane in drawn.lanes]


def _words(lane, drawn, until):
    wrong, told = lane.false_alarms(until, drawn.falls_at), lane.told_at(until, drawn.falls_at)
    alarms = _false_words(wrong)
    if not drawn.fall or until < drawn.falls_at:
        return alarms
    if told is None:
        return _("%(alarms)s It has not told of the fall yet.") % {"alarms": alarms}
    after = told - FALLS_AT + 1
    facts = {"alarms": alarms, "week": told + 1, "after": after}
    one = "%(alarms)s It told of the fall in week %(week)s, after one week of it."
    many = "%(alarms)s It told of the fall in week %(week)s, after %(after)s weeks of it."
    return ngettext(one, many, after) % facts


def _false_words(count):
    if not count:
        return _("No false alarm.")
    return _("One false alarm.") if count == 1 else _("%(count)s false alarms.") % {"count": count}


def _company():
    """For administrators: what was measured on the company's own numbers, and what the last scan came to."""
    standings = {one.metric_id: one for one in Standing.objects.now().defer("body")}
    metrics = [metric for metric in Metric.objects.in_use() if metric.pk in standings]
    return {
        "scan": Scan.objects.latest_one(),
        "metrics": [(metric, standings[metric.pk]) for metric in metrics],
        "limit": LOWEST_CORRELATION,
    }
