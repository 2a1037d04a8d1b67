"""Will it get there? What the weeks so far and those still to come make of the target of a plan's period."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from metrics import exposure
from metrics.agreed import in_force
from metrics.drift import plain
from metrics.drift.forecast import forecast, pace_prior
from metrics.models import Direction, Kind, Observation, Target
from metrics.sentences import number_of
from metrics.weeks import WEEK, last_closed, monday_of, mondays

SELDOM, OFTEN = 1 / 50, 0.95


@dataclass(frozen=True)
class Outlook:
    """The total of a period: so far, where the even pace would be by now, what it is to be, and where it may end (8 in 10)."""

    done: float
    pace: float
    target: float
    ends_on: date
    probability: float
    low: float
    high: float
    weeks_left: int

    @property
    def assurance(self):
        """likely, unlikely or open: the second icon of the pair."""
        return plain.assurance(self.probability)


def of_series(series, person, until):
    """The outlook of a series of `metrics.series.weekly`; None as well before a scan has measured how much weeks scatter."""
    if series.phi is None:
        return None
    metric = series.metric

    def share(weeks):
        return exposure.of([person], [metric], weeks)[person.pk, metric.pk]

    return outlook_of(person, metric, until=until, phi=series.phi, shares=share)


def outlook_of(person, metric, *, until, phi, shares):
    """The outlook on the day `until`, or None where no plan in force names a total to reach. Two queries.

    `shares` gives what each of these Mondays can bring, 1 = a full ordinary week, None = nothing. Weeks without a report count
    as not known, not as nothing.
    """
    last = last_closed(until)
    target = in_force(list(Target.objects.of([person], [metric]).on(last)), last)
    if not _has_total(target, metric):
        return None
    weeks = mondays(_first_monday(target.starts_on), target.ends_on)
    share = np.array([one or 0.0 for one in shares(weeks)], float)
    closed = sum(monday <= last for monday in weeks)
    values, total = _values(person, metric, weeks[:closed]), float(target.total)
    if not closed or not share.sum() > 0:
        return None
    prior, rest = pace_prior(total / share.sum()), float(share[closed:].sum())
    found = forecast(values, share[:closed], phi, total, rest, prior=prior, amount=metric.kind == Kind.AMOUNT)
    pace = total * float(share[:closed].sum() / share.sum())
    if None in (found.probability, found.low, found.high):
        return None
    ends = (target.ends_on, found.probability, found.low, found.high)
    return Outlook(float(np.nansum(values)), pace, total, *ends, len(weeks) - closed)


def _has_total(target, metric):
    """Whether there is a total to reach: of counts and amounts that are good when they are many."""
    adds_up = metric.kind in (Kind.COUNT, Kind.AMOUNT) and metric.direction == Direction.HIGHER
    return target is not None and bool(target.total) and adds_up


def _first_monday(day):
    """The first Monday of a period: weeks that began before it belong to the one before."""
    monday = monday_of(day)
    return monday if monday == day else monday + WEEK


def _values(person, metric, weeks):
    """What was reported in these weeks, NaN where nothing was."""
    told = dict(Observation.objects.of([person], [metric]).filter(period_start__in=weeks).values_list("period_start", "value"))
    return np.array([float(told.get(monday, "nan")) for monday in weeks], float)


def outlook_words(outlook, metric):
    """ "At this rate 41 to 58 by 30 June, against 60: about 1 in 8 to make it." """
    facts = {
        "low": number_of(outlook.low, metric),
        "high": number_of(outlook.high, metric),
        "day": date_format(outlook.ends_on, "j F"),
        "target": number_of(outlook.target, metric),
        "chance": odds_words(outlook.probability),
    }
    if outlook.done >= outlook.target:
        return _("The %(target)s agreed for %(day)s are reached.") % facts
    if not outlook.weeks_left:
        return _("The period is over: %(low)s against %(target)s.") % facts
    return _("At this rate %(low)s to %(high)s by %(day)s, against %(target)s: %(chance)s to make it.") % facts


def odds_words(probability):
    """A chance as one says it: about 1 in 8, about even, about 7 in 10."""
    if probability < SELDOM:
        return _("less than 1 in 50")
    if probability > OFTEN:
        return _("more than 19 in 20")
    if 0.45 <= probability <= 0.55:
        return _("about even")
    if probability < 0.45:
        return _("about 1 in %(n)s") % {"n": plain.one_in(probability)} if probability < 0.3 else _("about 1 in 3")
    return _("about %(n)s in 10") % {"n": min(round(probability * 10), 9)}


def done_words(outlook, metric):
    """Where the total stands, beside where an even pace would be by now."""
    facts = {name: number_of(getattr(outlook, name), metric) for name in ("done", "target", "pace")}
    return _("%(done)s of %(target)s so far; an even pace would be %(pace)s by now.") % facts
