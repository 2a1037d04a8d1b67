"""Run lengths of the Western Electric rules, by the Markov chain of Champ & Woodall 1987."""

from functools import lru_cache

import numpy as np
from scipy.special import ndtr

# Zones of one point, from far below to far above: limits at -3, -2, -1, 0, 1, 2, 3 sigma.
EDGES = np.array([-np.inf, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, np.inf])
# rule: (points needed, out of how many, beyond how many sigma on one side)
RULES = {1: (1, 1, 3), 2: (2, 3, 2), 3: (4, 5, 1), 4: (8, 8, 0)}


def _forget(history, needed, span):
    """Drop leading marks that can no longer take part in a signal, so that fewer states are kept."""
    history = list(history)
    for i in range(len(history)):
        # the mark at place i leaves the window after i + 1 further points; by then i + 1 new marks at most
        if sum(history[i:]) + i + 1 < needed:
            history[i] = 0
    return tuple(history)


def _advance(state, zone, rules):
    """The state after a point in `zone`, or None when a rule signals."""
    after = []
    place = 0
    for rule in rules:
        needed, span, beyond = RULES[rule]
        for side in (1, -1):
            mark = int(zone >= 4 + beyond) if side == 1 else int(zone <= 3 - beyond)
            window = (*state[place], mark)
            if sum(window) >= needed:
                return None
            after.append(_forget(window[len(window) - span + 1 :], needed, span) if span > 1 else ())
            place += 1
    return tuple(after)


@lru_cache(maxsize=16)
def _chain(rules):
    """Every reachable state, and for each state and zone the next state's number (-1: signal)."""
    start = tuple((0,) * (RULES[rule][1] - 1) for rule in rules for _side in (1, -1))
    numbers, queue, nexts = {start: 0}, [start], []
    for state in queue:
        row = []
        for zone in range(8):
            after = _advance(state, zone, rules)
            if after is not None and after not in numbers:
                numbers[after] = len(numbers)
                queue.append(after)
            row.append(-1 if after is None else numbers[after])
        nexts.append(row)
    return np.array(nexts)


def western_electric_arl(rules, shift=0.0):
    """ARL of Shewhart's chart with the given `rules` (any of 1, 2, 3, 4) for a mean `shift` sigmas off
    centre.

    1: one point beyond 3 sigma; 2: two of three beyond 2; 3: four of five beyond 1; 4: eight in a row on one
    side. Champ & Woodall 1987, Technometrics 29:393-399, Table 1. Raises ValueError for an unknown or empty
    set of rules.
    """
    rules = tuple(sorted(set(rules)))
    if not rules or not set(rules) <= set(RULES):
        raise ValueError("rules are some of 1, 2, 3, 4")
    nexts = _chain(rules)
    chances = np.diff(ndtr(EDGES - shift))
    count = len(nexts)
    moves = np.zeros((count, count))
    for zone in range(8):
        stays = nexts[:, zone] >= 0
        np.add.at(moves, (np.flatnonzero(stays), nexts[stays, zone]), chances[zone])
    return float(np.linalg.solve(np.eye(count) - moves, np.ones(count))[0])
