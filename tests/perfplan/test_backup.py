"""`backup` and `restore`: from one installation into another, empty one, with nothing lost, changed or sent twice."""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from uuid import uuid4

import pytest

from perfplan.local import testing_servers
from perfplan.local.folders import ROOT
from perfplan.local.servers import Servers

pytestmark = pytest.mark.servers

MAKE = """
from tests.factories import AccessEntryFactory, PersonFactory
people = PersonFactory.create_batch(3)
AccessEntryFactory.create_batch(4)
"""
LOOK = """
from people.models import AccessEntry, Person
from reminders.models import Setting
print(Person.objects.count(), AccessEntry.objects.count(), Setting.current().is_paused)
"""
REWRITE = "from people.models import AccessEntry; AccessEntry.objects.update(body=b'')"


class Place:
    """An installation of its own: a data folder with its servers."""

    def __init__(self, folder):
        self.folder = folder
        self.servers = Servers(folder, bound=True, durable=False, broker=False)

    def __enter__(self):
        self.found = self.servers.__enter__()
        return self

    def __exit__(self, *error):
        self.servers.__exit__(*error)

    def manage(self, *arguments):
        kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        done = subprocess.run(
            [sys.executable, ROOT / "manage.py", *map(str, arguments)],
            env=kept | self.found | {"PERFPLAN_DATA": str(self.folder)}, cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr


@pytest.fixture
def two_places():
    folders = [Path(os.environ["PERFPLAN_DATA"]) / uuid4().hex for _ in range(2)]
    for folder in folders:
        folder.mkdir()
        if cluster := os.environ.get("PERFPLAN_TEST_CLUSTER"):
            testing_servers.copy_cluster(Path(cluster), folder)
    with Place(folders[0]) as here, Place(folders[1]) as there:
        if not os.environ.get("PERFPLAN_TEST_CLUSTER"):
            here.manage("migrate")
        yield here, there
    for folder in folders:
        testing_servers.throw_away(folder)


def test_a_backup_brings_everything_back_in_another_place(two_places, tmp_path):
    here, there = two_places
    path = tmp_path / "all.tar"
    assert here.manage("shell", "-c", MAKE)[0] == 0
    (here.folder / "files").mkdir()
    (here.folder / "files" / "note.txt").write_text("kept")

    status, said, error = here.manage("backup", path)
    assert (status, error) == (0, "")
    assert here.manage("backup", path)[0] == 1, "a backup overwrote another"
    assert path.stat().st_mode & 0o077 == 0
    with tarfile.open(path) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
    rows = sum(manifest["rows"].values())
    assert manifest["rows"]["people_accessentry"] == 4
    assert f"tables={len(manifest['rows'])} rows={rows} files=1 " in said

    before = here.manage("shell", "-c", LOOK)[1].split()[-3:]
    status, said, error = there.manage("restore", path)
    assert (status, error) == (0, ""), error
    assert f"tables={len(manifest['rows'])} rows={rows} files=1 " in said
    assert "people_accessentry: 4 hold" in said
    assert there.manage("shell", "-c", LOOK)[1].split()[-3:] == [*before[:2], "True"]
    assert (there.folder / "files" / "note.txt").read_text() == "kept"

    status, _said, error = there.manage("shell", "-c", REWRITE)
    assert status == 1 and "permission denied for table people_accessentry" in error
    assert there.manage("migrate", "--check")[0] == 0

    status, _said, error = there.manage("restore", path)
    assert (status, "into an empty one only" in error) == (1, True), error


def test_a_damaged_or_foreign_file_is_refused_and_changes_nothing(two_places, tmp_path):
    _here, there = two_places
    foreign, damaged = tmp_path / "foreign.tar", tmp_path / "damaged.tar"
    foreign.write_text("no tar at all")
    (tmp_path / "database.dump").write_text("cut short")
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 1, "database_sha256": "0" * 64, "files": {}, "rows": {}}))
    with tarfile.open(damaged, "w") as tar:
        tar.add(tmp_path / "manifest.json", "manifest.json")
        tar.add(tmp_path / "database.dump", "database.dump")

    for path, reason in ((foreign, "is no backup of perfplan"), (damaged, "is damaged: database.dump")):
        status, _said, error = there.manage("restore", path)
        assert (status, reason in error, "Traceback" in error) == (1, True, False), error
    assert there.manage("migrate", "--check")[0] == 0
