"""What an import changed in weeks that were judged already is judged again, and once more when the import is undone."""

import datetime

import pytest

from metrics.actions import add_observations, scan, undo
from metrics.models import Judgement, Signal, Touched
from metrics.tasks import scan_what_came
from tests.factories import PersonFactory
from tests.metrics.test_scan import AS_OF, monday
from tests.metrics.test_scan_kept import anew, company, differences, judged  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
WEEKS = {"the last weeks": range(3), "weeks long ago": range(30, 42), "weeks before the first": range(60, 64)}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_given: AS_OF)


@pytest.fixture
def before(company):  # noqa: F811
    """What stands before anything is corrected: three scans, so that the next one goes on from a base."""
    for back in (2, 1, 0):
        scan(as_of=AS_OF - datetime.timedelta(weeks=back))
    assert not Touched.objects.exists()
    return judged()


def correct(sellers, weeks, value):
    """An import that says otherwise about those weeks, or says something about them for the first time."""
    rows = [
        {"email": seller.email, "metric": "calls", "period_start": monday(week).isoformat(), "value": value}
        for seller in sellers
        for week in weeks
    ]
    result = add_observations(rows, by=None, source="corrections")
    assert (len(result.refused), result.accepted) == (0, len(rows))
    return result.batch


@pytest.mark.parametrize("weeks", WEEKS.values(), ids=WEEKS)
def test_a_correction_is_judged_at_the_next_ring_and_so_is_its_undoing(company, before, weeks):  # noqa: F811
    batch = correct(company[2:4], weeks, 97)
    scan_what_came()
    corrected = judged()
    assert corrected != before
    assert not Touched.objects.exists()

    undo(batch, by=PersonFactory(admin=True))
    assert Touched.objects.exists()
    scan_what_came()

    assert differences(judged(), before) == []
    assert not Touched.objects.exists()
    assert differences(before, anew(AS_OF)) == []


def test_after_a_correction_the_series_is_what_a_full_replay_says(company, before):  # noqa: F811
    correct(company[2:3], WEEKS["weeks long ago"], 1)
    scan_what_came()
    corrected = judged()

    assert differences(corrected, anew(AS_OF)) == []


def test_two_imports_undone_the_other_way_round_leave_what_was_judged_at_first(company, before):  # noqa: F811
    first = correct(company[2:4], range(5), 97)
    scan_what_came()
    second = correct(company[3:5], range(2, 9), 1)
    scan_what_came()

    for batch in (first, second):
        undo(batch, by=PersonFactory(admin=True))
        scan_what_came()

    assert differences(judged(), before) == []


def test_a_signal_that_a_wrong_file_raised_is_of_no_episode_once_the_file_is_undone(company, before):  # noqa: F811
    seller = company[2]
    known = set(Signal.objects.values_list("pk", flat=True))
    batch = correct([seller], range(6), 0)
    scan_what_came()
    raised = Signal.objects.exclude(pk__in=known).get(person=seller, metric__key="calls")
    there = set(Signal.objects.values_list("pk", flat=True))

    undo(batch, by=PersonFactory(admin=True))
    for _ring in range(2):
        scan_what_came()

    judgement = Judgement.objects.get(person=seller, metric__key="calls")
    assert judgement.onset_on != raised.onset_on
    assert set(Signal.objects.values_list("pk", flat=True)) == there, "and nobody is told anything anew"
