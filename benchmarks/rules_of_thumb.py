"""perfplan's detectors and the usual rules of thumb on the same simulated weeks: python -m benchmarks.rules_of_thumb [series].

A seller has about five events a week (Poisson). While nothing changes: how many false alarms a year has one metric (weeks of
alarm in a row count once)? When the level falls by .5, 1 or 2 sigma in some week of a quarter: who has said so within 4 and 8
weeks, and after how many weeks have half of the falls been told? With --write the figures go to metrics/method/measured.py, which
the page "How drift is judged" shows.
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np

from metrics.drift.batch import Batch, prepare
from metrics.drift.detectors import baseline_detector, target_detector
from metrics.drift.standing import Standing
from metrics.drift.stepping import step
from metrics.drift.teams import Groups
from metrics.drift.thresholds import TARGET_H
from metrics.drift.verdict import STATES, WATCHES, rules_of, said, week_of
from metrics.method import thumb

MEAN, BEFORE, YEAR, SEED = 5.0, 26, 52, 20261122
SHIFTS = (0.5, 1.0, 2.0)
PLACE = Path(__file__).resolve().parent.parent / "metrics/method/measured.py"
HEADER = '''"""Measured on {series:,} simulated series: false alarms a year for each metric, and how soon falls are told.

Made by `python -m benchmarks.rules_of_thumb {series} --write`; not to be edited by hand. `found`: share of falls of one sigma
told within 4 and 8 weeks. `half`: weeks after which half of the falls of {shifts} sigma have been told, None: not in a year.
"""

SERIES, MEAN = {series}, {mean}
MEASURED = {{
{rows}
}}
'''


def detector(which, arl0):
    """perfplan's own: weeks in which it crosses its limit."""

    def alarms(x):
        batch = Batch(x, target=MEAN, phi=1.0, arl0=arl0, team_index=False)
        return (target_detector if which == "target" else baseline_detector)(prepare(batch), "low").alert

    return alarms


RULES = {
    "below_target": lambda x: thumb.below(x, MEAN),
    "below_80": lambda x: thumb.below(x, MEAN, 0.8),
    "average_90": lambda x: thumb.below_average(x, MEAN, 0.9),
    "average_80": lambda x: thumb.below_average(x, MEAN, 0.8),
    "three_in_a_row": lambda x: thumb.in_a_row(x, MEAN),
    "quarter_80": lambda x: thumb.quarter_to_date(x, MEAN),
    "western_electric": thumb.western_electric,
    "making_data_count": thumb.making_data_count,
    "three_sigma": thumb.three_sigma,
    "target_52": detector("target", 52),
    "baseline_52": detector("baseline", 52),
    "target_104": detector("target", 104),
    "baseline_104": detector("baseline", 104),
}


def false_alarms(rule, series):
    """Episodes a year while the level is steady, after half a year of history."""
    rng = np.random.default_rng(SEED)
    alarms = rule(rng.poisson(MEAN, (series, BEFORE + YEAR)).astype(float))
    begins = alarms[:, BEFORE:] & ~alarms[:, BEFORE - 1 : -1]
    return begins.sum() / series


def weeks_to_tell(rule, series, shift):
    """(series,) weeks from a fall by `shift` sigma to the first alarm, 1 = in its first week; infinite: not within a year."""
    rng = np.random.default_rng(SEED + 1)
    falls = BEFORE + rng.integers(0, thumb.QUARTER, series)
    weeks = np.arange(BEFORE + thumb.QUARTER + YEAR)
    fallen = weeks[None, :] >= falls[:, None]
    alarms = rule(rng.poisson(np.where(fallen, MEAN - shift * np.sqrt(MEAN), MEAN)).astype(float)) & fallen
    first = np.argmax(alarms, axis=1) - falls + 1.0
    return np.where(alarms.any(axis=1) & (first <= YEAR), first, np.inf)


def measure(rule, series):
    """What is known of one rule."""
    delays = {shift: weeks_to_tell(rule, series, shift) for shift in SHIFTS}
    halves = [float(np.quantile(delay, 0.5, method="inverted_cdf")) for delay in delays.values()]
    return {
        "false_a_year": round(float(false_alarms(rule, series)), 2),
        "found": tuple(round(float((delays[1.0] <= weeks).mean()), 2) for weeks in (4, 8)),
        "half": tuple(int(weeks) if np.isfinite(weeks) else None for weeks in halves),
    }


def standing(series, arl0, weeks=3 * YEAR):
    """How a steady seller exactly at the target stands in the weeks after half a year, both questions and both sides together.

    ({what is said: share of the weeks}, {watch: crossings a year}). What has not crossed its limit is worth a look at most.
    """
    rng = np.random.default_rng(SEED + 2)
    x = rng.poisson(MEAN, (series, weeks)).astype(float)
    ready = prepare(Batch(x, target=MEAN, phi=1.0, arl0=arl0, team_index=False))
    rules = rules_of(ready)
    now, groups = Standing.fresh(series, rules.prior), Groups.fresh(0, rules.prior)
    said_so, crossed = Counter(), Counter()
    for number in range(weeks):
        week = week_of(ready, number)
        now, groups, crossings = step(now, groups, week, rules)
        if number >= BEFORE:
            found = said(now, groups, week, rules, weeks)
            said_so.update(_words(state, detected) for state, detected in zip(found.state, found.detected, strict=True))
            crossed.update({name: int(crossings[name].sum()) for name in WATCHES})
    looked_at = series * (weeks - BEFORE)
    return {name: n / looked_at for name, n in said_so.items()}, {name: n / looked_at * YEAR for name, n in crossed.items()}


def _words(state, detected):
    return "worth a look" if STATES[state] == "drifting" and detected < 0 else STATES[state].replace("_", " ")


def show_standing(series):
    """Print how a steady seller stands, at each run length that a company can choose."""
    print(f"\na steady seller exactly at the target, {series:,} of them over two and a half years")
    for arl0 in TARGET_H:
        shares, crossed = standing(series, arl0)
        shown = ", ".join(f"{name} {share:.1%}" for name, share in sorted(shares.items()))
        lasts = shares["off course"] * YEAR / crossed["target_bad"]
        print(f"{arl0:>4} weeks: {shown}; off course for {lasts:.1f} weeks at a time")
        print("            crossings a year: " + ", ".join(f"{name} {rate:.2f}" for name, rate in crossed.items()))


def main(series=20_000, write=False):
    print(f"{series:,} series, Poisson with mean {MEAN:g} a week; at a fall of one sigma the mean is {MEAN - np.sqrt(MEAN):.2f}")
    print(f"{'rule':<20}{'false a year':>13}{'in 4 weeks':>12}{'in 8':>7}   half told after (.5, 1, 2 sigma)")
    found = {}
    for name, rule in RULES.items():
        one = found[name] = measure(rule, series)
        print(f"{name:<20}{one['false_a_year']:>13.2f}{one['found'][0]:>12.2f}{one['found'][1]:>7.2f}   {one['half']}")
    show_standing(series // 10)
    if write:
        rows = "\n".join(f'    "{name}": {str(one).replace(chr(39), chr(34))},' for name, one in found.items())
        PLACE.write_text(HEADER.format(series=series, mean=MEAN, shifts=", ".join(map(str, SHIFTS)), rows=rows))


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if argument != "--write"]
    main(*map(int, given), write="--write" in sys.argv)
