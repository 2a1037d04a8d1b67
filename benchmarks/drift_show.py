"""What the scan flags on a real CRM export, beside the rules of thumb on the same data: python -m benchmarks.drift_show [FOLDER].

FOLDER holds sales_pipeline.csv of the public "CRM sales opportunities" set. For each week from the thirteenth on, it tells who
has newly left their own level after the company's movement, and how many of the thirty agents two rules would name: below the own
mean so far this week, and below 80 % of it over the last four weeks. Nobody is known to have drifted there: alarms are false.
"""

import csv
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from metrics.drift.batch import Batch, prepare
from metrics.drift.detectors import baseline_detector, team_has_moved

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "crm-sales-opportunities"
FIRST = 12
ARL0 = 104


def weekly(path, day, wanted):
    """(agents, the first Monday, agents x weeks) of events of one kind."""
    rows = [row for row in csv.DictReader(path.read_text().splitlines()) if row[day] and wanted(row)]
    agents = sorted({row["sales_agent"] for row in rows})
    weeks = [(date.fromisoformat(row[day]).toordinal() - 1) // 7 for row in rows]
    x = np.zeros((len(agents), max(weeks) - min(weeks) + 1))
    for row, week in zip(rows, weeks, strict=True):
        x[agents.index(row["sales_agent"]), week - min(weeks)] += 1
    return agents, date.fromordinal(min(weeks) * 7 + 1), x


def thumbs(x):
    """(below the mean so far, four weeks below 80 % of it), (agents x weeks) bool each."""
    seen = np.cumsum(x, axis=1)
    before = np.hstack([np.full((len(x), 1), np.nan), seen[:, :-1] / np.arange(1, x.shape[1])])
    four = np.stack([x[:, max(week - 3, 0) : week + 1].mean(axis=1) for week in range(x.shape[1])], axis=1)
    with np.errstate(invalid="ignore"):
        return x < before, four < 0.8 * before


def show(name, agents, monday, x):
    """The table of one metric, and its sums."""
    ready = prepare(Batch(x))
    found, moved = baseline_detector(ready, "low"), team_has_moved(ready, "low")
    new = found.is_open & ~np.hstack([np.zeros((len(x), 1), bool), found.is_open[:, :-1]])
    below, pace = thumbs(x)
    print(f"\n{name}: {len(agents)} agents, {x.shape[1]} weeks, phi {ready.phi:.2f}")
    print(f"{'week of':<12}{'company':<10}{'below mean':>11}{'below 80 %':>11}  flagged, C of its limit")
    for week in range(FIRST, x.shape[1]):
        who = [f"{agents[row]} {found.c[row, week]:.1f}/{found.h[row]:.1f}" for row in np.flatnonzero(new[:, week])]
        day, state = monday + timedelta(weeks=week), "falls" if moved[week] else ""
        print(f"{day!s:<12}{state:<10}{below[:, week].sum():>11}{pace[:, week].sum():>11}  {', '.join(who)}")
    scored = found.scored[:, FIRST:].sum()
    sums = [new[:, FIRST:].sum(), below[:, FIRST:].sum(), pace[:, FIRST:].sum()]
    chance = scored / ARL0
    print(f"flagged {sums[0]} times, by chance about {chance:.1f}; below the mean {sums[1]}, below 80 % {sums[2]}")


def main(folder=FOLDER):
    """Print both tables, or one line where the data are not."""
    path = Path(folder) / "sales_pipeline.csv"
    if not path.exists():
        print(f"the real data are not here: {path.name}")
        return
    show("Deals won", *weekly(path, "close_date", lambda row: row["deal_stage"] == "Won"))
    show("Opportunities created", *weekly(path, "engage_date", lambda row: True))


if __name__ == "__main__":
    main(*sys.argv[1:2])
