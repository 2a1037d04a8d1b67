"""What was found, as columns for the database and as single findings for people."""

import datetime
import uuid
from collections import Counter
from dataclasses import dataclass

import numpy as np
from django.utils.functional import cached_property

from metrics.drift.forecast import hit_probability, pace_prior, predictive
from metrics.drift.verdict import DETECTORS, STAGES, STATES
from metrics.models import Kind, SignalKind, Verdict
from metrics.scanning.agreements import FAR_ABOVE, has_total, spans_of
from people.models import Person

SEEN = (Verdict.OFF_COURSE, Verdict.DRIFTING, Verdict.AHEAD)
CODES_SEEN = [STATES.index(state) for state in SEEN]
GOOD = STATES.index(Verdict.AHEAD)
TEAM_DETECTOR = "team"
MEANS = (Kind.RATIO, Kind.DURATION)


@dataclass(frozen=True)
class Agreement:
    """What a finding is leaned on by: the plan, and the goal in it."""

    plan_id: object
    goal_id: object


@dataclass(frozen=True)
class Finding:
    """The verdict on one metric of one person, or of the team of a manager. `facts` are the fields of a Judgement.

    `target`: the agreement that counts now. is_explained: it is missed with the whole team, and not beyond it.
    """

    person: object
    metric: object
    target: object
    facts: dict
    crossings: int
    is_open: bool
    is_explained: bool = False
    kind: str = SignalKind.METRIC

    @property
    def is_good(self):
        """Whether it is good news."""
        return self.facts["state"] == Verdict.AHEAD

    @property
    def raises(self):
        """Whether it is a case: an open episode of a metric that a plan in force leans on, and that is not the whole team's."""
        return self.is_open and self.target is not None and not self.is_explained


@dataclass(frozen=True)
class Forgotten:
    """What is left of a track when all has been said: whom it was about."""

    keys: list


class Found:
    """All findings about one metric: columns in the order of the track's people, of which `rows` are shown."""

    def __init__(self, company, track):
        self.company, self.track, self.metric = company, track, track.metric
        self.said = track.said(company)
        agreed = track.inputs.now >= 0
        told = track.past.seen.ever | (track.past.seen.data > 0) | agreed
        here = np.array([company.is_here(key) for key in track.keys], bool)
        self.rows = np.flatnonzero(told & here)
        self.chances = self._chances()
        is_mean = track.rules.kind in MEANS
        with np.errstate(divide="ignore", invalid="ignore"):
            size = np.where(self.said.weeks > 0, self.said.cases, np.nan) if is_mean else 1.0
            self.expected, self.actual = self.said.expected / size, self.said.actual / size
        self.tells = np.isin(self.said.state, CODES_SEEN)
        self.is_open = self.tells & (self.said.detected >= 0)
        self.is_agreed, self.now = agreed, track.inputs.now

    @property
    def raising(self):
        """The places of those that are cases."""
        return [row for row in self.rows if self.is_open[row] and self.is_agreed[row] and not self.said.is_explained[row]]

    def _chances(self):
        """The probability that each series reaches the total agreed for its period; NaN where none was agreed."""
        track, company = self.track, self.company
        chances, now = np.full(len(track.keys), np.nan), track.inputs.now
        targets = company.targets.get(track.metric.pk)
        if targets is None:
            return chances
        places = np.flatnonzero(now >= 0)
        places = places[has_total(targets, track.metric)[now[places]]]
        if not places.size:
            return chances
        begin, end = (span[now[places]] for span in spans_of(targets, company.calendar.first))
        rest, whole = track.inputs.to_come(places, begin, end, len(company.weeks) - 1)
        done, worked, total = track.past.seen.done[places], track.past.seen.worked[places], targets["total"][now[places]]
        prior = pace_prior(np.maximum(total / np.maximum(whole, 1e-9), 1e-9))
        mean, variance = predictive(done[:, None], worked[:, None], track.rules.phi, prior, rest)
        chances[places] = np.round(hit_probability(done, total, mean, variance, track.rules.kind == Kind.AMOUNT), 4)
        return chances

    def day(self, weeks):
        """The Mondays of week numbers as ordinals; 0 for none."""
        return np.where(weeks >= 0, self.company.calendar.first + 7 * weeks.astype(np.int64), 0)

    def columns(self):
        """{column of a Judgement: values} of the rows that are shown; days as ordinals, 0 = none; codes of states and stages."""
        said, rows = self.said, self.rows
        return {
            "state": said.state[rows],
            "stage": said.stage[rows],
            "detector": said.detector[rows],
            "onset_on": np.where(self.tells, self.day(said.onset), 0)[rows],
            "detected_on": np.where(self.tells, self.day(said.detected), 0)[rows],
            "statistic": np.round(said.statistic, 6)[rows],
            "threshold": np.round(said.threshold, 6)[rows],
            "expected": np.round(self.expected, 6)[rows],
            "actual": np.round(self.actual, 6)[rows],
            "weeks": said.weeks[rows],
            "probability": self.chances[rows],
            "is_team_moving": said.team_moved[rows],
            "history": said.history[rows],
        }

    def finding(self, row, people):
        """One Finding. `people`: {id: Person}."""
        columns, place = self.columns_once, self.place[row]
        facts = {"as_of": self.company.as_of}
        for name, values in columns.items():
            facts[name] = _plain(name, values[place])
        facts |= {
            "state": STATES[facts["state"]],
            "stage": STAGES[facts["stage"]],
            "detector": DETECTORS[facts["detector"]],
        }
        person = people[uuid.UUID(bytes=self.track.keys[row])]
        target = self._agreement(row)
        crossings, explained = int(self.said.crossings[row]), bool(self.said.is_explained[row])
        return Finding(person, self.metric, target, facts, crossings, bool(self.is_open[row]), explained)

    def counts(self):
        """Of what a plan leans on: series, crossings in the last week, and detectors, each of which can be wrong by chance."""
        track, rows = self.track, self.rows[self.is_agreed[self.rows]]
        near, far = track.week.level[rows], track.week.far[rows]
        with np.errstate(invalid="ignore"):
            closed = far < np.where(np.isnan(near), np.inf, near) * FAR_ABOVE  # an end that can be passed
        detectors = 2 * len(rows)
        if track.rules.kind != Kind.DURATION:
            detectors += int((~np.isnan(near)).sum()) + int(closed.sum())
        new = self.is_open[rows] & (self.said.detected[rows] == len(self.company.weeks) - 1) & ~self.said.is_explained[rows]
        return {"leaned_on": len(rows), "alerts": int(new.sum()), "detectors": detectors}

    def forget(self):
        """Let go of what arithmetic needs and nobody else."""
        self.columns_once  # noqa: B018 (made while it can be)
        self.track = Forgotten(self.track.keys)

    @property
    def columns_once(self):
        """`columns`, made once."""
        if not hasattr(self, "_columns"):
            self._columns = self.columns()
            self.place = {row: place for place, row in enumerate(self.rows.tolist())}
        return self._columns

    def _agreement(self, row):
        place = self.now[row]
        if place < 0:
            return None
        targets = self.company.targets[self.metric.pk]
        goal = uuid.UUID(bytes=bytes(targets["goal"][place]))
        return Agreement(uuid.UUID(bytes=bytes(targets["plan"][place])), goal if goal.int else None)

    def of_teams(self, people):
        """Findings of teams whose own total has fallen off course, and of the company, told to whoever is above most of it.

        Only where a plan in force of one of them leans on the metric. A rise is taken out of what is expected, and no case; a
        team in which somebody has a case of their own has that one.
        """
        track, groups = self.track, self.track.groups
        fallen = {int(track.week.team[place]) for place in self.raising if self.said.state[place] != GOOD}
        leaned = track.week.team[self.is_agreed & np.isin(np.arange(len(track.keys)), self.rows)]
        told = set()  # whoever leads both has the case of all
        for row in np.flatnonzero(groups.bad.running.is_open).tolist():
            manager = self.head() if row == 0 else track.managers[row - 1]
            concerns = leaned.size if row == 0 else (leaned == row - 1).any() and row - 1 not in fallen
            if manager in people and concerns and manager not in told:
                told.add(manager)
                yield self._of_team(people[manager], row)

    def head(self):
        """Of those who have nobody above them, the one above most of these people; None where nobody leads anybody."""
        heads = self.company.tops[self.track.inputs.rows[self.rows]]
        counts = np.bincount(heads[heads >= 0], minlength=1)
        most = np.flatnonzero(counts == counts.max()) if counts.any() else []
        return min((self.company.managers[place] for place in most), key=str, default=None)

    def _of_team(self, manager, row):
        groups, company = self.track.groups, self.company
        watch = groups.bad
        unit = self.track.rules.phi if self.track.rules.kind == Kind.AMOUNT else 1.0
        first = company.calendar.first
        facts = {
            "as_of": company.as_of,
            "state": str(Verdict.DRIFTING),
            "stage": STAGES[3 if watch.running.escalated[row] else 2],
            "detector": TEAM_DETECTOR,
            "onset_on": datetime.date.fromordinal(first + 7 * int(watch.onset[row])),
            "detected_on": datetime.date.fromordinal(first + 7 * int(watch.running.first[row])),
            "statistic": round(float(watch.at[row]), 6),
            "threshold": round(float(self.track.rules.team_h), 6),
            "expected": round(float(watch.episode.rate[row] * watch.episode.size[row] * unit), 6),
            "actual": round(float(watch.episode.x[row] * unit), 6),
            "weeks": int(watch.episode.weeks[row]),
        }
        return Finding(
            manager, self.metric, Agreement(None, None), facts, int(watch.running.crossings[row]), True, kind=SignalKind.TEAM
        )


class Findings:
    """All findings of a scan, counted at once and made one by one when somebody looks: by metric, then by e-mail."""

    def __init__(self, company):
        self.company, self.found, self.states = company, [], Counter()
        self.counts = Counter(leaned_on=0, alerts=0, detectors=0)

    @cached_property
    def people(self):
        """{id: Person} of everybody."""
        return Person.objects.in_bulk()

    def add(self, found):
        """What was found of one more metric; of its arithmetic only the columns are kept."""
        numbers = np.bincount(found.said.state[found.rows], minlength=len(STATES)).tolist()
        self.states.update({state: number for state, number in zip(STATES, numbers, strict=True) if number})
        self.counts.update(found.counts())
        found.forget()
        self.found.append(found)

    def __len__(self):
        return sum(len(found.rows) for found in self.found)

    def __iter__(self):
        for found in self.found:
            emails = [(self.company.people[found.track.keys[row]][1], row) for row in found.rows.tolist()]
            for _email, row in sorted(emails):
                yield found.finding(row, self.people)


def _plain(name, value):
    """A value of a column as the database gives it back."""
    if name.endswith("_on"):
        return datetime.date.fromordinal(int(value)) if value else None
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.floating):
        return None if np.isnan(value) else float(value)
    return int(value)
