"""Weekly numbers of sellers: levels of their own, seasons of the company, and a few falls planted on purpose. Pure."""

from dataclasses import dataclass, field

import numpy as np

# metric key: mean of a typical seller's week, overdispersion (variance / mean), spread of sellers (sd of log level)
COUNTS = {
    "calls": (42.0, 2.0, 0.18),
    "first_meetings": (9.0, 1.3, 0.16),
    "meetings": (14.0, 1.3, 0.15),
    "proposals": (5.5, 1.2, 0.18),
    "demos": (4.5, 1.2, 0.2),
    "opportunities_created": (5.0, 1.3, 0.2),
    "deals_won": (1.6, 1.1, 0.2),
    "deals_lost": (1.9, 1.1, 0.15),
}
RATIOS = {"renewals_opened_early": (0.72, 9), "customer_satisfaction": (0.88, 12)}
DEAL = (9_500.0, 0.55)  # median value of a deal, sd of its log
YEAR = 52  # weeks
WEEK_OF_QUARTER = np.array([0.88, 0.92, 0.95, 0.97, 0.98, 1.0, 1.0, 1.02, 1.03, 1.05, 1.07, 1.09, 1.1])
QUIET_WEEKS = {31: 0.85, 32: 0.8, 33: 0.85, 51: 0.8, 52: 0.85, 53: 0.85, 1: 0.85}  # by ISO week: summer and the turn of the year


@dataclass(frozen=True)
class Planted:
    """A change put into one seller's metric: from `weeks_ago` on, its mean is multiplied by `factor` (`silent`: no data)."""

    seller: int
    metric: str
    weeks_ago: int
    factor: float
    silent: bool = False


@dataclass(frozen=True)
class Company:
    """All series. `counts`, `won`, `asked`: metric key -> array (sellers x weeks), NaN = no data; `mondays` names the weeks.

    `levels`: metric key -> (sellers,) the usual week of each over a year, before anything was planted: what two people who have
    worked together for long agree on.
    """

    mondays: list
    counts: dict = field(default_factory=dict)
    ratios: dict = field(default_factory=dict)
    won_value: np.ndarray = None
    levels: dict = field(default_factory=dict)


def seasons(mondays):
    """The exposure of each week, shape (weeks,): quarter-end push, summer, holidays."""
    week = np.array([day.isocalendar().week for day in mondays])
    of_quarter = WEEK_OF_QUARTER[np.minimum((week - 1) % 13, 12)]
    return of_quarter * np.array([QUIET_WEEKS.get(int(number), 1.0) for number in week])


def negative_binomial(rng, mean, phi):
    """Counts with that mean (any shape) and variance phi * mean, phi > 1."""
    return rng.negative_binomial(mean / (phi - 1.0) + 1e-9, 1.0 / phi)


def build(mondays, sellers, seed, planted=(), worked=1.0):
    """The company's numbers for these weeks and this many sellers; `worked`: the share of each week (sellers x weeks).

    The same seed gives the same arrays.
    """
    rng = np.random.default_rng(seed)
    season = seasons(mondays) * worked
    shape = (sellers, len(mondays))
    counts, ratios, levels = {}, {}, {}
    usual = seasons(mondays)[-YEAR:].mean()
    for key, (mean, phi, spread) in COUNTS.items():
        level = mean * np.exp(rng.normal(0, spread, (sellers, 1)))
        levels[key] = level[:, 0] * usual
        expected = change(np.broadcast_to(level * season, shape).copy(), key, planted)
        counts[key] = hush(negative_binomial(rng, expected, phi).astype(float), key, planted)
    for key, (share, asked) in RATIOS.items():
        base = np.clip(share + rng.normal(0, 0.04, (sellers, 1)), 0.05, 0.97)
        levels[key] = base[:, 0]
        asked_now = rng.poisson(np.broadcast_to(asked * worked, shape))
        expected = np.clip(change(np.broadcast_to(base, shape).copy(), key, planted), 0.02, 0.99)
        ratios[key] = (rng.binomial(asked_now, expected).astype(float), asked_now.astype(float))
    levels["won_value"] = levels["deals_won"] * DEAL[0] * np.exp(DEAL[1] ** 2 / 2)
    return Company(list(mondays), counts, ratios, value_of(rng, counts["deals_won"]), levels)


def change(expected, key, planted):
    """Multiply the means of planted changes, in place."""
    for plant in planted:
        if plant.metric == key and plant.seller < len(expected):
            expected[plant.seller, -plant.weeks_ago :] *= plant.factor
    return expected


def hush(values, key, planted):
    """Take away the data of planted silences, in place."""
    for plant in planted:
        if plant.metric == key and plant.silent and plant.seller < len(values):
            values[plant.seller, -plant.weeks_ago :] = np.nan
    return values


def value_of(rng, won):
    """The value of the deals won in each week, same shape as `won`."""
    median, spread = DEAL
    number = np.nan_to_num(won).astype(int)
    deals = rng.lognormal(np.log(median), spread, int(number.sum()))
    value = np.zeros(number.size)
    np.add.at(value, np.repeat(np.arange(number.size), number.ravel()), deals)
    return value.reshape(won.shape).round(2)
