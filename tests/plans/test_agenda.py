"""What the two talk about next: pure, with stand-ins for what the page has."""

import datetime
from dataclasses import dataclass, field
from types import SimpleNamespace

from plans.agenda import agenda

TODAY = datetime.date(2026, 11, 22)
START = datetime.date(2026, 7, 1)


@dataclass
class Promised:
    side: str
    days: int | None = None
    asked: str = ""
    is_open: bool = True
    is_done: bool = False
    row: object = field(init=False)

    def __post_init__(self):
        self.row = SimpleNamespace(side=self.side, asked=self.asked)
        self.due_on = None if self.days is None else TODAY + datetime.timedelta(days=self.days)


def goal(state="on_course", touched=0):
    last = None if touched is None else TODAY - datetime.timedelta(days=touched)
    return SimpleNamespace(state=state, last_touched=last)


def of(promises=(), goals=(), topics=(), since=START):
    return agenda(list(promises), list(goals), list(topics), since=since, today=TODAY)


def test_the_managers_own_promises_come_first_and_the_earliest_of_them():
    late, soon, own = Promised("seller", -3), Promised("manager", 9), Promised("manager", 2)

    assert of([late, soon, own]).due == [own, soon, late]


def test_what_waits_for_a_word_stands_above_and_once():
    asked = Promised("manager", 1, asked="date")

    found = of([asked])

    assert (found.asked, found.due) == ([asked], [])


def test_what_is_far_undated_kept_or_closed_is_not_due():
    others = [
        Promised("seller", 15),
        Promised("seller"),
        Promised("seller", 1, is_done=True),
        Promised("seller", 1, is_open=False),
    ]

    assert of(others).due == []


def test_many_promises_leave_room_for_both_sides():
    many = [Promised("manager", day) for day in range(10)] + [Promised("seller", day) for day in range(10)]

    found = of(many)

    assert [promise.side for promise in found.due] == ["manager"] * 2 + ["seller"] * 2
    assert found.more_due == 16
    assert len(of(many[:10]).due) == 4


def test_goals_off_course_and_those_that_nobody_touched():
    off, quiet, lively, new = goal("drifting", 99), goal(touched=29), goal(touched=28), goal(touched=None)

    found = of(goals=[off, quiet, lively, new])
    assert (found.off, found.untouched) == ([off], [quiet, new])

    assert of(goals=[new], since=TODAY).untouched == []


def test_topics_come_each_time_and_nothing_is_nothing():
    assert of(topics=[{"text": "Territory"}]).topics == ["Territory"]
    assert bool(of(topics=[{"text": "Territory"}])) and not of()
