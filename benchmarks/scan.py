"""How long one scan judges: `python benchmarks/scan.py [sellers] [metrics] [weeks]`, without the database (four queries more)."""
# ruff: noqa: E402

import datetime
import os
import sys
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfplan.settings")
os.environ.setdefault("PERFPLAN_LOCAL", "1")
os.environ.setdefault("DATABASE_URL", "postgres:///nothing-is-read")

import django

django.setup()

import numpy as np

from metrics.models import Metric, Target
from metrics.scanning import judge
from metrics.scanning.reading import Company
from metrics.weeks import WEEK, mondays
from people.models import Person


def company(sellers, metrics, weeks, seed=1):
    """A steady company of Poisson sellers, each with an agreed range on every second metric."""
    rng, as_of = np.random.default_rng(seed), datetime.date(2026, 3, 9)
    columns = mondays(as_of - WEEK * weeks, as_of - WEEK)
    people = {(pk := uuid.uuid4()): Person(pk=pk, email=f"seller{n}@firm.example") for n in range(sellers)}
    known = {(pk := uuid.uuid4()): Metric(pk=pk, key=f"metric_{n}", name=f"Metric {n}") for n in range(metrics)}
    places, nothing = list(range(weeks)), [float("nan")] * weeks
    series = {key: {pk: (places, rng.poisson(12, weeks).astype(float), nothing) for pk in people} for key in known}
    agreed = {"low": 10, "high": 14, "starts_on": columns[0], "ends_on": as_of + WEEK * 20}
    targets = {key: {pk: [Target(**agreed)] for pk in people} for number, key in enumerate(known) if number % 2}
    return Company(as_of, columns, people, known, series, targets)


def main(sellers=35, metrics=8, weeks=52):
    made = company(sellers, metrics, weeks)
    start = time.perf_counter(), time.process_time()
    found = list(judge(made))
    wall, cpu = time.perf_counter() - start[0], time.process_time() - start[1]
    print(f"{sellers} sellers x {metrics} metrics x {weeks} weeks: {len(found)} series judged in {wall:.2f} s ({cpu:.2f} s CPU)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
