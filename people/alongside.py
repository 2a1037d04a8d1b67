"""What a room shows on a page of a room to its left, which knows neither its rows nor its words: registered once, by the place.

A place is "<room>.<what>", and says below what its readers get. A part that has nothing to show is left out.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

PERSON = "people.person"  # read(person, reader): the context of its template, None for nothing
GOAL = "plans.goal"  # read(plan, reader): a queryset of rows with a `goal_id`, shown beneath each goal of a plan in force


@dataclass(frozen=True)
class Part:
    """A part of a page: the template that shows it, and what reads it. `people`: which of a row's people the template names."""

    template: str
    read: Callable
    people: tuple = ()


_parts = defaultdict(list)


def register(place, part):
    """Show a part at a place. The same part twice is shown once."""
    if part not in _parts[place]:
        _parts[place].append(part)
    return part


def parts_of(place):
    """What is shown there, in the order of registration."""
    return list(_parts[place])


def read_of(place, *about):
    """[(template, what it shows)] of the parts that have something to show about these."""
    found = [(part.template, part.read(*about)) for part in parts_of(place)]
    return [(template, shown) for template, shown in found if shown is not None]
