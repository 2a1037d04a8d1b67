"""What a verdict says, in words: what moved, since when, and how often chance alone does that (drift.md 2.8).

`found` is a Signal or a Judgement: expected and actual are sums for counts and amounts, means for ratios and durations.
"""

import datetime

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from metrics.drift import plain, thresholds
from metrics.exposure import PER_YEAR
from metrics.models import Cadence, Kind, Verdict

CURRENCIES = {"£", "$", "€"}
TEAM = "team"  # the detector of what moved with the whole team
FIRST_WEEKS, ENOUGH_WEEKS = 4, 12  # below: no earlier level; between: labelled early (drift.md 2.4)
CLOSE = 0.005  # how near a limit is to that of a run length, to be taken for it
MONTHS_FROM, WEEKS_IN_MONTH = 14, 52 / 12


EACH = {
    Cadence.WEEK: gettext_lazy("a week"),
    Cadence.MONTH: gettext_lazy("a month"),
    Cadence.QUARTER: gettext_lazy("a quarter"),
}


def each(cadence):
    """For how long one value stands: "a week" unless it comes less often."""
    return EACH[cadence or Cadence.WEEK]


def number_of(value, metric):
    """A value with its unit, as one says it: 13, 74%, £41,200, 62 days."""
    if value is None:
        return _("not known")
    if metric.unit == "%":
        return _("%(number)s%%") % {"number": number_format(round(value * 100), use_l10n=True)}
    if metric.kind in (Kind.COUNT, Kind.AMOUNT):
        number = number_format(round(value), use_l10n=True, force_grouping=True)
    else:
        number = number_format(round(value, 1), use_l10n=True, force_grouping=True)
    if metric.unit in CURRENCIES:
        return f"{metric.unit}{number}"
    return f"{number}{metric.unit}" if metric.unit in ("", "×") else f"{number} {metric.unit}"


def range_of(series):
    """The agreed range in words: "14 to 20", "at least 14", "at most 20", or "" when nothing was agreed."""
    low, high = number_of(series.lo, series.metric), number_of(series.hi, series.metric)
    if series.lo is not None and series.hi is not None:
        return _("%(low)s to %(high)s") % {"low": low, "high": high}
    if series.lo is not None:
        return _("at least %(low)s") % {"low": low}
    return _("at most %(high)s") % {"high": high} if series.hi is not None else ""


def summary_of(series):
    """What stands for the chart of a series: what is measured, where it stands, what was agreed, and what the last scan found."""
    facts = {
        "name": series.label,
        "each": each(series.metric.cadence),
        "weeks": len(series.points),
        "now": number_of(series.now, series.metric),
        "agreed": range_of(series),
    }
    if series.is_empty:
        return _("%(name)s, last %(weeks)s weeks: nothing reported.") % facts
    start = _("%(name)s %(each)s, last %(weeks)s weeks: now %(now)s, agreed %(agreed)s.") if facts["agreed"] else ""
    start = start or _("%(name)s %(each)s, last %(weeks)s weeks: now %(now)s.")
    if series.state == Verdict.NO_DATA:
        return f"{start % facts} {silence_words(series.weeks_silent).capitalize()}"
    if series.judgement is None:
        return start % facts
    return f"{start % facts} {verdict_words(series.judgement, series.metric)}"


def sentence_of(found, metric):
    """What was found, with the metric's name before it."""
    return f"{metric.name}: {verdict_words(found, metric)}"


def verdict_words(found, metric):
    """What was found, without the metric's name."""
    state = getattr(found, "verdict", None) or found.state
    if state == Verdict.NO_DATA:
        return silence_words()
    if state == Verdict.TOO_EARLY:
        return _("too few weeks to say anything yet.")
    if found.expected is None or found.onset_on is None:
        return _quiet(found, metric)
    facts = {
        "stretch": stretch_of(found, metric),
        "expected": expected_words(found, metric),
        "chance": chance_words(found, metric.cadence),
    }
    if found.detector == TEAM:
        return _("the whole team together: %(stretch)s; %(expected)s. %(chance)s") % facts
    return _("%(stretch)s; %(expected)s. %(chance)s") % facts


def silence_words(weeks=None):
    """That reports have stopped; silence is never green."""
    if not weeks:
        return _("reports have stopped, so nothing can be said of it.")
    one, many = _("nothing was reported in the last week."), _("nothing was reported in the last %(weeks)s weeks.")
    return one if weeks == 1 else many % {"weeks": weeks}


def _quiet(found, metric):
    if found.expected is None or not found.weeks:
        return _("as expected.")
    facts = {"actual": number_of(found.actual, metric), "expected": number_of(found.expected, metric), "weeks": found.weeks}
    if metric.cadence != Cadence.WEEK:
        return _("%(actual)s in the last %(weeks)s reports; about %(expected)s was to be expected.") % facts
    return _("%(actual)s in the last %(weeks)s weeks; about %(expected)s was to be expected.") % facts


def stretch_of(found, metric):
    """ "13 in the 4 weeks from 27 February", and "in the 4 reports" of what comes less often than each week."""
    facts = {"actual": number_of(found.actual, metric), "weeks": found.weeks, "day": date_format(found.onset_on, "j F")}
    is_weekly, n = metric.cadence == Cadence.WEEK, found.weeks
    if metric.kind not in (Kind.RATIO, Kind.DURATION):
        if is_weekly:
            words = ngettext("%(actual)s in the week from %(day)s", "%(actual)s in the %(weeks)s weeks from %(day)s", n)
        else:
            words = ngettext("%(actual)s in the report of %(day)s", "%(actual)s in the %(weeks)s reports from %(day)s", n)
    elif is_weekly:
        words = ngettext(
            "%(actual)s on average in the week from %(day)s", "%(actual)s on average in the %(weeks)s weeks from %(day)s", n
        )
    else:
        words = ngettext(
            "%(actual)s on average in the report of %(day)s", "%(actual)s on average in the %(weeks)s reports from %(day)s", n
        )
    return words % facts


def expected_words(found, metric):
    """Against what it was judged: the plan's pace, or the earlier level after the team's own movement."""
    facts = {"expected": number_of(found.expected, metric)}
    if found.detector == TEAM:
        return _("about %(expected)s at the team’s earlier pace") % facts
    if found.detector == "target":
        return _("the pace that you agreed is %(expected)s") % facts
    if metric.kind in (Kind.COUNT, Kind.AMOUNT):
        return _("about %(expected)s at the earlier pace, after allowing for how the whole team moved") % facts
    return _("about %(expected)s before") % facts


def chance_words(found, cadence=Cadence.WEEK):
    """How sure we are: how often somebody who is steady sees such a stretch, of a metric that comes so often."""
    if not found.detected_on:
        return _("That is worth a look, and not enough to be sure.")
    if found.detector == TEAM:
        return _("It happened to everybody, so it is no signal about anybody.")
    years = run_length_of(found) / PER_YEAR[cadence]
    facts = {"often": often_words(years)}
    if found.detector == "target":
        return _("Somebody who is on that pace sees a stretch like this %(often)s.") % facts
    return _("Somebody whose level is steady sees a stretch like this %(often)s.") % facts


def often_words(years):
    """ "about once in 2 years", "about once a year", "about twice a year"."""
    if years < 1:
        return _("about twice a year")
    if years == 1:
        return _("about once a year")
    shown = int(years) if years == int(years) else round(years, 1)
    return _("about once in %(years)s years") % {"years": number_format(shown, use_l10n=True)}


def run_length_of(found):
    """Weeks between false alarms at the limit by which `found` was judged; of few counts, those of the nearest limit."""
    table = thresholds.BASELINE_H if found.detector == "baseline" else thresholds.TARGET_H
    limits = {h: arl0 for limits in (table, thresholds.TARGET_H) for arl0, h in limits.items()}
    return next((arl0 for h, arl0 in limits.items() if abs(h - (found.threshold or 0)) < CLOSE), None) or _of_few(found)


def _of_few(found):
    """The run length whose limit for so many events a week is nearest; the usual one where events are not what is counted."""
    table = thresholds.LOW_COUNT_H[thresholds.RHO]
    mean = found.expected / found.weeks if found.threshold and found.expected and found.weeks else 0
    if not 0 < mean <= thresholds.LOW_COUNT_MEANS[-1]:
        return thresholds.ARL0
    return min(table, key=lambda arl0: abs(thresholds.low_count_h(mean, arl0) - found.threshold))


def early_words(history, cadence=Cadence.WEEK):
    """That little is known yet, where that is so: from 4 to 11 weeks (or months, or quarters) of history; "" otherwise."""
    if history is None or not FIRST_WEEKS <= history < ENOUGH_WEEKS:
        return ""
    if cadence != Cadence.WEEK:
        return _("Early: there are %(weeks)s reports so far, so the earlier level is known roughly.") % {"weeks": history}
    return _("Early: there are %(weeks)s weeks of history, so the earlier level is known roughly.") % {"weeks": history}


def small_number_words(mean, phi=1.0, arl0=thresholds.ARL0):
    """How long a fall by a third takes to show where little happens each week, at that run length; "" where much does."""
    if mean is None or not 0 < mean / phi < thresholds.LOW_COUNT:
        return ""
    shown = round(mean) if round(mean, 1) == round(mean) else round(mean, 1)
    facts = {"mean": number_format(shown, use_l10n=True), "long": long_words(plain.weeks_to_show(mean, 1 / 3, phi, arl0))}
    return _("With about %(mean)s a week, a fall by a third takes about %(long)s to show. No method can be quicker.") % facts


def long_words(weeks):
    """A length of time as one says it: 7 weeks, four months."""
    if weeks < MONTHS_FROM:
        return ngettext("%(n)s week", "%(n)s weeks", round(weeks)) % {"n": round(weeks)}
    return _("%(n)s months") % {"n": round(weeks / WEEKS_IN_MONTH)}


ENDED = {
    "back": gettext_lazy("It is back at what could be expected, since the week of %(day)s."),
    "over": gettext_lazy(
        "Since the week of %(day)s it no longer stands out: something else was agreed, a number was corrected, or the new level "
        "is usual by now."
    ),
}


def ended_words(signal):
    """That a case's episode is over, since when and why; that it closed by itself, where nobody had answered. "" before."""
    how, day = signal.facts.get("ended"), signal.facts.get("back_on")
    if how not in ENDED or not day:
        return ""
    said = ENDED[how] % {"day": date_format(datetime.date.fromisoformat(day), "j F")}
    if signal.is_open or signal.answered_at:
        return said
    return _("%(said)s Nobody had answered, so the case closed by itself.") % {"said": said}


def muted_words(mute):
    """Until when nobody is told, and why; judging goes on."""
    facts = {"day": date_format(mute.until, "j F"), "name": mute.by.first_name, "reason": mute.reason}
    return _("Nobody is told of it until %(day)s. %(name)s gave the reason: %(reason)s") % facts
