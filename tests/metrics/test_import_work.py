"""Files that are too large for somebody to wait for: a worker looks at them and takes them in, and says how far it is."""

import datetime
import subprocess
import sys
import textwrap
import threading

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone

from metrics import actions, working
from metrics.models import Import, ImportState, Observation, RefusedRow
from metrics.tasks import take_in_imports
from people.verdict import Stale
from tests.factories import PersonFactory
from tests.metrics.files import sent
from tests.races import race

pytestmark = pytest.mark.usefixtures("kept_files")
HEAD = "email,metric,period_start,value\n"
ONE = HEAD + "sam@firm.example,calls,2026-08-31,12\nnobody@firm.example,calls,2026-08-31,5\n"


@pytest.fixture(autouse=True)
def all_is_large(settings):
    settings.IMPORT_AT_ONCE_BYTES = 0


@pytest.fixture
def maya(db):
    maya = PersonFactory(name="Maya Lindqvist")
    PersonFactory(reports_to=maya, email="sam@firm.example")
    return maya


def a_manager():
    maya = PersonFactory()
    PersonFactory(reports_to=maya)
    return maya


def state(batch):
    return Import.objects.values_list("state", flat=True).get(pk=batch.pk)


def test_a_large_file_waits_for_a_worker_is_looked_at_and_taken_in(client, maya):
    client.force_login(maya)
    answer = client.post(reverse("metrics:import_list"), {"fact": "observations", "file": sent(ONE)})
    batch = Import.objects.get()
    assert batch.state == ImportState.LOOKING
    page = client.get(answer.url).content.decode()
    assert "<progress" in page and reverse("metrics:import_progress", args=[batch.pk]) in page

    take_in_imports()

    assert state(batch) == ImportState.PREVIEWED
    assert "Take 1 row in" in client.get(answer.url).content.decode()
    client.post(reverse("metrics:import_confirm", args=[batch.pk]))
    assert state(batch) == ImportState.RUNNING
    assert not Observation.objects.exists()

    take_in_imports()

    batch.refresh_from_db()
    assert (batch.state, batch.accepted, batch.refused, batch.file.name, batch.lease_until) == ("done", 1, 1, "", None)
    assert (Observation.objects.get().value, RefusedRow.objects.count()) == (12, 1)
    assert working.work_next() is None


def test_how_far_it_is_is_a_part_of_the_page_and_ends_by_itself(client, maya):
    batch = actions.upload(sent(ONE), by=maya)
    Import.objects.filter(pk=batch.pk).update(read=50)
    client.force_login(maya)
    path = reverse("metrics:import_progress", args=[batch.pk])

    part = client.get(path)
    assert part.status_code == 200
    assert part.content.decode().strip() in client.get(batch.get_absolute_url()).content.decode()

    working.work_next()
    part = client.get(path)
    assert (part.status_code, part["HX-Refresh"]) == (286, "true")


def test_a_file_that_cannot_be_read_says_why_and_can_be_tried_again_or_put_aside(client, maya):
    batch = actions.upload(sent(b"%PDF-1.7 nothing"), by=maya)
    working.work_next()

    batch.refresh_from_db()
    assert batch.state == ImportState.FAILED
    assert "PDF" in batch.error
    client.force_login(maya)
    assert "PDF" in client.get(batch.get_absolute_url()).content.decode()
    client.post(reverse("metrics:import_again", args=[batch.pk]))
    assert state(batch) == ImportState.LOOKING
    working.work_next()
    client.post(reverse("metrics:import_discard", args=[batch.pk]))
    assert state(batch) == ImportState.DISCARDED


def test_what_a_dead_worker_left_behind_is_taken_up_again_three_times_at_most(maya):
    batch = actions.upload(sent(ONE), by=maya)
    for attempt in range(1, Import.attempts + 1):
        assert Import.objects.claim().attempt == attempt
        assert Import.objects.claim() is None
        Import.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))

    working.work_next()

    batch.refresh_from_db()
    assert batch.state == ImportState.FAILED
    assert "three attempts" in batch.error


def test_a_worker_that_was_given_up_writes_nothing_and_leaves_the_import_to_the_other(maya, monkeypatch):
    batch = actions.upload(sent(ONE), by=maya)
    working.work_next()
    actions.confirm(Import.objects.get(), by=maya)

    def step(batch, *, by):
        Import.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
        assert Import.objects.claim().attempt == batch.attempt + 1
        assert batch.keep_lease(read=1) is False
        actions.take_in(batch, by=by)

    monkeypatch.setitem(working.STEPS, ImportState.RUNNING, step)
    working.work_next()

    batch.refresh_from_db()
    assert (batch.state, batch.attempt, Observation.objects.count()) == (ImportState.RUNNING, 2, 0)
    assert batch.keep_lease(read=1) is True


def test_a_worker_that_wakes_from_an_earlier_step_has_no_word_in_this_one(maya):
    actions.upload(sent(ONE), by=maya)
    frozen = Import.objects.claim()
    Import.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    working.work_next()
    actions.confirm(Import.objects.get(), by=maya)
    held = Import.objects.claim()
    assert (frozen.attempt, held.attempt) == (1, 1)

    assert frozen.keep_lease(read=1) is False
    with pytest.raises(Stale, match="Another worker"):
        actions.fail(frozen, by=maya, sentence="It stopped.")

    assert (state(held), held.keep_lease(read=1)) == (ImportState.RUNNING, True)


def test_one_file_is_worked_on_at_a_time(maya):
    for _number in range(2):
        actions.upload(sent(ONE), by=maya)

    assert Import.objects.claim() is not None
    assert Import.objects.claim() is None


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_look_at_once_do_not_take_two_files_either():
    for _number in range(4):
        actions.upload(sent(ONE), by=a_manager())

    taken = race(*[Import.objects.claim] * 4)

    assert [batch.attempt for batch in taken if batch is not None] == [1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_one_file_in_once():
    maya = PersonFactory()
    PersonFactory(reports_to=maya, email="sam@firm.example")
    batch = actions.upload(sent(ONE), by=maya)
    working.work_next()
    actions.confirm(Import.objects.get(), by=maya)

    outcomes = race(working.work_next, working.work_next)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert (state(batch), Observation.objects.count(), RefusedRow.objects.count()) == ("done", 1, 1)


@pytest.mark.django_db(transaction=True)
def test_while_it_works_everybody_sees_that_it_lives(monkeypatch):
    maya = PersonFactory()
    PersonFactory(reports_to=maya, email="sam@firm.example")
    batch = actions.upload(sent(ONE), by=maya)
    monkeypatch.setattr(working, "EVERY", 0.02)
    seen = threading.Event()

    def look(batch, *, by):
        before = Import.objects.get(pk=batch.pk).lease_until
        for _try in range(200):
            if Import.objects.get(pk=batch.pk).lease_until > before:
                seen.set()
                break
            threading.Event().wait(0.02)
        actions.look(batch, by=by)

    monkeypatch.setitem(working.STEPS, ImportState.LOOKING, look)
    working.work_next()

    assert seen.is_set()
    assert state(batch) == ImportState.PREVIEWED


MEMORY = textwrap.dedent(
    """
    import resource, sys, time
    from people.tables import Block, Refusal, read_table

    class Large:
        '''A file of {size} bytes that is made as it is read.'''
        head, row = b"email,metric,period_start,value\\r\\n", b"ann@example.test,calls,2026-08-31,12\\r\\n" * 2000

        def __init__(self):
            self.place, self.size = 0, {size}

        def seek(self, place, how=0):
            self.place = place if how == 0 else self.size + place
            return self.place

        def tell(self):
            return self.place

        def read(self, count=-1):
            count = min(count, self.size - self.place)
            out = b""
            while len(out) < count:
                here = self.place + len(out)
                if here < len(self.head):
                    out += self.head[here : here + count - len(out)]
                else:
                    start = (here - len(self.head)) % len(self.row)
                    out += self.row[start : start + count - len(out)]
            self.place += len(out)
            return out

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, rows = time.monotonic(), 0
    for part in read_table(Large(), required=["email", "metric", "period_start", "value"]).blocks():
        rows += len(part.rows) if isinstance(part, Block) else 1
    print(rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, round(time.monotonic() - began, 1))
    """
)


def in_a_process_of_its_own(size):
    """(rows, MB of memory that reading took, seconds) for a file of that many bytes."""
    set_up = "import django; from django.conf import settings; settings.configure(USE_I18N=False); django.setup()\n"
    done = subprocess.run(
        [sys.executable, "-c", set_up + MEMORY.format(size=size)],
        capture_output=True, text=True, check=True, cwd=django_settings.BASE_DIR,
    )  # fmt: skip
    return [float(number) for number in done.stdout.split()]


def test_a_large_file_is_read_in_as_little_memory_as_a_small_one():
    rows, memory, seconds = in_a_process_of_its_own(60_000_000)

    print(f"\n60 MB: {rows:,.0f} rows in {seconds} s, {memory:.0f} MB more memory")
    assert rows > 1_500_000
    assert memory < 64
