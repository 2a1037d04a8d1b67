"""Run lengths against the literature: the table of our own in any clone, and the whole file of values where it is."""

import json
import math
import re

import numpy as np
import pytest

from metrics.drift.arl import cusum_arl, discrete_cusum_arl, ewma_arl, poisson_cusum_arl
from metrics.drift.western_electric import western_electric_arl

from .simulate import VALIDATION

LUCAS_CROSIER = dict(zip((0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3), (168, 74.2, 26.6, 13.3, 8.38, 4.75, 3.34, 2.19), strict=True))
LUCAS_CROSIER_FIR = dict(zip((0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3), (149, 62.7, 20.1, 8.97, 5.29, 2.86, 2.01, 1.32), strict=True))
PUBLISHED = [
    *((cusum_arl, (0.5, 4, shift, 0, 2), value) for shift, value in LUCAS_CROSIER.items()),
    *((cusum_arl, (0.5, 4, shift, 2, 2), value) for shift, value in LUCAS_CROSIER_FIR.items()),
    *((cusum_arl, (0.5, 5, s, 0, 2), v) for s, v in ((0, 465), (0.5, 38.0), (1, 10.4), (2, 4.01))),
    *((cusum_arl, (0.5, 3, s), v) for s, v in ((-0.5, 1963), (0, 117.59), (0.5, 17.35))),
    *((cusum_arl, (0, 10, s), v) for s, v in ((0, 124.66), (0.5, 20.37), (1, 10.75))),
    *((ewma_arl, (0.5, 3.071, s), v) for s, v in ((0, 500), (0.5, 88.8), (1, 17.5), (2, 3.63))),
    *((ewma_arl, (0.03, 2.437, s), v) for s, v in ((0, 500), (0.5, 29.3), (1, 12.6), (2, 5.99))),
    *((western_electric_arl, ((1,), s), v) for s, v in ((0, 370.4), (1, 43.89), (2, 6.30))),
    (western_electric_arl, ((1, 2),), 225.44),
    (western_electric_arl, ((1, 3),), 166.05),
    (western_electric_arl, ((1, 4),), 152.73),
    (western_electric_arl, ((1, 2, 3, 4),), 91.75),
    (poisson_cusum_arl, (0.25, 10, 0.25), 438),
    (poisson_cusum_arl, (0.25, 10, 0.25, 5), 333),
]
# Where the source itself calculated approximately: the relative error it admits, or that others found in it.
APPROXIMATE = {
    "CUSUM1 k=0 h=10 mu=-0.25": (5e-5, "Vance's quadrature; the next values agree to the last digit"),
    "CUSUM1 k=.5 h=3 mu=0": (2e-3, "Waldmann prints 117.4 where Brook & Evans and the equation give 117.59"),
    "EWMA lam=.2 L=2.636": (5e-5, "Jones, Champ & Rigdon used a Markov chain of few states"),
}
CHAINS = ("CUSUM", "EWMA lam", "WE rules", "Poisson CUSUM")
# Crowder 1987, Table 1 prints 3.95 for lam .5, c 2, shift 1.25: his neighbours, and our equation, say 3.59.
MISPRINT = (0.5, 2, 1.25)


def unit_of(printed):
    """One unit of the last printed digit: tables are rounded, some of them from a chain's last digit."""
    digits = repr(printed)
    return 10.0 ** -len(digits.split(".")[1]) if "." in digits and not digits.endswith(".0") else 1.0


@pytest.mark.parametrize(("arl", "scheme", "published"), PUBLISHED)
def test_run_length_is_the_published_one(arl, scheme, published):
    assert arl(*scheme) == pytest.approx(published, abs=unit_of(published))


def test_far_on_the_good_side_vance_agrees_to_five_digits():
    assert cusum_arl(0, 10, -0.25) == pytest.approx(2071.51, rel=5e-5)


def published_file():
    path = VALIDATION / "published_arl.json"
    if not path.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason="the file of published values is not here"))]
    rows = [row for row in json.loads(path.read_text()) if row["name"].startswith(CHAINS)]
    return [pytest.param(row, id=f"{row['name']} {row['source'][:24]}") for row in rows]


def number(name, key):
    found = re.search(rf"\b{key}=(-?[\d.]+)", name)
    return float(found[1]) if found else None


def calculated(name):
    """The run length that the name of a published value asks for."""
    shift = number(name, "mu") or 0.0
    if name.startswith("CUSUM"):
        h = number(name, "h")
        head_start = h / 2 if "FIR" in name else number(name, "hs") or 0.0
        return cusum_arl(number(name, "k"), h, shift, head_start, sides=int(name[5]))
    if name.startswith("EWMA"):
        return ewma_arl(number(name, "lam"), number(name, "L") or number(name, "c"), shift)
    if name.startswith("WE"):
        return western_electric_arl([int(digit) for digit in name.split()[2]], shift)
    side = "lower" if "lower" in name else "upper"
    return poisson_cusum_arl(0.25, 10, 0.25, 5 if "FIR" in name else 0, side)


@pytest.mark.parametrize("row", published_file())
def test_run_length_is_the_one_in_the_file(row):
    name, published = row["name"], row["published"]
    scheme = (number(name, "lam"), number(name, "c"), number(name, "mu"))
    assert scheme != MISPRINT, "the file leaves the misprint out"
    error = abs(calculated(name) - published)
    relative = APPROXIMATE.get(name, (0, ""))[0] if "SAS" not in row["source"] else 1e-6
    assert error <= max(unit_of(published) if "SAS" not in row["source"] else 0, relative * published)


@pytest.mark.skipif(not VALIDATION.exists(), reason="the file of published values is not here")
def test_no_value_of_the_file_is_left_untested():
    rows = json.loads((VALIDATION / "published_arl.json").read_text())
    others = [row["name"] for row in rows if not row["name"].startswith(CHAINS)]
    assert sum(name.startswith("EWMA crit") for name in others) == 5  # test_crowder_1989 below
    assert [name.split()[0] for name in others if not name.startswith("EWMA crit")] == [
        "NIST",  # these three and the next in test_charts and test_cusum
        "NIST",
        "NIST",
        "NHSRplotthedots",
        "Hawkins",  # test_promises
    ]


def test_crowder_1987_misprint_is_359():
    assert ewma_arl(0.5, 2, 1.25) == pytest.approx(3.59, abs=0.01)


@pytest.mark.parametrize(("lam", "limit"), [(0.05, 2.32), (0.1, 2.55), (0.15, 2.65), (0.2, 2.72), (0.25, 2.76)])
def test_crowder_1989_limits_for_a_run_length_of_250(lam, limit):
    """Limits read off his chart to two digits: 250 lies between the run lengths one and a half units either side."""
    assert ewma_arl(lam, limit - 0.015) < 250 < ewma_arl(lam, limit + 0.015)


def test_a_lattice_chain_and_the_grid_chain_agree():
    counts = np.arange(40)
    chances = np.exp(counts * math.log(4.0) - 4.0 - np.array([math.lgamma(c + 1) for c in counts]))
    exact = poisson_cusum_arl(3, 6.0, 4.0, side="lower")
    grid = discrete_cusum_arl(3.0 - counts, chances, 6.0 - 1e-9, cells=1201)
    assert grid == pytest.approx(exact, rel=0.01)


def test_a_chain_that_can_never_signal_runs_for_ever():
    assert discrete_cusum_arl([-1.0, 0.0], [0.5, 0.5], 1.0) == math.inf


@pytest.mark.parametrize(
    "call",
    [
        lambda: cusum_arl(0.5, 0),
        lambda: cusum_arl(0.5, 4, fir=5),
        lambda: cusum_arl(0.5, 4, sides=3),
        lambda: ewma_arl(0, 3),
        lambda: western_electric_arl([5]),
        lambda: western_electric_arl([]),
        lambda: poisson_cusum_arl(1, 4, 0),
        lambda: poisson_cusum_arl(1, 4, 1, side="left"),
    ],
)
def test_schemes_that_do_not_exist_are_refused(call):
    with pytest.raises(ValueError):
        call()
