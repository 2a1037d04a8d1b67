"""Installations of their own, for tests that bring a whole one back or up to date."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from perfplan.local import testing_servers
from perfplan.local.folders import ROOT
from perfplan.local.servers import Servers


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


@contextmanager
def a_place():
    """An empty installation with its tables made."""
    folder = Path(os.environ["PERFPLAN_DATA"]) / uuid4().hex
    folder.mkdir()
    cluster = os.environ.get("PERFPLAN_TEST_CLUSTER")
    if cluster:
        testing_servers.copy_cluster(Path(cluster), folder)
    try:
        with Place(folder) as place:
            if not cluster:
                place.manage("migrate")
            yield place
    finally:
        testing_servers.throw_away(folder)
