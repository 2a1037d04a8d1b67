"""What a case says is of one stretch: the weeks, the sums and the day from which they count are those of the last finding."""

import datetime

import numpy as np
import pytest

from metrics.actions import scan
from metrics.models import Judgement, Metric, Signal
from tests.factories import PersonFactory, TargetFactory
from tests.metrics.test_scan import AS_OF, monday, tell

pytestmark = pytest.mark.django_db
WEEKS, SCANNED = 52, range(16, -1, -1)


@pytest.fixture
def sellers():
    """Eight people who fall below what they did, and later below what is agreed, each at other times."""
    maya, calls, rng = PersonFactory(), Metric.objects.get(key="calls"), np.random.default_rng(4)
    found = [PersonFactory(reports_to=maya) for _number in range(8)]
    for number, person in enumerate(found):
        level = np.full(WEEKS, 20.0)
        level[33 + number // 2 :] = 12.0
        level[40 + number // 2 :] = 4.0
        tell(person, "calls", rng.poisson(level).astype(float))
        TargetFactory(person=person, metric=calls, starts_on=monday(45), low=8, high=60)
    return found


def test_a_case_counts_from_the_day_that_its_numbers_count_from(sellers):
    moved, before = 0, {}
    for back in SCANNED:
        scan(as_of=AS_OF - datetime.timedelta(weeks=back))
        judgements = {row.person_id: row for row in Judgement.objects.filter(onset_on__isnull=False)}
        for signal in Signal.objects.open():
            found = judgements.get(signal.person_id)
            if found is None or found.as_of != signal.as_of:
                continue  # of what is over, the case says what was found last
            others = Signal.objects.filter(person=signal.person, onset_on=found.onset_on).exclude(pk=signal.pk)
            numbers = ("weeks", "expected", "actual", "statistic")
            assert [getattr(signal, name) for name in numbers] == [getattr(found, name) for name in numbers]
            days = (signal.onset_on, signal.detected_on)
            assert days == (found.onset_on, found.detected_on) or others.exists()
            moved += before.get(signal.pk, signal.onset_on) != signal.onset_on
            before[signal.pk] = signal.onset_on

    assert moved, "in none of them did the stretch begin anew"
