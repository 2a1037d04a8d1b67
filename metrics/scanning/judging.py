"""One metric brought up to date: from where the last scan left it, from some weeks before, or from its first observation."""

import json
from dataclasses import dataclass, field, replace

import numpy as np

from metrics.drift import thresholds
from metrics.drift.batch import Batch, pooled_phi_of
from metrics.drift.standing import Standing as Past
from metrics.drift.standing import at_week, enlarged, grown, packed, unpacked, with_targets_of
from metrics.drift.stepping import Rules, step
from metrics.drift.table import wide_count_scores
from metrics.drift.teams import Groups
from metrics.drift.verdict import said
from metrics.exposure import quarter_of
from metrics.models import Direction, Kind, Standing
from metrics.scanning import reading
from metrics.scanning.agreements import ends_of, spans_of
from metrics.scanning.inputs import Inputs

VERSION = 2  # of the arithmetic: another one begins anew
EARLIEST_PHI = 8  # weeks with data before a dispersion is taken from earlier months only
SETTLED = 28  # days before the month from which on corrections do not move the dispersion
PATIENCE = 13  # weeks: of what is derived from deals, a quarter without any is no silence


@dataclass
class Track:
    """One metric as of the last week: its standing, and what it was judged by."""

    metric: object
    inputs: Inputs
    rules: Rules
    past: Past
    groups: Groups
    managers: list
    week: object = None
    correlation: float = float("nan")
    began_anew: bool = False
    is_planned_anew: bool = False  # days to work have changed, and with them the pace to totals
    base: bytes | None = None
    prints: list = field(default_factory=list)

    @property
    def keys(self):
        """The people, as 16 bytes each."""
        return self.inputs.keys

    def said(self, company):
        """What it comes to: `metrics.drift.verdict.Verdicts`."""
        return said(self.past, self.groups, self.week, self.rules, patience_of(self.metric, company.settings))


def patience_of(metric, settings):
    """Weeks without a report until it is silence. Where nothing was closed, a share or a mean of deals has no value."""
    spare = metric.is_derived and metric.kind in (Kind.RATIO, Kind.DURATION)
    return max(settings.silence_weeks, PATIENCE) if spare else settings.silence_weeks


def basis_of(company, metric):
    """All that a whole metric is judged by: when it changes, everything is judged anew."""
    last, settings = company.weeks[-1], company.settings
    words = [VERSION, company.weeks[0], f"{company.as_of:%Y-%m}", quarter_of(last), metric.kind, metric.direction, metric.cadence]
    return "/".join(
        map(str, [*words, metric.has_season, settings.run_length, settings.ramp_weeks, settings.silence_weeks, settings.is_on])
    )


def cut_of(company):
    """How many weeks lie long enough before this month to tell its dispersion."""
    month = company.as_of.replace(day=1).toordinal() - SETTLED
    return sum(monday.toordinal() < month for monday in company.weeks)


def as_drift_sees_it(metric, x, n):
    """(kind, x, denominators). A ratio is the successes among its cases; with no cases known, a plain measurement."""
    if metric.kind != Kind.RATIO:
        return metric.kind, x, None
    if n is None or not np.any(n > 0):
        return Kind.DURATION, x, None
    with np.errstate(invalid="ignore"):
        return Kind.RATIO, np.clip(np.rint(x * n), 0, n), np.where(np.isnan(x), np.nan, n)


def anew(company, metric):
    """The Track of a metric from its first observation on, or None without any series."""
    rows = list(reading.series(company, metric))
    keys = sorted({key for key, *_rest in rows} | _agreed_now(company, metric))
    keys = [key for key in keys if key in company.people]
    if not keys:
        return None
    weeks, places = len(company.weeks), {key: place for place, key in enumerate(keys)}
    x, n = np.full((len(keys), weeks), np.nan), np.full((len(keys), weeks), np.nan)
    for key, at, values, cases in rows:
        x[places[key], at] = values
        if cases is not None:
            n[places[key], at] = cases
    kind, x, cases = as_drift_sees_it(metric, x, n)
    inputs, cut = Inputs(company, metric, keys, {}), cut_of(company)
    is_early = (~np.isnan(x[:, :cut])).any(axis=0).sum() < EARLIEST_PHI
    phi = _phi(inputs, kind, x, cases, weeks if is_early else cut)
    inputs.learn(x, phi)
    good = "up" if metric.direction == Direction.HIGHER else "down"
    rules = Rules(kind, good, phi, company.settings.run_length, score=wide_count_scores)
    track = _replayed(company, inputs, rules, x, cases, cut)
    arl0 = thresholds.raised(rules.arl0, track.correlation)
    if arl0 != rules.arl0:
        track = _replayed(company, inputs, replace(rules, arl0=arl0), x, cases, cut)
    track.base = None if is_early else track.base
    return track


def _replayed(company, inputs, rules, x, cases, cut):
    """All weeks from the first of which there is anything to say; the base is what stood at the cut."""
    first = _first(company, inputs.metric, x)
    past, groups = Past.fresh(len(inputs.keys), rules.prior), Groups.fresh(len(company.managers), rules.prior)
    past, groups = at_week(past, first), at_week(groups, first)
    track = Track(inputs.metric, inputs, rules, past, groups, list(company.managers), began_anew=True)
    x, cases = x[:, first:], None if cases is None else cases[:, first:]
    for number, week in enumerate(inputs.steps(x, cases, first, len(company.weeks), track.managers), first):
        if number == cut:
            track.correlation, track.base = track.past.correlation, body_of(track)
        track.past, track.groups, _crossed = step(track.past, track.groups, week, rules)
        track.week = week
    return track


def _first(company, metric, x):
    """The first week in which something was measured or agreed: the weeks before it leave nothing behind."""
    rows, last = company.targets.get(metric.pk), x.shape[1] - 1
    starts = [] if rows is None else spans_of(rows, company.calendar.first)[0].tolist()
    return min([last, *np.flatnonzero(~np.isnan(x).all(axis=0))[:1].tolist(), *(max(start, 0) for start in starts)])


def _agreed_now(company, metric):
    rows = company.targets.get(metric.pk)
    if rows is None:
        return set()
    last = company.weeks[-1].toordinal() - 730120
    return {bytes(key) for key in rows["person"][(rows["starts"] <= last) & (rows["ends"] >= last)].tolist()}


def _phi(inputs, kind, x, cases, weeks):
    """The dispersion of the whole company, to two or three digits: it stays the same when few values change."""
    share = np.where(inputs.share[:, :weeks] >= 0.2, inputs.share[:, :weeks], np.nan) * inputs.ramps[:, :weeks]
    values = np.where(np.isnan(share), np.nan, x[:, :weeks])
    told = np.nansum(values, axis=0) > 0
    values[:, : int(np.argmax(told)) if told.any() else 0] = np.nan
    phi = pooled_phi_of(Batch(values, kind, denominators=None if cases is None else cases[:, :weeks], exposure=share))
    return float(f"{phi:.3g}")


def body_of(track):
    """A track as bytes: what it was judged by, then its standing."""
    record = {
        "keys": [key.hex() for key in track.keys],
        "managers": [pk.hex for pk in track.managers],
        "season": track.inputs.season,
        "prints": track.inputs.prints(track.past.week),
        "planned": track.inputs.plan_print(),
        "kind": track.rules.kind,
    }
    head = json.dumps(record).encode()
    head += b" " * (-len(head) % 8)
    return len(head).to_bytes(8, "big") + head + packed(track.past, track.groups)


def kept(company, metric, standing, body):
    """(Track, its prints) as it was kept."""
    length = int.from_bytes(body[:8], "big")
    record = json.loads(bytes(body[8 : 8 + length]))
    inputs = Inputs(company, metric, [bytes.fromhex(key) for key in record["keys"]], record["season"])
    good = "up" if metric.direction == Direction.HIGHER else "down"
    rules = Rules(record["kind"], good, standing.phi, standing.run_length, score=wide_count_scores)
    past, groups = unpacked(bytes(body[8 + length :]), lambda rows: Groups.of_rows(rows, rules.prior))
    known = {pk.hex: pk for pk in company.managers}
    managers = [known.get(one, one) for one in record["managers"]]
    correlation = float("nan") if standing.correlation is None else standing.correlation
    track = Track(metric, inputs, rules, past, groups, managers, correlation=correlation)
    track.is_planned_anew = track.inputs.plan_print() != record["planned"]
    return track, record["prints"]


def gone_on(company, track, rows):
    """A kept track with the weeks since. `rows`: (people, weeks, values, cases) of what was measured in them."""
    people, at, values, cases = rows
    a, b = track.past.week, len(company.weeks)
    known = set(track.keys)
    new = sorted(({bytes(key) for key in people.tolist()} | _agreed_now(company, track.metric)) - known)
    new = [key for key in new if key in company.people]
    _add(company, track, new)
    places = {key: place for place, key in enumerate(track.keys)}
    x, n = (np.full((len(places), b - a), np.nan) for _ in range(2))
    where = [places[bytes(key)] for key in people.tolist()]
    x[where, at - a], n[where, at - a] = values, cases
    if track.rules.kind == Kind.RATIO:
        with np.errstate(invalid="ignore"):
            x, n = np.clip(np.rint(x * n), 0, n), np.where(np.isnan(x), np.nan, n)
    for week in track.inputs.steps(x, n if track.rules.kind == Kind.RATIO else None, a, b, track.managers):
        track.past, track.groups, _crossed = step(track.past, track.groups, week, track.rules)
        track.week = week
    return new


def _add(company, track, keys):
    """Series of which nothing is known yet, and teams."""
    track.inputs = Inputs(company, track.metric, [*track.keys, *keys], track.inputs.season)
    track.past = enlarged(track.past, len(keys), track.rules.prior)
    _add_teams(company, track)


def _add_teams(company, track):
    """Teams that there were not when it was kept."""
    known = set(track.managers)
    teams = [pk for pk in company.managers if pk not in known]
    if teams:
        more = Groups.of_rows(len(teams), track.rules.prior)
        more = replace(more, alone=np.full(len(teams), float(track.past.index.level)))
        track.groups = grown(track.groups, more)
        track.managers = [*track.managers, *teams]


def last_week(company, track):
    """The last week again, without what was measured in it: what is agreed, and who is in which team."""
    _add_teams(company, track)
    nothing, weeks = np.full((len(track.keys), 1), np.nan), len(company.weeks)
    (track.week,) = track.inputs.steps(nothing, None, weeks - 1, weeks, track.managers)


def on_the_way_to_totals(company, metric):
    """The people whose level is the pace to a total."""
    rows = company.targets.get(metric.pk)
    return [] if rows is None else [bytes(key) for key in rows["person"][ends_of(rows, metric)[2]].tolist()]


def with_agreements_anew(company, track, keys):
    """Judge some people's weeks against what is agreed with them now, from the first week on; nobody else is touched by that."""
    chosen = set(keys)
    rows = [place for place, key in enumerate(track.keys) if key in chosen]
    if not rows:
        return
    some, weeks = [track.keys[row] for row in rows], len(company.weeks)
    x, n = (np.full((len(rows), weeks), np.nan) for _ in range(2))
    places = {key: place for place, key in enumerate(some)}
    for key, at, values, cases in reading.series(company, track.metric, some):
        x[places[key], at] = values
        if cases is not None:
            n[places[key], at] = cases
    is_ratio = track.rules.kind == Kind.RATIO
    if is_ratio:
        with np.errstate(invalid="ignore"):
            x, n = np.clip(np.rint(x * n), 0, n), np.where(np.isnan(x), np.nan, n)
    x[:, : track.past.began if track.past.began >= 0 else weeks] = np.nan
    inputs = Inputs(company, track.metric, some, track.inputs.season)
    past = replace(Past.fresh(len(rows), track.rules.prior), began=0)
    rules, groups = replace(track.rules, uses_index=False), Groups.fresh(len(track.managers), track.rules.prior)
    for week in inputs.steps(x, n if is_ratio else None, 0, weeks, track.managers):
        past, groups, _crossed = step(past, groups, week, rules)
    track.past = with_targets_of(track.past, rows, past)


def first_change(prints, inputs):
    """The first week whose days off or managers are others than they were; as many as there are when all are the same."""
    weeks = len(prints[0])
    now = inputs.prints(weeks)
    return next((week for week in range(weeks) if any(a[week] != b[week] for a, b in zip(prints, now, strict=True))), weeks)


def row_of(company, track, *, is_base, body):
    """The row that keeps a track."""
    quarter = track.inputs.season.get(str(quarter_of(company.weeks[-1])), {})
    return Standing(
        metric=track.metric,
        is_base=is_base,
        as_of=company.as_of,
        basis=basis_of(company, track.metric),
        phi=track.rules.phi,
        correlation=None if np.isnan(track.correlation) else round(track.correlation, 6),
        run_length=track.rules.arl0,
        season=quarter,
        body=body,
    )
