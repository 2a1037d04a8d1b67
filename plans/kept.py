"""Was it kept? Promises that are kept, of those that came due: pure arithmetic, and the same for both sides.

A promise counts when it is kept, when it was not, or when its day has passed while it is open. One whose day is still to come
does not count, nor one that the two renegotiated or let go. A promise that comes back counts once for each whole period that is
over, and for each period in which it was kept.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """So many kept of so many that came due; `due` is never 0 (`rate` gives None then)."""

    kept: int
    due: int

    @property
    def share(self):
        """Between 0 and 1."""
        return self.kept / self.due


def of_promise(state, due_on, today, comes_back=False):
    """Whether one promise was kept: True, False, or None if that cannot be said. `today`: the day on which it is judged."""
    if state == "kept":
        return True
    if state == "missed":
        return False
    is_past = state == "open" and not comes_back and due_on is not None and due_on < today
    return False if is_past else None


def of_period(was_kept, ends_on, today):
    """Whether a promise that comes back was kept in one period: True, False, or None while the period runs."""
    if was_kept:
        return True
    return False if ends_on < today else None


def rate(outcomes):
    """The rate of such outcomes, None if nothing came due: that is not 0 %."""
    known = [outcome for outcome in outcomes if outcome is not None]
    return Rate(sum(known), len(known)) if known else None
