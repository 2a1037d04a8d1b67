"""A real installation for people in a real browser: web, worker, beat, PostgreSQL and broker, started as newcomers do."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from perfplan.local.testing import find_chromium
from perfplan.local.testing_servers import copy_cluster, throw_away
from tests.journeys.actors import text_of
from tests.test_house import ROOT

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 1200  # seconds; a busy machine with two cores takes its time
OWN = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "DJANGO_SETTINGS_MODULE",
    "PERFPLAN_LOCAL",
    "EMAIL_URL",
    "SECRET_KEY",
    "DEBUG",
)


def pytest_collection_modifyitems(items):
    """Everything here drives a browser; without one it is skipped, loudly, except in CI, where bin/test has failed already."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
            if not find_chromium():
                item.add_marker(pytest.mark.skip(reason="NO BROWSER: there is no chromium for the journeys"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": FLAGS}


@dataclass
class Installation:
    """One that runs: where it is, and what its operator can do at the shell."""

    url: str
    data: Path
    environment: dict

    def manage(self, *arguments, codes=(0,)):
        """Run a management command in it, and give what it printed."""
        command = [sys.executable, "-m", "perfplan.local", "manage", *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode in codes, done.stdout + done.stderr
        return done.stdout

    def letters(self, about=""):
        """Every letter written so far that has these words, oldest first, as text."""
        files = sorted((self.data / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime)
        return [letter for letter in (path.read_text() for path in files) if not about or about in text_of(letter)]

    def wait_for_letters(self, count, about="", seconds=PATIENCE):
        """The letters that have these words, once there are that many."""
        until = time.monotonic() + seconds
        while len(self.letters(about)) < count and time.monotonic() < until:
            time.sleep(0.2)
        return self.letters(about)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(data, *arguments):
    """Start perfplan in `data` as bin/up does, and stop it in the end. It begins with the migrated tables that bin/test keeps."""
    data.mkdir()
    if cluster := os.environ.get("PERFPLAN_TEST_CLUSTER"):
        copy_cluster(Path(cluster), data)
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if key not in OWN and not key.startswith("PERFPLAN_")}
    environment |= {"PERFPLAN_DATA": str(data), "PERFPLAN_PORT": str(port)}
    log = (data.parent / f"{data.name}.log").open("w")
    command = [sys.executable, "-m", "perfplan.local", "up", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        until = time.monotonic() + PATIENCE
        while "perfplan is ready at" not in Path(log.name).read_text():
            assert process.poll() is None and time.monotonic() < until, Path(log.name).read_text()[-4000:]
            time.sleep(0.3)
        yield Installation(f"http://127.0.0.1:{port}", data, environment)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        log.close()
        throw_away(data)


@pytest.fixture(scope="module")
def demo_company(tmp_path_factory):
    """An installation with the demo company."""
    with running(tmp_path_factory.mktemp("demo") / "data") as installation:
        yield installation


@pytest.fixture(scope="module")
def empty_installation(tmp_path_factory):
    """An installation in which nobody is yet."""
    with running(tmp_path_factory.mktemp("empty") / "data", "--empty") as installation:
        yield installation
