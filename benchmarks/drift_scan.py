"""Speed of a drift scan against its limit: python -m benchmarks.drift_scan [series] [weeks].

Prints, as ratios measured in one run, what scoring and the CUSUM of very many series cost beside touching their
memory once. The best of five runs each, on one process; the limit is that of docs: nothing per element in Python.
"""

import sys
import time

import numpy as np

from metrics.drift import cusum, scores, thresholds
from metrics.drift.batch import Batch
from metrics.drift.table import table_count_scores
from metrics.drift.verdict import verdicts

MEAN = 8.0
PHI = 1.5
SAMPLE = 20  # exact scores are timed on one series in twenty and scaled up


def best(work, runs=5):
    """Shortest wall time of several runs, in seconds."""
    times = []
    for _run in range(runs):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


def measure(series, weeks):
    """{step: seconds} for counts of that many series and weeks."""
    rng = np.random.default_rng(1)
    rate = rng.uniform(2, 40, (series, 1))
    x = rng.negative_binomial(np.broadcast_to(rate, (series, weeks)) / (PHI - 1), 1 / PHI).astype(float)
    mu = np.broadcast_to(rate, x.shape).copy()
    h = thresholds.target_h()
    table_count_scores(x[:1], mu[:1], PHI)  # the table itself is built once
    z = table_count_scores(x, mu, PHI)
    state = cusum.run(cusum.low_side(z), h).state
    last = cusum.low_side(z[:, -1])
    few = slice(0, None, SAMPLE)
    return {
        "touch memory (sum)": best(lambda: x.sum()),
        "CUSUM": best(lambda: cusum.run(cusum.low_side(z), h)),
        "score by table": best(lambda: table_count_scores(x, mu, PHI)),
        "score by table + CUSUM": best(lambda: cusum.run(cusum.low_side(table_count_scores(x, mu, PHI)), h)),
        "score exactly": SAMPLE * best(lambda: scores.count_scores(x[few], mu[few], PHI), runs=1),
        "one new week, state kept": best(lambda: cusum.step(state, last, h)),
        "verdicts (both detectors)": SAMPLE * best(lambda: verdicts(Batch(x[few], target=rate[few, 0], phi=PHI)), runs=1),
    }


def main(series=100_000, weeks=52):
    seconds = measure(series, weeks)
    floor, plain = seconds["touch memory (sum)"], seconds["CUSUM"]
    print(f"{series:,} series x {weeks} weeks")
    print(f"{'step':<28}{'ms':>10}{'x memory':>11}{'x CUSUM':>10}")
    for step, spent in seconds.items():
        print(f"{step:<28}{1000 * spent:>10.1f}{spent / floor:>11.1f}{spent / plain:>10.2f}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
