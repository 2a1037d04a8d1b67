"""A real (public) CRM export of 30 sellers holds no drift of a seller: what is flagged there is what chance explains."""

import csv
from datetime import date

import numpy as np
import pytest

from metrics.drift.batch import Batch, prepare
from metrics.drift.detectors import baseline_detector, team_has_moved
from metrics.drift.verdict import verdicts
from tests.shared import SHARED_DATA

PIPELINE = SHARED_DATA / "crm-sales-opportunities" / "sales_pipeline.csv"
pytestmark = pytest.mark.skipif(not PIPELINE.exists(), reason="the real data are not here")


def weekly(day_of, counts_if):
    """Events per seller and week of one kind, from the first week to the last."""
    rows = [row for row in csv.DictReader(PIPELINE.read_text().splitlines()) if row[day_of] and counts_if(row)]
    sellers = sorted({row["sales_agent"] for row in rows})
    weeks = [(date.fromisoformat(row[day_of]).toordinal() - 1) // 7 for row in rows]
    x = np.zeros((len(sellers), max(weeks) - min(weeks) + 1))
    for row, week in zip(rows, weeks, strict=True):
        x[sellers.index(row["sales_agent"]), week - min(weeks)] += 1
    return x


def won():
    return weekly("close_date", lambda row: row["deal_stage"] == "Won")


def low_alerts(x, index):
    ready = prepare(Batch(x, team_index=index))
    return baseline_detector(ready, "low"), ready


def test_won_deals_flag_no_more_than_chance_and_without_the_index_twice_as_much():
    x = won()
    found, ready = low_alerts(x, index=True)
    by_chance = found.scored.sum() / 104
    assert ready.phi < 1.2  # near-Poisson once the common movement is removed
    assert found.alert.sum() < 1.3 * by_chance
    assert low_alerts(x, index=False)[0].alert.sum() > 2 * by_chance


def test_november_and_december_are_a_movement_of_the_company_not_of_thirty_people():
    x = weekly("engage_date", lambda row: True)
    last = slice(-10, None)
    with_index, ready = low_alerts(x, index=True)
    assert with_index.alert[:, last].any(1).sum() <= 3
    assert low_alerts(x, index=False)[0].alert[:, last].any(1).sum() >= 25
    assert team_has_moved(ready, "low")[-1]


def test_a_planted_fall_of_one_seller_is_found_against_the_target():
    """Nine in ten of the deals of the last eight weeks taken away, from one seller after the other."""
    x = won()
    found = []
    for seller in range(len(x)):
        fallen, target = x.copy(), np.full(len(x), np.nan)
        fallen[seller, -8:] = np.floor(x[seller, -8:] * 0.1)
        target[seller] = 0.9 * x[seller].mean()
        found.append(verdicts(Batch(fallen, target=target))[seller])
    assert sum(verdict.state == "off_course" for verdict in found) >= 0.9 * len(x)
    since = x.shape[1] - 8
    assert sum(any(week >= since for week in verdict.crossings) for verdict in found) >= 0.9 * len(x)
