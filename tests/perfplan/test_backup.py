"""`backup` and `restore`: from one installation into another, empty one, with nothing lost, changed or sent twice."""

import hashlib
import io
import json
import tarfile

import pytest

from perfplan import backups
from tests.factories import PersonFactory
from tests.places import a_place

MAKE = """
from tests.factories import AccessEntryFactory, PersonFactory
people = PersonFactory.create_batch(3)
entries = AccessEntryFactory.create_batch(4)
"""
LOOK = """
from people.models import AccessEntry, Person
from reminders.models import Setting
print("people", Person.objects.count(), "entries", AccessEntry.objects.count(), "paused", Setting.current().is_paused)
"""
REWRITE = """
from django.db import ProgrammingError
try:
    AccessEntry.objects.update(body=b"")
except ProgrammingError as error:
    print(str(error).strip())
"""


@pytest.fixture
def two_places():
    with a_place() as here, a_place() as there:
        yield here, there


@pytest.mark.servers
def test_a_backup_brings_everything_back_in_another_place(two_places, tmp_path):
    here, there = two_places
    path = tmp_path / "all.tar"
    (here.folder / "files").mkdir()
    (here.folder / "files" / "note.txt").write_text("kept")
    before = here.manage("shell", "-c", MAKE + LOOK)[1].splitlines()[-1]

    status, said, error = here.manage("backup", path)
    assert (status, error) == (0, "")
    assert path.stat().st_mode & 0o077 == 0
    with tarfile.open(path) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
    assert manifest["rows"]["people_accessentry"] == 4
    held = f"tables={len(manifest['rows'])} rows={sum(manifest['rows'].values())} files=1 "
    assert said.startswith(held)

    status, said, error = there.manage("restore", path)
    assert (status, error) == (0, ""), error
    assert said.startswith(held)
    assert "people_accessentry: 4 hold" in said
    after, refused = there.manage("shell", "-c", LOOK + REWRITE)[1].splitlines()[-2:]
    assert (before, after) == (before, before.replace("paused False", "paused True"))
    assert refused == "permission denied for table people_accessentry"
    assert (there.folder / "files" / "note.txt").read_text() == "kept"


@pytest.mark.django_db
def test_a_backup_is_restored_into_an_empty_installation_only():
    PersonFactory()
    with pytest.raises(backups.Refused, match="there are people in this installation"):
        backups.refuse_if_not_empty()


@pytest.mark.django_db
def test_a_backup_of_a_newer_version_is_refused():
    backups.refuse_if_newer({"migrations": backups.applied_migrations()})
    with pytest.raises(backups.Refused, match=r"of a newer version of perfplan \(it has plans.9999_tomorrow\)"):
        backups.refuse_if_newer({"migrations": [*backups.applied_migrations(), "plans.9999_tomorrow"]})


def test_a_backup_never_overwrites_another(tmp_path):
    path = tmp_path / "all.tar"
    path.write_text("yesterday's")
    with pytest.raises(backups.Refused, match="exists already"):
        backups.back_up(path)
    assert path.read_text() == "yesterday's"


def test_a_file_that_is_no_backup_is_refused(tmp_path):
    path = tmp_path / "foreign.tar"
    path.write_text("no tar at all")
    with pytest.raises(backups.Refused, match="is no backup of perfplan"):
        backups.restore(path)


@pytest.mark.parametrize("name", ["database.dump", "files/note.txt"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(tmp_path, name):
    parts = {"database.dump": b"dump", "files/note.txt": b"note"}
    digests = {part: hashlib.sha256(content).hexdigest() for part, content in parts.items()}
    manifest = {"format": 1, "database_sha256": digests["database.dump"], "files": {"note.txt": digests["files/note.txt"]}}
    parts |= {"manifest.json": json.dumps(manifest).encode(), name: b"cut"}
    with tarfile.open(tmp_path / "damaged.tar", "w") as tar:
        for part, content in parts.items():
            entry = tarfile.TarInfo(part)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))

    with pytest.raises(backups.Refused, match=f"is damaged: {name} is not what the manifest says"):
        backups.restore(tmp_path / "damaged.tar")
