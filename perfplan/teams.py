"""The teams of the managers who report to somebody: what a leader sees of them on their first page."""

from collections import Counter
from dataclasses import dataclass

from metrics.models import Signal, SignalState
from people.models import Person, ReportingLine

UNANSWERED = (SignalState.RAISED, SignalState.SEEN)


@dataclass(frozen=True)
class TeamState:
    """A manager, how many report to them, and how many signals about these are open and wait for a first answer."""

    manager: Person
    people: int
    open: int
    waiting: int


def teams_below(person, today):
    """A TeamState of each manager who reports to `person` and has anybody below, by name; in three queries at most."""
    managers = list(Person.objects.managed_by([person], today).order_by("name", "email"))
    if not managers:
        return []
    lines = ReportingLine.objects.solid().on(today).filter(manager__in=managers).values_list("person_id", "manager_id")
    above = dict(lines)
    if not above:
        return []
    signals = Signal.objects.visible_to(person, today).open().filter(person__in=above)
    people, is_open, waits = Counter(above.values()), Counter(), Counter()
    for pk, state in signals.values_list("person_id", "state"):
        is_open[above[pk]] += 1
        waits[above[pk]] += state in UNANSWERED
    return [TeamState(one, people[one.pk], is_open[one.pk], waits[one.pk]) for one in managers if people[one.pk]]
