"""What the two of a plan talk about next: pure, from what stands on the page of the plan in force.

What waits for a word comes first; then what is due, the manager's own promises before the seller's; then goals that are off
their course or that nobody touched for weeks; then the topics of each time.
"""

from dataclasses import dataclass, field
from datetime import timedelta

AHEAD = timedelta(days=14)
UNTOUCHED = timedelta(days=28)
OFF = ("off_course", "drifting", "watch")
MOST_DUE, MOST_GOALS = 4, 4
MANAGER_FIRST = {"manager": 0, "seller": 1}


@dataclass(frozen=True)
class Agenda:
    """Promises that something is asked of, promises that are due soon, goals off course, goals untouched, and topics."""

    asked: list = field(default_factory=list)
    due: list = field(default_factory=list)
    more_due: int = 0
    off: list = field(default_factory=list)
    untouched: list = field(default_factory=list)
    topics: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.asked or self.due or self.off or self.untouched or self.topics)


def agenda(promises, goals, topics, *, since, today):
    """What comes next. `since`: the day from which the text is in force."""
    asked = [promise for promise in promises if promise.is_open and promise.row.asked]
    due = [promise for promise in promises if promise.is_open and promise not in asked and _is_near(promise, today)]
    due.sort(key=lambda promise: (MANAGER_FIRST[promise.row.side], promise.due_on))
    shown = _of_both(due)
    off = [goal for goal in goals if goal.state in OFF]
    quiet = [goal for goal in goals if goal not in off and _is_quiet(goal, since, today)]
    return Agenda(asked, shown, len(due) - len(shown), off[:MOST_GOALS], quiet[:MOST_GOALS], [t["text"] for t in topics])


def _of_both(due):
    """The first few, of each side as many as of the other while there are any."""
    sides = [[promise for promise in due if promise.row.side == side] for side in MANAGER_FIRST]
    room = [MOST_DUE - min(len(sides[1]), MOST_DUE // 2), MOST_DUE - min(len(sides[0]), MOST_DUE // 2)]
    return [promise for side, most in zip(sides, room, strict=True) for promise in side[:most]]


def _is_near(promise, today):
    return not promise.is_done and promise.due_on is not None and promise.due_on <= today + AHEAD


def _is_quiet(goal, since, today):
    last = max([since, *([goal.last_touched] if goal.last_touched else [])])
    return today - last > UNTOUCHED
