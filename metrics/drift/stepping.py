"""One closed week for all series of a metric: from one `Standing` to the next, the same one by one as all at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from metrics.drift import baseline, scores, teams, thresholds
from metrics.drift.baseline import FIRST_WEEKS
from metrics.drift.standing import Standing, Watch
from metrics.drift.watching import Scored, chosen, settled, watch


@dataclass(frozen=True)
class Rules:
    """What a metric is judged by, the same for all weeks of a replay. `score` scores counts: exact, or by table."""

    kind: str = "count"
    good: str = "up"
    phi: float = 1.0
    arl0: int = thresholds.ARL0
    uses_index: bool = True
    score: Callable = scores.count_scores

    @property
    def bad(self):
        """The side on which news is bad."""
        return "low" if self.good == "up" else "high"

    @property
    def by_rank(self):
        """Whether the own past is judged by ranks."""
        return self.kind in ("amount", "duration")

    def side(self, name):
        """low or high: the side that bad or good news is on."""
        return self.bad if name.endswith("bad") else ("high" if self.bad == "low" else "low")

    @property
    def prior(self):
        """(a0, b0) of the baseline's level before any week."""
        return (0.5, 0.5) if self.kind == "ratio" else baseline.vague_prior(self.phi)

    def is_few(self, watch, name):
        """Of a target watch: where so few are expected that likelihood judges, not the score."""
        return (watch.first / self.phi < thresholds.LOW_COUNT) & (self.kind in ("count", "amount")) & (self.side(name) == "low")

    def target_limits(self, watch, name):
        """(series,) the limits of a target watch."""
        few, h = self.is_few(watch, name), np.full(len(watch.first), thresholds.target_h(self.arl0))
        arl0 = thresholds.column(self.arl0, thresholds.LOW_COUNT_H[thresholds.RHO])
        h[few] = thresholds.low_count_h(watch.first[few] / self.phi, arl0)
        return h

    @property
    def team_h(self):
        """The limit of a team's own total: the highest, for each manager has one of every metric beside those of the sellers."""
        return thresholds.baseline_h(max(thresholds.BASELINE_H))

    @property
    def own_h(self):
        """The limit of the baseline detector."""
        if self.by_rank:
            return thresholds.target_h(self.arl0)
        return thresholds.baseline_h(thresholds.column(self.arl0, thresholds.BASELINE_H))


@dataclass(frozen=True)
class Week:
    """What came in one week, (series,) each: NaN = not reported, not worked, or nothing agreed.

    x, cases (ratios: how many closed), e: exposure for the own level; level, far: the ends of what was agreed for a full
    week, near and far, and e_agreed the exposure for it; key: which agreement (0 = none; another key starts the target detector
    anew); team: the place of each one's team, -1 = none; is_due: whether a report was due.
    """

    x: np.ndarray
    cases: np.ndarray
    e: np.ndarray
    level: np.ndarray
    far: np.ndarray
    e_agreed: np.ndarray
    key: np.ndarray
    team: np.ndarray
    is_due: np.ndarray
    starts: np.ndarray


def step(now: Standing, groups, week: Week, rules: Rules):
    """(the next standing, the next groups, crossings by watch) after one closed week. `groups` are the teams' own totals."""
    x = np.where(np.isnan(week.e), np.nan, week.x)
    if rules.kind == "ratio":
        x = np.where(week.cases > 0, x, np.nan)
    elif rules.kind != "duration":
        x = np.maximum(x, 0.0)  # what was taken back is counted as none
    began = now.began if now.began >= 0 else now.week if np.nansum(x) > 0 else -1
    x = x if began >= 0 else np.full(x.shape, np.nan)  # until anybody has more than 0, zeros say nothing
    week = replace(week, x=x)
    now = _renewed(now, week, rules)
    index, groups, own_e, noise = teams.step(now.index, groups, week, rules)
    found = {name: _scored(now, name, week, rules, own_e, noise) for name in ("own_bad", "own_good", "target_bad", "target_good")}
    watches, crossings, cases = {}, {}, np.nan_to_num(week.cases, nan=1.0)
    for name, scored in found.items():
        before = getattr(now, name)
        watches[name], crossings[name] = watch(before, now.week, week.x, cases, scored, rules.side(name))
    seen = _seen(now.seen, week, rules, own_e)
    past = (*now.past, (week.x / own_e).astype(np.float32)) if rules.by_rank else ()
    levels = {}
    for side in ("bad", "good"):
        name, level = f"own_{side}", getattr(now, f"level_{side}")
        level = _learnt(level, week, rules, own_e, watches[name], crossings[name])
        old, watches[name] = settled(watches[name], now.week)
        if rules.by_rank:
            past, ranks = _forgotten(past, seen.ranks, watches[name].onset - (now.week + 1 - len(past)), old)
            seen = replace(seen, ranks=ranks)
        levels[f"level_{side}"] = chosen(old, _anew(level, watches[name].episode, rules), level) if old.any() else level
    tails = {
        name: getattr(now, f"{name}_tail").add(found[f"{name}_bad"].mu, week.x, cases, ~np.isnan(found[f"{name}_bad"].z))
        for name in ("target", "own")
    }
    after = Standing(
        **watches,
        **levels,
        target_tail=tails["target"],
        own_tail=tails["own"],
        seen=seen,
        index=index,
        week=now.week + 1,
        began=began,
        past=past,
        pairs=_pairs(now, found["own_bad"].z),
    )
    return after, groups, crossings


def _renewed(now, week, rules):
    """Where something else is agreed than the week before, the target detector starts anew: the question is another one."""
    other = (week.key != now.seen.key) & (now.seen.key != 0)
    watches = {}
    for name, level in (("target_bad", week.level), ("target_good", week.far)):
        watch = chosen(other, Watch.fresh(len(other)), getattr(now, name))
        watches[name] = replace(watch, first=np.where(np.isnan(watch.first), level, watch.first))
    return replace(now, **watches)


def _scored(now, name, week, rules, own_e, noise):
    if name.startswith("target"):
        return _against_target(getattr(now, name), week, rules, name)
    return _against_own(now, name, week, rules, own_e, noise)


def _against_target(watch, week, rules, name):
    """Against the near end of what was agreed on the bad side, the far end on the good one. Durations have none."""
    level = week.level if name == "target_bad" else week.far
    if rules.kind == "duration":
        level = np.full(level.shape, np.nan)
    if np.isnan(level).all():
        return Scored(level, level, 0.0, level, level, np.zeros(len(level), bool))
    sign = 1.0 if rules.side(name) == "low" else -1.0
    if rules.kind == "ratio":
        level = np.where((level >= 0) & (level <= 1), level, np.nan)  # something else was agreed than a share
        mu, z = level * week.cases, scores.ratio_scores(week.x, np.nan_to_num(week.cases), level, rules.phi)
    else:
        mu = level * week.e_agreed
        z = _count_or_amount(week.x, mu, rules)
    d, few = -sign * z - thresholds.K, rules.is_few(watch, name)
    if few.any():
        d[few] = scores.likelihood_increments(week.x[few], mu[few], thresholds.RHO, rules.phi)
    h = rules.target_limits(watch, name)
    with np.errstate(invalid="ignore"):
        return Scored(z, d, h, mu, mu, sign * (week.x - mu) >= 0)


def _count_or_amount(x, mu, rules):
    """Scores of what is there alone: most series have no target."""
    known = ~np.isnan(x + mu)
    z = np.full(x.shape, np.nan)
    score = scores.amount_scores if rules.kind == "amount" else rules.score
    z[known] = score(x[known], mu[known], rules.phi)
    return z


def _against_own(now, name, week, rules, own_e, noise):
    """Against the own earlier level, after the movement of company and team."""
    side = name.removeprefix("own_")
    level = getattr(now, f"level_{side}")
    sign = 1.0 if rules.side(name) == "low" else -1.0
    if rules.by_rank:
        z, mu, size = _ranked(now, week, own_e)
        scored = np.where(now.seen.ranks[1] >= FIRST_WEEKS, z, np.nan)
        with np.errstate(invalid="ignore"):
            return Scored(z, -sign * scored - thresholds.K, rules.own_h, mu, size, sign * z >= 0)
    if rules.kind == "ratio":
        mu, z, _a, _b = baseline.share_week(level, week.x, np.nan_to_num(week.cases), rules.phi)
        size = week.cases
    else:
        mu, z, _a, _b = baseline.count_week(level, week.x, own_e, rules.phi, noise, rules.score)
        size = own_e
    z = np.where(level.weeks >= FIRST_WEEKS, z, np.nan)
    with np.errstate(invalid="ignore"):
        return Scored(z, -sign * z - thresholds.K, rules.own_h, mu, size, sign * (week.x - mu) >= 0)


def _ranked(now, week, own_e):
    """(scores, mean before x size, size) of a week among all weeks before it."""
    value = (week.x / own_e).astype(np.float32)
    below = np.zeros(len(value))
    for before in now.past:
        below += before < value
        below += 0.5 * (before == value)
    total, number = now.seen.ranks
    z = np.where(np.isnan(value), np.nan, scores.normal_score((below + 0.5) / (number + 1)))
    mean = np.where(number > 0, total / np.maximum(number, 1), np.nan)
    return z, mean * own_e, own_e


def _anew(level, episode, rules):
    """The level of the weeks of an episode alone."""
    if rules.kind != "ratio":
        return baseline.begun_again(level, episode, rules.phi, rules.prior)
    a, b = episode.x / rules.phi, (episode.size - episode.x) / rules.phi
    none = np.zeros(len(a))
    return baseline.Level(rules.prior[0] + a, rules.prior[1] + b, none, none, episode.weeks, none)


def _learnt(level, week, rules, own_e, after, crossed):
    """The level after a week; what ranks judge has none."""
    if rules.by_rank:
        return level
    if rules.kind == "ratio":
        n = np.where(week.cases > 0, week.cases, np.nan)
        x = np.where(np.isnan(n), np.nan, week.x)
        more_a, more_b = x / rules.phi, (n - x) / rules.phi
    else:
        e = np.where(np.isnan(week.x), np.nan, own_e)
        more_a, more_b = np.where(np.isnan(e), np.nan, week.x / rules.phi), e / rules.phi
    return baseline.learn(level, more_a, more_b, after.cusum.c, crossed)


def _forgotten(past, ranks, onset, mask):
    """What ranks judge, without the weeks before the onset (a place in `past`) where the mask holds; and the sum and number of
    what is left.
    """
    if not mask.any():
        return past, ranks
    kept = tuple(np.where(mask & (number < onset), np.float32(np.nan), week) for number, week in enumerate(past))
    some = np.stack([week[mask] for week in kept]).astype(float)
    ranks = ranks.copy()
    ranks[:, mask] = np.nansum(some, axis=0), (~np.isnan(some)).sum(axis=0)
    return kept, ranks


def _seen(seen, week, rules, own_e):
    """Reports and silence. A ratio with nothing closed did report, if its cases came."""
    came = ~np.isnan(week.cases if rules.kind == "ratio" else week.x)
    workable = ~np.isnan(week.e)
    came &= workable
    late = np.where(week.is_due, workable, seen.overdue > 0)  # where nothing is due, weeks are counted since one was missed
    overdue = np.where(came, 0, seen.overdue + late)
    there = ~np.isnan(week.x)
    value = np.where(there, week.x / own_e, 0.0) if rules.by_rank else np.zeros(len(there))
    return replace(
        seen,
        data=(seen.data + there).astype(np.int16),
        ever=seen.ever | came,
        overdue=overdue.astype(np.int16),
        key=week.key,
        done=np.where(week.starts, 0.0, seen.done) + np.where(there, week.x, 0.0),
        worked=np.where(week.starts, 0.0, seen.worked) + np.where(there, np.nan_to_num(week.e), 0.0),
        ranks=seen.ranks + np.vstack([value, there]),
    )


def _pairs(now, z):
    """Sums of each week's score with the next one's, over all series."""
    a = now.own_bad.last_z
    both = ~np.isnan(a + z)
    a, b = a[both], z[both]
    new = (len(a), a.sum(), b.sum(), (a * a).sum(), (b * b).sum(), (a * b).sum())
    return tuple(float(old + more) for old, more in zip(now.pairs, new, strict=True))
