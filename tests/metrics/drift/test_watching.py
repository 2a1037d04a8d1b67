"""One detector on one side: a week in which nobody was scored leaves the same behind as one in which others were."""

from dataclasses import fields, is_dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from metrics.drift.standing import Watch, leaves
from metrics.drift.watching import Scored, settled, watch

weeks = st.lists(st.one_of(st.floats(-4, 4), st.just(np.nan)), min_size=1, max_size=40)


def followed(columns):
    """The watch after weeks of scores, a tuple of one number a series each."""
    now = Watch.fresh(len(columns[0]))
    for number, scores in enumerate(columns):
        z = np.array(scores, float)
        one = np.where(np.isnan(z), np.nan, 1.0)
        now, _crossing = watch(now, number, 10 + z, np.ones(len(z)), Scored(z, -z - 0.5, 4.0, 10 * one, one, z >= 0), "low")
        _old, now = settled(now, number)
    return now


@given(weeks)
def test_a_week_without_a_score_is_the_same_alone_and_beside_others(scores):
    alone = followed([(score,) for score in scores])
    beside = followed([(score, 0.0) for score in scores])

    for one, other in zip(leaves(alone), leaves(beside), strict=True):
        np.testing.assert_array_equal(one, other[..., :1])
    assert weeks_of(alone) == weeks_of(beside)


def weeks_of(part):
    """The week numbers of all CUSUMs in it."""
    values = [getattr(part, field.name) for field in fields(part)]
    own = [part.week] if hasattr(part, "week") else []
    return own + [week for value in values if is_dataclass(value) for week in weeks_of(value)]
