"""A worker that is killed while it takes a file in: another one takes over, and nothing is there twice."""

import datetime
import signal
import subprocess
import sys
import textwrap

import pytest
from django.utils import timezone

from metrics import actions, working
from metrics.models import Import, ImportState, Observation, RefusedRow, ReplacedObservation
from perfplan.local import children, folders
from tests.factories import PersonFactory
from tests.metrics.files import sent
from tests.races import race
from tests.reminders.processes import environment

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept_files")]
HEAD = "email,metric,period_start,value\n"
FILE = HEAD + "sam@firm.example,calls,2026-08-17,5\nsam@firm.example,calls,2026-08-24,6\nnobody@firm.example,calls,2026-08-24,7\n"

WORKER = textwrap.dedent(
    """
    import time
    import django
    django.setup()
    from metrics import working
    from metrics.actions import imports

    def written(batch):
        print("written", flush=True)
        time.sleep(600)

    imports._lock_as_its_worker = written  # all is written now, and not committed
    working.work_next()
    """
)


@pytest.fixture(autouse=True)
def all_is_large(settings):
    settings.IMPORT_AT_ONCE_BYTES = 0


@pytest.fixture
def batch():
    """A file that was looked at and waits to be taken in; one of its values replaces another."""
    maya = PersonFactory()
    PersonFactory(reports_to=maya, email="sam@firm.example")
    first = [{"email": "sam@firm.example", "metric": "calls", "period_start": "2026-08-17", "value": "1"}]
    actions.add_observations(first, by=maya, source="first")
    actions.upload(sent(FILE), by=maya)
    batch = working.work_next()
    actions.confirm(batch, by=maya)
    return batch


def stored():
    found = Observation.objects.order_by("period_start").values_list("period_start", "value")
    return {f"d{monday:%d}": int(value) for monday, value in found}


@pytest.fixture
def dying(tmp_path):
    """A worker that has written a file and has not committed it; it is dead at the end, whatever happens."""
    env = environment(tmp_path, 1, redis_url="redis://127.0.0.1:1/0") | {"DJANGO_SETTINGS_MODULE": "perfplan.settings"}
    process = children.start([sys.executable, "-c", WORKER], env=env, cwd=folders.ROOT, stdout=subprocess.PIPE, text=True)
    yield process
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    process.stdout.close()


def test_a_worker_is_killed_before_it_commits_and_another_takes_the_file_in_once(batch, dying):
    assert dying.stdout.readline() == "written\n"
    assert working.work_next() is None, "it is being worked on"
    assert stored() == {"d17": 1}, "and nobody sees it yet"

    dying.send_signal(signal.SIGKILL)
    dying.wait(10)
    assert working.work_next() is None, "it may only be slow"
    Import.objects.filter(pk=batch.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    outcomes = race(working.work_next, working.work_next)

    assert [outcome for outcome in outcomes if outcome is not None] == [batch]
    batch.refresh_from_db()
    assert (batch.state, batch.attempt, batch.accepted, batch.refused) == (ImportState.DONE, 2, 2, 1)
    assert (batch.lease_token, batch.lease_until, batch.file.name) == (None, None, "")
    assert stored() == {"d17": 5, "d24": 6}
    assert (ReplacedObservation.objects.count(), RefusedRow.objects.count()) == (1, 1)
    actions.undo(batch, by=batch.by)
    assert stored() == {"d17": 1}
