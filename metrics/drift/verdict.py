"""The verdict on each series of a batch: one of six states, with the numbers that its sentence needs
(drift.md 2.7, 2.8).
"""

from dataclasses import dataclass

import numpy as np

from metrics.drift import detectors
from metrics.drift.batch import Batch, prepare

STATES = ("on_course", "drifting", "ahead", "off_course", "too_early", "no_data")
WEEKS_WITHOUT_TARGET = 4
WEEKS_WITH_TARGET = 2
QUIET_STRETCH = 4


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


def verdicts(batch: Batch):
    """One Verdict per series of the batch, as of its last week; [] for no series. ValueError for no weeks."""
    ready = prepare(batch)
    if not ready.x.shape[1]:
        raise ValueError("at least one closed week is needed")
    good = "high" if ready.bad == "low" else "low"
    moved = {side: detectors.team_has_moved(ready, side) for side in ("low", "high")}
    found = {
        ("target", "bad"): detectors.target_detector(ready, ready.bad),
        ("target", "good"): detectors.target_detector(ready, good),
        ("baseline", "bad"): detectors.baseline_detector(ready, ready.bad, moved[ready.bad]),
        ("baseline", "good"): detectors.baseline_detector(ready, good, moved[good]),
    }
    found = {key: detection for key, detection in found.items() if detection is not None}
    silent, data = _is_silent(ready), (~np.isnan(ready.x)).sum(1)
    team = bool(moved["low"][-1] or moved["high"][-1])
    return [_judge(ready, found, i, bool(silent[i]), int(data[i]), team) for i in range(len(ready.x))]


def _is_silent(ready):
    """No report in the last three weeks that could be worked. A ratio with nothing closed did report."""
    raw = ready.n if ready.batch.kind == "ratio" else ready.x
    workable = ~np.isnan(ready.e)
    recent = np.cumsum(workable[:, ::-1], axis=1)[:, ::-1] <= ready.batch.silence_weeks
    return ~np.any(recent & workable & ~np.isnan(raw), axis=1)


def _is_watched(detection, i):
    return detection is not None and detection.c[i, -1] > detection.h[i] / 2 and not detection.alert[i, -1]


def _judge(ready, found, i, silent, data, moved):
    """Choose state and detector for one series; the worse news first, and silence before everything."""
    target, own = found.get(("target", "bad")), found[("baseline", "bad")]
    has_target = target is not None and not np.isnan(ready.target[i, -1])
    main = target if has_target else own
    enough = data >= (WEEKS_WITH_TARGET if has_target else WEEKS_WITHOUT_TARGET)
    news = [
        ("off_course", target if has_target and target.episodes.is_open[i] else None),
        ("drifting", own if own.episodes.is_open[i] else None),
        ("drifting", target if has_target and enough and _is_watched(target, i) else None),
        ("drifting", own if enough and _is_watched(own, i) else None),
        *_good_news(found, i),
    ]
    state, detection = next(
        ((state, detection) for state, detection in news if detection is not None),
        ("on_course" if enough else "too_early", main),
    )
    return _describe(ready, detection, i, "no_data" if silent else state, moved)


def _good_news(found, i):
    """Upward episodes: of the target detector first, for it says more."""
    for name in ("target", "baseline"):
        detection = found.get((name, "good"))
        yield "ahead", detection if detection is not None and detection.episodes.is_open[i] else None


def _stage(detection, i, state):
    episodes = detection.episodes
    if episodes.is_open[i]:
        return "escalated" if episodes.escalated[i] else "alert"
    if state == "drifting":
        return "watch"
    return "closed" if episodes.is_resting[i] else "quiet"


def _describe(ready, detection, i, state, moved):
    """The numbers of one series by the detector that speaks."""
    episodes, last = detection.episodes, ready.x.shape[1] - 1
    crossings = np.flatnonzero(episodes.crossings[i])
    is_open = bool(episodes.is_open[i])
    detected = int(episodes.first[i]) if is_open else None
    onset = int(detection.onset[i, detected if is_open else last])
    onset = onset if onset >= 0 else None
    expected, actual, weeks = _stretch(ready, detection, i, onset)
    has_scores = bool(detection.scored[i].any())
    at = int(crossings[-1]) if is_open else last
    return Verdict(
        state=state,
        stage=_stage(detection, i, state),
        detector=detection.name,
        onset=onset,
        detected=detected,
        statistic=float(detection.c[i, at]) if has_scores else None,
        threshold=float(detection.h[i]) if has_scores else None,
        expected=expected,
        actual=actual,
        weeks=weeks,
        crossings=tuple(int(week) for week in crossings) if is_open else (),
        escalated=bool(episodes.escalated[i]) and is_open,
        team_moved=moved,
        arl0=ready.batch.arl0,
    )


def _stretch(ready, detection, i, onset):
    """(expected, actual, weeks) over the scored weeks since onset, or the last four of a quiet series."""
    weeks = np.flatnonzero(detection.scored[i])
    weeks = weeks[-QUIET_STRETCH:] if onset is None else weeks[weeks >= onset]
    if not weeks.size:
        return None, None, 0
    mu, size = detection.mu[i, weeks], detection.size[i, weeks]
    if detection.name == "baseline" and onset is not None:  # the level before the stretch, not what was learnt in it
        mu = mu[0] * size / size[0]
    expected = float(mu.sum())
    return (None if np.isnan(expected) else expected), float(ready.x[i, weeks].sum()), int(weeks.size)
