"""The verdict on each series of a batch: one of six states, with the numbers that its sentence needs
(drift.md 2.7, 2.8).
"""

from dataclasses import dataclass

import numpy as np

from metrics.drift.batch import Batch, prepare
from metrics.drift.cusum import NEVER
from metrics.drift.standing import Standing
from metrics.drift.stepping import Rules, Week, step
from metrics.drift.teams import Groups

STATES = ("on_course", "drifting", "ahead", "off_course", "too_early", "no_data")
STAGES = ("quiet", "watch", "alert", "escalated", "closed")
DETECTORS = ("target", "baseline")
WATCHES = ("target_bad", "own_bad", "target_good", "own_good")
ON_COURSE, DRIFTING, AHEAD, OFF_COURSE, TOO_EARLY, NO_DATA = range(6)
WEEKS_WITHOUT_TARGET = 4
WEEKS_WITH_TARGET = 2


@dataclass(frozen=True)
class Verdict:
    """What the weeks up to the last one say about one series. Weeks are column numbers of the batch.

    stage: quiet, watch (C above h/2), alert, escalated, or closed (the four quiet weeks after an episode).
    onset: the first week of the stretch, detected: the week of its first crossing, None before it. statistic
    is C, at the last crossing while an episode is open. expected, actual: sums over the stretch since onset
    (quiet: the last four weeks with data), in the metric's unit; for ratios the number won. None where it
    cannot be known.
    """

    state: str
    stage: str
    detector: str
    onset: int | None
    detected: int | None
    statistic: float | None
    threshold: float | None
    expected: float | None
    actual: float | None
    weeks: int
    crossings: tuple[int, ...]
    escalated: bool
    team_moved: bool
    arl0: int


@dataclass(frozen=True)
class Verdicts:
    """The same for all series at once, (series,) each: codes of STATES, STAGES and WATCHES; -1 or NaN where nothing is known.

    cases: of ratios how many closed, else weeks, over the stretch. crossings: how many of the open episode. is_explained: the
    agreed range is missed because company or team has moved, and with it this one, who has not fallen beyond them.
    """

    state: np.ndarray
    stage: np.ndarray
    watch: np.ndarray
    onset: np.ndarray
    detected: np.ndarray
    statistic: np.ndarray
    threshold: np.ndarray
    expected: np.ndarray
    actual: np.ndarray
    cases: np.ndarray
    weeks: np.ndarray
    crossings: np.ndarray
    escalated: np.ndarray
    team_moved: np.ndarray
    is_explained: np.ndarray
    history: np.ndarray

    @property
    def detector(self):
        """Codes of DETECTORS."""
        return self.watch % 2


def verdicts(batch: Batch):
    """One Verdict per series of the batch, as of its last week; [] for no series. ValueError for no weeks."""
    ready = prepare(batch)
    if not ready.x.shape[1]:
        raise ValueError("at least one closed week is needed")
    rules = rules_of(ready)
    standing, groups = Standing.fresh(len(ready.x), rules.prior), Groups.fresh(0, rules.prior)
    crossed = {name: np.zeros(ready.x.shape, bool) for name in WATCHES}
    for number in range(ready.x.shape[1]):
        week = week_of(ready, number)
        standing, groups, crossings = step(standing, groups, week, rules)
        for name in WATCHES:
            crossed[name][:, number] = crossings[name]
    found = said(standing, groups, week, rules, batch.silence_weeks)
    return [_one(found, crossed, i, batch.arl0) for i in range(len(ready.x))]


def rules_of(ready):
    """What a batch is judged by."""
    batch = ready.batch
    return Rules(batch.kind, batch.good, ready.phi, batch.arl0, uses_index=batch.team_index)


def week_of(ready, number):
    """One column of a batch. Its targets are one agreement for all weeks."""
    series = len(ready.x)
    e = ready.e[:, number]
    return Week(
        x=ready.x[:, number],
        cases=ready.n[:, number] if ready.batch.kind == "ratio" else np.ones(series),
        e=e,
        level=ready.target[:, number],
        far=ready.far[:, number],
        e_agreed=e,
        key=np.ones(series, np.int64),
        team=np.full(series, -1),
        is_due=np.ones(series, bool),
        starts=np.zeros(series, bool),
    )


def _one(found, crossed, i, arl0):
    """The i-th of Verdicts, in words and without codes."""
    name = WATCHES[found.watch[i]]
    count = int(found.crossings[i])
    weeks = np.flatnonzero(crossed[name][i])
    return Verdict(
        state=STATES[found.state[i]],
        stage=STAGES[found.stage[i]],
        detector=DETECTORS[found.detector[i]],
        onset=_place(found.onset[i]),
        detected=_place(found.detected[i]),
        statistic=_number(found.statistic[i]),
        threshold=_number(found.threshold[i]),
        expected=_number(found.expected[i]),
        actual=_number(found.actual[i]),
        weeks=int(found.weeks[i]),
        crossings=tuple(weeks[len(weeks) - count :].tolist()),
        escalated=bool(found.escalated[i]),
        team_moved=bool(found.team_moved[i]),
        arl0=arl0,
    )


def _place(week):
    return None if week < 0 else int(week)


def _number(value):
    return None if np.isnan(value) else float(value)


def said(standing, groups, week, rules, silence_weeks):
    """What a standing says after its last `week`: Verdicts."""
    limits = limits_of(standing, rules)
    has_near, has_far = ~np.isnan(week.level), ~np.isnan(week.far)
    if rules.kind == "ratio":
        has_near, has_far = has_near & (week.level <= 1), has_far & (week.far <= 1)
    if rules.kind == "duration":
        has_near = has_far = np.zeros(len(has_near), bool)
    seen = standing.seen
    enough = seen.data >= np.where(has_near, WEEKS_WITH_TARGET, WEEKS_WITHOUT_TARGET)
    state, which = _chosen_state(standing, limits, has_near, has_far, enough)
    silent = ~seen.ever | (seen.overdue >= silence_weeks)
    moved = groups.is_open[0] | ((week.team >= 0) & groups.is_open[week.team + 1])
    numbers = _numbers(standing, limits, which)
    stage = np.where(
        numbers["is_open"],
        np.where(numbers["escalated"], 3, 2),
        np.where(~silent & (state == DRIFTING), 1, np.where(numbers["rests"], 4, 0)),
    )
    return Verdicts(
        state=np.where(silent, NO_DATA, state),
        stage=stage,
        watch=which,
        onset=numbers["onset"],
        detected=np.where(numbers["is_open"], numbers["first"], NEVER),
        statistic=numbers["statistic"],
        threshold=numbers["threshold"],
        expected=numbers["expected"],
        actual=numbers["actual"],
        cases=numbers["cases"],
        weeks=numbers["weeks"].astype(int),
        crossings=np.where(numbers["is_open"], numbers["crossings"], 0),
        escalated=numbers["is_open"] & numbers["escalated"],
        team_moved=moved,
        is_explained=_explained(standing, groups, week, limits, which),
        history=seen.data,
    )


def limits_of(standing, rules):
    """{watch: the limit of each series}."""
    found = {}
    for name in WATCHES:
        series = len(standing.seen.data)
        found[name] = (
            np.full(series, rules.own_h) if name.startswith("own") else rules.target_limits(getattr(standing, name), name)
        )
    return found


def _chosen_state(standing, limits, has_near, has_far, enough):
    """(state, place in WATCHES): the worse news first."""
    target, own = standing.target_bad, standing.own_bad
    news = [
        (has_near & target.running.is_open, OFF_COURSE, 0),
        (own.running.is_open, DRIFTING, 1),
        (has_near & enough & _restless(target, limits["target_bad"]), DRIFTING, 0),
        (enough & _restless(own, limits["own_bad"]), DRIFTING, 1),
        (has_far & standing.target_good.running.is_open, AHEAD, 2),
        (standing.own_good.running.is_open, AHEAD, 3),
    ]
    conditions = [condition for condition, _state, _watch in news]
    state = np.select(conditions, [state for _condition, state, _watch in news], np.where(enough, ON_COURSE, TOO_EARLY))
    which = np.select(conditions, [watch for _condition, _state, watch in news], np.where(has_near, 0, 1))
    return state, which


def _restless(watch, h):
    """Halfway to the limit, and not just beyond it."""
    return (watch.shown > h / 2) & (watch.shown <= h)


def _numbers(standing, limits, which):
    """The numbers of each series by the watch that speaks."""
    columns = [_of_watch(standing, name, limits[name]) for name in WATCHES]
    return {key: np.choose(which, [column[key] for column in columns]) for key in columns[0]}


def _of_watch(standing, name, h):
    """What one watch has to say of each series."""
    watch = getattr(standing, name)
    tail = standing.target_tail if name.startswith("target") else standing.own_tail
    running, is_open = watch.running, watch.running.is_open
    onset = np.where(is_open, watch.onset, watch.cusum.onset)
    scored = ~np.isnan(tail.x[-1])
    with np.errstate(invalid="ignore"):
        sums = {
            "expected": (watch.episode.rate * watch.episode.size, watch.run.rate * watch.run.size, _sum(tail.mu, tail.x)),
            "actual": (watch.episode.x, watch.run.x, _sum(tail.x, tail.x)),
            "cases": (watch.episode.cases, watch.run.cases, _sum(tail.cases, tail.x)),
            "weeks": (watch.episode.weeks, watch.run.weeks, (~np.isnan(tail.x)).sum(axis=0)),
        }
    found = {key: np.where(is_open, a, np.where(onset >= 0, b, c)) for key, (a, b, c) in sums.items()}
    return found | {
        "is_open": is_open,
        "escalated": running.escalated,
        "rests": running.rest > 0,
        "first": running.first,
        "crossings": running.crossings,
        "onset": onset,
        "statistic": np.where(scored, np.where(is_open, watch.at, watch.shown), np.nan),
        "threshold": np.where(scored, h, np.nan),
    }


def _sum(values, there):
    """Sum over the weeks of a tail; NaN without any, or where one is not known."""
    known = ~np.isnan(there)
    return np.where(known.any(axis=0), np.where(known, values, 0.0).sum(axis=0), np.nan)


def _explained(standing, groups, week, limits, which):
    """Whether what the target detector says is what company or team have done, and this one with them."""
    out = np.zeros(len(which), bool)
    for place, target, own, side in ((0, "target_bad", "own_bad", "bad"), (2, "target_good", "own_good", "good")):
        group, mine, level = getattr(groups, side), getattr(standing, target), getattr(standing, own)
        calm = ~level.running.is_open & ~(level.shown > limits[own] / 2)
        for row in (np.zeros(len(which), int), np.where(week.team >= 0, week.team + 1, 0)):
            together = group.running.is_open[row] & (mine.onset >= group.onset[row] - 2)
            out |= (which == place) & mine.running.is_open & calm & together
    return out
