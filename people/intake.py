"""Which rows of a file of people can be taken: pure, and for the whole file at once, because the order of its rows says nothing.

A row may name a manager who stands further down, or who is here already; whoever is refused is nobody's manager either.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One readable row: the line it stands on, whose it is, and to whom they shall report (None: to nobody)."""

    line: int
    email: str
    manager: str | None


@dataclass(frozen=True)
class Fault:
    """Why an entry cannot be taken: `what` is "twice" (`more`: line of the first), "unknown" or "circle" (`more`: the way)."""

    what: str
    more: str = ""


def faults(entries, managers):
    """Line -> Fault for each entry that cannot be taken; the first of two with one address can.

    `managers` maps the address of everybody who is here already to their manager's address, or None.
    """
    found, taken = {}, {}
    for entry in entries:
        if entry.email in taken:
            found[entry.line] = Fault("twice", str(taken[entry.email].line))
        else:
            taken[entry.email] = entry
    while wrong := _unknown(taken, managers) or _circles(taken, managers):
        for email, fault in wrong.items():
            found[taken.pop(email).line] = fault
    return found


def _unknown(taken, managers):
    known = taken.keys() | managers.keys() | {None}
    return {email: Fault("unknown") for email, entry in taken.items() if entry.manager not in known}


def _circles(taken, managers):
    """Those of `taken` who would report to themselves in the end, each with the way round."""
    above = managers | {email: entry.manager for email, entry in taken.items()}
    found, settled = {}, set()
    for start in taken:
        way, here = {}, start
        while here is not None and here not in settled and here not in way:
            way[here] = len(way)
            here = above.get(here)
        if here in way:
            circle = list(way)[way[here] :]
            fault = Fault("circle", " → ".join([*circle, circle[0]]))
            found |= {email: fault for email in circle if email in taken}
        settled.update(way)
    return found


def depths(managers):
    """Address -> how many stand above, for a chart without circles."""
    found = {}
    for start in managers:
        way, here = [], start
        while here is not None and here not in found:
            way.append(here)
            here = managers.get(here)
        deep = -1 if here is None else found[here]
        for email in reversed(way):
            deep += 1
            found[email] = deep
    return found
