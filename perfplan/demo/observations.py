"""The demo company's numbers, by COPY."""

import io

import numpy as np
from django.db import connection

from metrics.models import Metric

COLUMNS = "(person_id, metric_id, period_start, value, denominator)"


def load(people, company):
    """Enter all series of `company` for `people` (one a row of the arrays)."""
    metrics = {metric.key: metric.pk for metric in Metric.objects.all()}
    won, lost = company.counts["deals_won"], company.counts["deals_lost"]
    with np.errstate(invalid="ignore"):
        closed = won + lost
    for key, values in company.counts.items():
        copy(people, metrics[key], company.mondays, values)
    for key, (part, whole) in company.ratios.items():
        copy(people, metrics[key], company.mondays, part, np.where(whole > 0, whole, np.nan), needs_whole=True)
    copy(people, metrics["won_value"], company.mondays, company.won_value)
    copy(people, metrics["win_rate"], company.mondays, won, np.where(closed > 0, closed, np.nan), needs_whole=True)


def copy(people, metric, mondays, values, whole=None, needs_whole=False):
    """One metric of everybody. Weeks without data (NaN) are left out, and with `needs_whole` those without a denominator."""
    days = [day.isoformat() for day in mondays]
    buffer = io.StringIO()
    for i, person in enumerate(people):
        for j, day in enumerate(days):
            value = values[i, j]
            below = whole[i, j] if whole is not None else None
            if np.isnan(value) or (needs_whole and np.isnan(below)):
                continue
            under = rf"{below:g}" if below is not None else r"\N"
            share = value / below if needs_whole else value
            buffer.write(f"{person.pk}\t{metric}\t{day}\t{share:.4f}\t{under}\n")
    buffer.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY metrics_observation {COLUMNS} FROM STDIN", buffer)
