"""One verdict a series: from what was read to the batches of `metrics.drift`, and back to people and weeks."""

import datetime
from dataclasses import dataclass

import numpy as np

from metrics.agreed import in_force
from metrics.drift.batch import Batch, prepare
from metrics.drift.forecast import hit_probability, pace_prior, predictive
from metrics.drift.verdict import verdicts
from metrics.models import Direction, Kind, Verdict
from metrics.weeks import WEEK, monday_of

DAY = datetime.timedelta(days=1)
EARLIEST_PHI = 8  # weeks with data before a dispersion is taken from earlier months only
SEEN = (Verdict.OFF_COURSE, Verdict.DRIFTING, Verdict.AHEAD)
FAR_ABOVE, FAR_BELOW = 1e6, 1e-6  # an open end of an agreed range: never passed


@dataclass(frozen=True)
class Finding:
    """The verdict on one metric of one person. `facts` are the fields of a Judgement, `target` the agreement that counts now."""

    person: object
    metric: object
    target: object
    facts: dict
    crossings: int
    is_open: bool

    @property
    def is_good(self):
        """Whether it is good news."""
        return self.facts["state"] == Verdict.AHEAD

    @property
    def raises(self):
        """Whether it is a case: an open episode of a metric that a plan in force leans on. Others are judged and raise none."""
        return self.is_open and self.target is not None


def judge(company):
    """Findings for all series with data or a target now, by metric and e-mail. People who have left count for their team only."""
    for metric in sorted(company.metrics.values(), key=lambda metric: metric.key):
        series, targets = company.series.get(metric.pk, {}), company.targets.get(metric.pk, {})
        agreed = {person_id for person_id, those in targets.items() if in_force(those, company.weeks[-1])}
        ids = sorted(set(series) | agreed, key=lambda person_id: (company.people[person_id].email, str(person_id)))
        if ids:
            yield from _judge_metric(company, metric, ids, series, targets)


def _judge_metric(company, metric, ids, series, targets):
    x, n = _arrays(ids, series, len(company.weeks))
    x[:, : _beginning(x)] = np.nan
    kind, x, n = as_drift_sees_it(metric, x, n)
    near, far = _levels(company, metric, ids, targets)
    people = [company.people[person_id] for person_id in ids]
    exposure = _exposure(people, company.weeks)
    good = "up" if metric.direction == Direction.HIGHER else "down"
    known = {"kind": kind, "good": good, "exposure": exposure, "target": near, "target_far": far}
    phi = _phi(company, x, n, known)
    found = verdicts(Batch(x, denominators=n, phi=phi, **known))
    now = [in_force(targets.get(person_id, ()), company.weeks[-1]) for person_id in ids]
    chances = _chances(company, kind, x, phi, now)
    for place, person in enumerate(people):
        if not person.is_active or (person.left_on and person.left_on < company.as_of):
            continue
        verdict = found[place]
        facts = _facts(company, verdict, x[place], None if n is None else n[place], kind)
        facts["probability"] = None if np.isnan(chances[place]) else round(float(chances[place]), 4)
        is_open = verdict.detected is not None and facts["state"] in SEEN
        yield Finding(person, metric, now[place], facts, len(verdict.crossings), is_open)


def _arrays(ids, series, weeks):
    """Values and denominators, (series x weeks), NaN where nothing was reported."""
    x, n = np.full((len(ids), weeks), np.nan), np.full((len(ids), weeks), np.nan)
    for row, person_id in enumerate(ids):
        if person_id in series:
            places, values, denominators = series[person_id]
            x[row, places], n[row, places] = values, denominators
    return x, n


def _beginning(x):
    """The first week in which anybody has more than 0: before it the metric had not begun, and its zeros say nothing."""
    told = np.nansum(x, axis=0) > 0
    return int(np.argmax(told)) if told.any() else 0


def as_drift_sees_it(metric, x, n):
    """(kind, x, denominators) for a Batch. A ratio is the successes among its cases; with no cases known, a plain measurement."""
    if metric.kind != Kind.RATIO:
        return metric.kind, x, None
    if not np.any(n > 0):
        return Kind.DURATION, x, None
    with np.errstate(invalid="ignore"):
        return Kind.RATIO, np.clip(np.rint(x * n), 0, n), np.nan_to_num(n)


def _levels(company, metric, ids, targets):
    """The ends of the agreed range, near and far seen from the good side, for each week in which an agreement held."""
    near, far = (np.full((len(ids), len(company.weeks)), np.nan) for _ in range(2))
    for row, person_id in enumerate(ids):
        those = targets.get(person_id, ())
        for place, monday in enumerate(company.weeks) if those else ():
            target = in_force(those, monday)
            if target is not None:
                near[row, place], far[row, place] = level_of(target, metric)
    return near, far


def level_of(target, metric):
    """(near, far) ends of what was agreed, seen from the bad side, in units of a week.

    The range that both agreed is one for the expected level: the low side is judged against its low end and the high side against
    its high end, so that a steady level between them is on course. A range with one end is open at the other. With only a total,
    the level is its even pace; with only a baseline, that.
    """
    low, high = (None if end is None else float(end) for end in (target.low, target.high))
    if low is None and high is None:
        level = _pace(target, metric)
        return level, level
    is_up = metric.direction == Direction.HIGHER
    near, far = (low, high) if is_up else (high, low)
    if far is None:
        far = _open_end(near, metric) if is_up else near * FAR_BELOW
    return (np.nan if near is None else near), far


def _open_end(near, metric):
    return 1.0 if metric.kind == Kind.RATIO and near <= 1 else near * FAR_ABOVE


def _pace(target, metric):
    if target.total is not None and metric.kind in (Kind.COUNT, Kind.AMOUNT):
        return float(target.total) / max(len(_weeks_of(target)), 1)
    level = target.baseline if target.total is None else target.total
    return np.nan if level is None else float(level)


def _weeks_of(target):
    """The Mondays on which a target holds."""
    first = monday_of(target.starts_on - DAY) + WEEK
    return range(first.toordinal(), target.ends_on.toordinal() + 1, 7)


def _exposure(people, weeks):
    """The share of each week that somebody was here for: part of their first and their last week, else all of it."""
    share = np.ones((len(people), len(weeks)))
    first = weeks[0].toordinal()
    for row, person in enumerate(people):
        for day, here in ((person.starts_on, lambda day: 5 - day.weekday()), (person.left_on, lambda day: day.weekday() + 1)):
            place = None if day is None else (monday_of(day).toordinal() - first) // 7
            if place is not None and 0 <= place < len(weeks):
                share[row, place] = min(max(here(day), 0), 5) / 5
    return share


def _phi(company, x, n, known):
    """The dispersion of the whole company, from the weeks before this month: the same all month, so that a replay agrees."""
    month = company.as_of.replace(day=1)
    cut = sum(monday < month for monday in company.weeks)
    cut = cut if (~np.isnan(x[:, :cut])).any(axis=0).sum() >= EARLIEST_PHI else x.shape[1]
    pieces = {name: value[:, :cut] if isinstance(value, np.ndarray) else value for name, value in known.items()}
    return prepare(Batch(x[:, :cut], denominators=None if n is None else n[:, :cut], **pieces)).phi


def _chances(company, kind, x, phi, targets):
    """The probability that each series reaches the total agreed for its period; NaN where none was, or nothing can be said."""
    chances, places = np.full(len(x), np.nan), [row for row, target in enumerate(targets) if _has_total(target, kind)]
    if not places:
        return chances
    first, so_far = company.weeks[0].toordinal(), np.full((len(places), x.shape[1]), np.nan)
    total, rest, length = np.zeros((3, len(places)))
    for row, place in enumerate(places):
        weeks = _weeks_of(targets[place])
        inside = [(day - first) // 7 for day in weeks if company.weeks[0].toordinal() <= day < company.as_of.toordinal()]
        so_far[row, inside] = x[place, inside]
        total[row], length[row] = float(targets[place].total), len(weeks)
        rest[row] = sum(day >= company.as_of.toordinal() for day in weeks)
    prior = pace_prior(np.maximum(total / np.maximum(length, 1), 1e-9))
    mean, variance = predictive(so_far, 1.0, phi, prior, rest)
    chances[places] = hit_probability(np.nansum(so_far, axis=1), total, mean, variance, kind == Kind.AMOUNT)
    return chances


def _has_total(target, kind):
    return target is not None and target.total is not None and kind in (Kind.COUNT, Kind.AMOUNT)


def _facts(company, verdict, x, n, kind):
    """A drift verdict in the words of the database: days for columns, means for ratios and durations."""
    expected, actual = verdict.expected, verdict.actual
    if kind in (Kind.RATIO, Kind.DURATION) and verdict.weeks:
        stretch = np.flatnonzero(~np.isnan(x) if n is None else ~np.isnan(x) & (n > 0))[-verdict.weeks :]
        size = float(verdict.weeks if n is None else n[stretch].sum())
        expected, actual = (None if value is None else value / size for value in (expected, actual))
    tells = verdict.state in SEEN
    return {
        "as_of": company.as_of,
        "state": verdict.state,
        "stage": verdict.stage,
        "detector": verdict.detector,
        "onset_on": company.weeks[verdict.onset] if tells and verdict.onset is not None else None,
        "detected_on": company.weeks[verdict.detected] if tells and verdict.detected is not None else None,
        "statistic": _rounded(verdict.statistic),
        "threshold": _rounded(verdict.threshold),
        "expected": _rounded(expected),
        "actual": _rounded(actual),
        "weeks": verdict.weeks,
        "is_team_moving": verdict.team_moved,
    }


def _rounded(value):
    """Six decimals: the same to the last bit on every machine and run."""
    return None if value is None or np.isnan(value) else round(float(value), 6)
