"""When the process has come to rest, and what becomes of its cases: pure, no database, no clock.

A thing of the process (a rhythm, a goal, a promise, a plan) rests since a day. Days on which those whom it waits for are away do
not count: a holiday is no silence. When it has rested longer than it may, it has a case; when something moves, the case closes by
itself; when it comes to rest again, the same case is taken up again. What a person has closed stays closed for as long as it is
still the same rest.
"""

import datetime
from dataclasses import dataclass, field

WORKED, ACCEPTED = "worked", "accepted"
MOVED, DONE, ALLOWED, GONE, UNWATCHED = "moved", "done", "allowed", "gone", "unwatched"


@dataclass(frozen=True)
class Thing:
    """Something that can come to rest. `away`: ids of the people whose days off do not count. `first`: who is told before the
    other, seller or manager: whoever can move it. `is_paused`: it waits for something that is already on its way.
    """

    kind: str
    person_id: object
    since: datetime.date
    after: int
    subject_id: object = None
    first: str = "seller"
    away: tuple = ()
    is_paused: bool = False
    plan_id: object = None
    goal_id: object = None
    facts: dict = field(default_factory=dict)

    @property
    def key(self):
        """What a case is found again by."""
        return self.person_id, str(self.kind), self.subject_id


@dataclass(frozen=True)
class Known:
    """The latest case of a thing, as it stands."""

    key: tuple
    onset_on: datetime.date
    is_open: bool


@dataclass(frozen=True)
class Step:
    """What is to be done with a thing or its case: open, keep, take_up, or close as `outcome` for the reason `ended`."""

    verb: str
    key: tuple
    thing: Thing | None = None
    outcome: str = ""
    ended: str = ""


def silent_days(since, as_of, off=frozenset()):
    """Days after `since`, up to and with `as_of`, without those in `off`; never below 0."""
    return max((as_of - since).days - sum(since < day <= as_of for day in off), 0)


def rests(thing, as_of, off=frozenset()):
    """Whether it has rested for longer than it may."""
    return silent_days(thing.since, as_of, off) > thing.after


def steps(things, known, *, as_of, off_of, done=frozenset(), watched=None):
    """What to do, in the order of `things`, then of the cases whose thing is there no more.

    `known`: the latest case of each key. `off_of(thing)`: the days off that do not count for it, asked for only where it would
    rest without them. `done`: keys of what came to a good end. `watched`: the kinds that are looked at (None: all).
    """
    cases, found = {case.key: case for case in known}, []
    for thing in things:
        found.append(_step(thing, cases.pop(thing.key, None), as_of, off_of))
    found += [_farewell(case, done, watched) for case in cases.values() if case.is_open]
    return [step for step in found if step is not None]


def _step(thing, case, as_of, off_of):
    if thing.is_paused:
        return None
    if rests(thing, as_of) and rests(thing, as_of, off_of(thing)):
        return _resting(thing, case)
    if case is None or not case.is_open:
        return None
    if thing.since > case.onset_on:
        return Step("close", thing.key, thing, WORKED, MOVED)
    return Step("close", thing.key, thing, ACCEPTED, ALLOWED)


def _resting(thing, case):
    if case is None:
        return Step("open", thing.key, thing)
    if case.is_open:
        return Step("keep", thing.key, thing)
    return Step("take_up", thing.key, thing) if thing.since > case.onset_on else None


def _farewell(case, done, watched):
    """The end of a case whose thing is there no more: well done, not looked at any more, or gone with its plan."""
    if case.key in done:
        return Step("close", case.key, None, WORKED, DONE)
    unwatched = watched is not None and case.key[1] not in watched
    return Step("close", case.key, None, ACCEPTED, UNWATCHED if unwatched else GONE)
