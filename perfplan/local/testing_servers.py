"""Servers for one run of the tests: they forget everything, are made for the run, and are gone after it.

Migrating takes longer than most test runs, so a cluster that is migrated once is kept beside them, named after the migrations;
each run starts from a copy of it, and each worker of pytest clones its database from there.
"""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from perfplan.local import folders
from perfplan.local.postgres import DATABASE
from perfplan.local.refusal import Refusal
from perfplan.local.servers import Servers, what_is_given


def fingerprint():
    """Changes whenever migrating could give another database."""
    digest = sha256()
    files = [*folders.ROOT.glob("*/migrations/*.py"), folders.ROOT / "uv.lock", *folders.ROOT.glob("people/grants.py")]
    for path in sorted(files):
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def locked(path, how=fcntl.LOCK_EX):
    """Hold a lock file; None instead of the file if it is taken and we were not to wait."""
    with open(path, "w") as file:
        try:
            fcntl.flock(file, how)
        except BlockingIOError:
            yield None
        else:
            yield file


def throw_away(place):
    """Remove a folder of servers, wherever its cluster is."""
    cluster = folders.reachable_place(folders.server_user(), place / "postgres", "data")
    for path in {cluster, cluster.with_name(f"{cluster.name}.new"), place}:
        shutil.rmtree(path, ignore_errors=True)


def clear_leftovers(parent):
    """Remove what killed runs left behind: their servers ended with them, and nobody holds their locks."""
    for place in parent.glob("run-*"):
        with contextlib.suppress(OSError), locked(place / "lock", fcntl.LOCK_EX | fcntl.LOCK_NB) as lock:
            if lock:
                throw_away(place)


def migrated(parent):
    """A stopped cluster whose database is migrated, made if no earlier run left one."""
    place = parent / f"migrated-{fingerprint()}"
    with locked(parent / "migrated.lock"):
        if not (place / "done").exists():
            for old in parent.glob("migrated-*/"):
                throw_away(old)
            place.mkdir(mode=0o755)
            with Servers(place, bound=True, durable=False, broker=False) as found:
                migrate(os.environ | found)
            (place / "done").touch()
        return place


def migrate(environment):
    print("bin/test: migrating once; later runs copy the result", flush=True)
    command = [sys.executable, folders.ROOT / "manage.py", "migrate", "--skip-checks", "--verbosity", "0"]
    environment = environment | {"DJANGO_SETTINGS_MODULE": "perfplan.settings"}
    if subprocess.run(command, cwd=folders.ROOT, env=environment).returncode:
        raise Refusal("the migrations fail, see above; no test was run.")


def copy_cluster(source, place):
    """Put a copy of a stopped cluster, its passwords included, into a run's folder."""
    user = folders.server_user()
    shutil.copy2(source / "postgres.passwords", place)
    copied = [folders.reachable_place(user, folder / "postgres", "data") for folder in (source, place)]
    subprocess.run(["cp", "-a", *copied], check=True)


@contextlib.contextmanager
def ready():
    """The environment of a test run, with servers at hand."""
    parent = folders.private_folder(folders.data_folder() / "test")
    clear_leftovers(parent)
    place = Path(tempfile.mkdtemp(prefix="run-", dir=parent))
    place.chmod(0o755)  # the database server's user must reach its own folder in it
    given = what_is_given()
    os.environ["PERFPLAN_DATA"] = str(place)
    with locked(place / "lock"):
        try:
            if given["database"]:
                os.environ["PERFPLAN_TEST_CLUSTER"] = str(migrated(parent))
                os.environ["PERFPLAN_TEST_TEMPLATE"] = DATABASE
                copy_cluster(migrated(parent), place)
            with Servers(place, bound=True, durable=False, **given) as found:
                os.environ.update(found)
                yield
        finally:
            throw_away(place)
