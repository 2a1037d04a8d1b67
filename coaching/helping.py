"""Whether help helped: the mean of the weeks before something was done, and since. Pure, but for the words.

Three stretches of one series: the usual weeks before the change began, those from then until the first action, and the full weeks
since. The week of the action itself is in neither: part of it was before.
"""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics.models import Kind
from metrics.sentences import each, number_of

USUAL_WEEKS = 12  # of the time before the change, the latest
WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Comparison:
    """Means a week (of a ratio: of all cases together), None where no week has a value; `weeks`: how many there are since."""

    usual: float | None
    before: float | None
    since: float | None
    weeks: int
    began_on: datetime.date
    acted_on: datetime.date


def compare(series, *, began_on, acted_on):
    """The three stretches of `series` (points, denominators, weeks): began_on is where the change began, acted_on the action."""
    acted = acted_on - datetime.timedelta(days=acted_on.weekday())
    rows = list(zip(series.weeks, series.points, series.denominators or [None] * len(series.points), strict=True))
    usual = [row for row in rows if row[0] < began_on][-USUAL_WEEKS:]
    before = [row for row in rows if began_on <= row[0] < acted]
    since = [row for row in rows if row[0] > acted]
    known = sum(value is not None for _week, value, _n in since)
    return Comparison(mean(usual), mean(before), mean(since), known, began_on, acted_on)


def mean(rows):
    """The mean of (week, value, denominator), each weighed by its cases where all are known; None if there is no value."""
    known = [(value, cases) for _week, value, cases in rows if value is not None]
    if not known:
        return None
    if all(cases is not None for _value, cases in known) and (total := sum(cases for _value, cases in known)):
        return sum(value * cases for value, cases in known) / total
    return sum(value for value, _cases in known) / len(known)


def words_of(found, metric):
    """The comparison in words; what cannot be known is said so."""
    day = date_format(found.acted_on, "j F")
    if found.since is None:
        return _("No full week has been reported since %(day)s, when something was first done about it.") % {"day": day}
    parts = [_stretch(found, metric, day)]
    if found.usual is not None:
        parts.append(_("Before it changed: %(usual)s.") % {"usual": a_week(found.usual, metric)})
    return " ".join(parts)


def _stretch(found, metric, day):
    facts = {"since": a_week(found.since, metric), "weeks": found.weeks, "day": day}
    since = ngettext("%(since)s in the week since %(day)s", "%(since)s in the %(weeks)s weeks since %(day)s", found.weeks) % facts
    if found.before is None:
        return _("%(since)s, when something was first done about it.") % {"since": since}
    before = {"before": a_week(found.before, metric), "day": date_format(found.began_on, "j F"), "since": since}
    return _("%(before)s from %(day)s until something was done about it; %(since)s.") % before


def a_week(value, metric):
    """A mean with its unit: "9.5 a week" (or a month, as it comes), and "24%" or "62 days" for what is no number of things."""
    if metric.kind in (Kind.RATIO, Kind.DURATION):
        return _("%(value)s on average") % {"value": number_of(value, metric)}
    return _("%(value)s %(each)s") % {"value": _fine(value, metric), "each": each(metric.cadence)}


def _fine(value, metric):
    """Small means keep a digit: 3.5 a week is not 4."""
    if abs(value) >= 20 or metric.kind == Kind.AMOUNT:
        return number_of(value, metric)
    rounded = round(value, 1)
    exact = number_format(int(rounded) if rounded == int(rounded) else rounded, use_l10n=True)
    return number_of(round(value), metric).replace(str(round(value)), exact, 1)
