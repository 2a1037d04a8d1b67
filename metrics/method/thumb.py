"""The usual rules of thumb, as they are used: each says in which weeks it would have spoken.

Arrays are (series x weeks), `target` is the level of a full week, and all look at the low side. Rules about one's own normal
learn it from the first twelve weeks and say nothing in them.
"""

import numpy as np

LEARN = 12  # weeks from which a control chart takes its limits
QUARTER = 13
MOVING_RANGE = 1.128  # mean moving range of two / standard deviation (Shewhart's d2)


def below(x, target, share=1.0):
    """The week is below that share of the target."""
    return np.asarray(x, float) < share * target


def below_average(x, target, share, weeks=4):
    """The mean of the last weeks is below that share of the target."""
    return _window(np.asarray(x, float), weeks, np.nan).mean(-1) < share * target


def in_a_row(x, target, weeks=3):
    """So many weeks in a row below the target."""
    return _window(below(x, target), weeks, False).all(-1)


def quarter_to_date(x, target, share=0.8):
    """The sum since the quarter began is below that share of the pace; quarters of 13 weeks begin with the first week."""
    x = np.asarray(x, float)
    weeks = np.arange(x.shape[1])
    began = weeks // QUARTER * QUARTER
    total = np.concatenate([np.zeros((len(x), 1)), np.cumsum(x, axis=1)], axis=1)
    return total[:, 1:] - total[:, began] < share * target * (weeks - began + 1)


def western_electric(x):
    """One below 3 sigma, two of three below 2, four of five below 1, or eight in a row below the mean."""
    z = _from_own_normal(x)
    return _learnt(_few(z, 1, 1, -3) | _few(z, 2, 3, -2) | _few(z, 4, 5, -1) | _few(z, 8, 8, 0))


def making_data_count(x):
    """The rules of the NHS: one below 3 sigma, two of three below 2, seven in a row below the mean, or six falling in a row."""
    z = _from_own_normal(x)
    falling = _window(np.diff(z, axis=1, prepend=np.nan) < 0, 5, False).all(-1)
    return _learnt(_few(z, 1, 1, -3) | _few(z, 2, 3, -2) | _few(z, 7, 7, 0) | falling)


def three_sigma(x):
    """One week below 3 sigma."""
    return _learnt(_few(_from_own_normal(x), 1, 1, -3))


def _window(values, weeks, before):
    """(series x weeks x `weeks`): the last so many values up to each week; `before` stands where there were none."""
    padded = np.concatenate([np.full((len(values), weeks - 1), before), values], axis=1)
    return np.lib.stride_tricks.sliding_window_view(padded, weeks, axis=1)


def _few(z, needed, weeks, limit):
    return _window(z < limit, weeks, False).sum(-1) >= needed


def _from_own_normal(x):
    """Standard scores by mean and moving range of the first twelve weeks."""
    x = np.asarray(x, float)
    first = x[:, :LEARN]
    sigma = np.abs(np.diff(first, axis=1)).mean(1, keepdims=True) / MOVING_RANGE
    return (x - first.mean(1, keepdims=True)) / np.maximum(sigma, 1e-9)


def _learnt(alarms):
    alarms[:, :LEARN] = False
    return alarms
