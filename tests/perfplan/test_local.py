"""bin/up and bin/manage as a person uses them: real processes, in data folders of their own."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from perfplan.local import children, environment, folders, ports, testing_servers
from perfplan.local.processes import Process
from perfplan.local.supervisor import LONGEST_PAUSE, Supervisor

ROOT = folders.ROOT
MADE_BY_BIN_TEST = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "PERFPLAN_LOCAL", "DJANGO_SETTINGS_MODULE", "DEBUG"}
NOTE = "from reminders.models import Heartbeat; from django.utils import timezone; "
WRITE_NOTE = NOTE + "Heartbeat.objects.create(name='test', at=timezone.now())"
READ_NOTE = NOTE + "print('notes:', Heartbeat.objects.filter(name='test').count())"

servers = pytest.mark.servers


class Installation:
    """A data folder with a port, and the bin/up that runs on it."""

    def __init__(self, place):
        self.place = place
        self.port = ports.free_port()
        self.up = None

    def environment(self, **more):
        kept = {name: value for name, value in os.environ.items() if name not in MADE_BY_BIN_TEST}
        return kept | {"PERFPLAN_DATA": str(self.place), "PERFPLAN_PORT": str(self.port)} | more

    def start(self):
        self.said = self.place / f"said-{uuid4().hex}"
        with open(self.said, "w") as said:
            self.up = subprocess.Popen(
                [ROOT / "bin/up", "--empty"], env=self.environment(), stdout=said, stderr=said, start_new_session=True
            )

    def wait_until_ready(self):
        line = f"perfplan is ready at http://127.0.0.1:{self.port}\n"
        ready = children.wait_until(lambda: line in self.said.read_text() or self.up.poll() is not None, 240)
        assert ready and line in self.said.read_text(), self.said.read_text()

    def run(self, *command, **more):
        """A command on this installation: its exit status and all that it said."""
        done = subprocess.run(
            [ROOT / command[0], *command[1:]], env=self.environment(**more), capture_output=True, text=True, timeout=300
        )
        return done.returncode, done.stdout + done.stderr

    def processes(self):
        """bin/up and all that it started, children of children too."""
        supervisor = psutil.Process(self.up.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def process(self, *words):
        """The eldest process whose command line has these words."""
        found = []
        for child in self.processes()[1:]:
            with contextlib.suppress(psutil.Error):  # it has just ended
                if set(words) <= set(child.cmdline()):
                    found.append((child.create_time(), child.pid, child))
        return min(found)[-1] if found else None

    def readyz(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
            return answer.status


def all_gone(processes, seconds=30):
    _gone, alive = psutil.wait_procs(processes, timeout=seconds)
    return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []


@pytest.fixture
def installations():
    """Two installations; a migrated cluster is put in, so that not every start migrates."""
    made = []
    for _ in range(2):
        place = Path(os.environ["PERFPLAN_DATA"]) / uuid4().hex
        place.mkdir(parents=True)
        if cluster := os.environ.get("PERFPLAN_TEST_CLUSTER"):
            testing_servers.copy_cluster(Path(cluster), place)
        made.append(Installation(place))
    yield made
    for installation in made:
        if installation.up and installation.up.poll() is None:
            for process in installation.processes():
                process.kill()
            installation.up.wait()
        testing_servers.throw_away(installation.place)


@pytest.fixture
def empty_folder(tmp_path):
    """An installation that nobody has started yet."""
    return Installation(tmp_path)


@servers
def test_two_run_side_by_side_and_leave_no_process(installations):
    for installation in installations:
        installation.start()
    for installation in installations:
        installation.wait_until_ready()
    here, beside = installations

    assert [here.readyz(), beside.readyz()] == [200, 200]
    assert "bin/manage first_admin you@example.com" in here.said.read_text()
    status, said = here.run("bin/up")
    assert (status, "already runs on this data folder" in said) == (1, True), said

    running = here.processes() + beside.processes()
    here.up.send_signal(signal.SIGTERM)
    beside.up.send_signal(signal.SIGINT)
    assert [here.up.wait(40), beside.up.wait(40)] == [0, 0]
    assert all_gone(running, 0.5)


@servers
def test_what_crashes_is_started_again_and_a_kill_of_everything_loses_nothing(installations):
    here, _beside = installations
    here.start()
    here.wait_until_ready()
    assert here.run("bin/manage", "shell", "-c", WRITE_NOTE)[0] == 0

    worker = here.process("celery", "worker")
    worker.kill()
    assert children.wait_until(lambda: here.process("celery", "worker") not in (worker, None), 30)

    running = here.processes()
    for process in running:
        process.kill()
    here.up.wait()
    assert all_gone(running)

    here.start()
    here.wait_until_ready()
    running = here.processes()
    here.up.kill()  # the supervisor alone: what it started must not outlive it
    here.up.wait()
    if sys.platform == "linux":
        assert all_gone(running)

    status, said = here.run("bin/manage", "shell", "-c", READ_NOTE)  # with servers for its duration
    assert (status, "notes: 1" in said) == (0, True), said
    assert not (here.place / "run/servers.json").exists()


@servers
def test_a_port_in_use_is_said(empty_folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        empty_folder.port = port = taken.getsockname()[1]
        status, said = empty_folder.run("bin/up")

    assert (status, said) == (1, f"perfplan: port {port} is in use by another program; set PERFPLAN_PORT to a free one.\n")


@servers
@pytest.mark.parametrize("command", [("bin/up",), ("bin/manage", "check")])
@pytest.mark.parametrize(
    "given, missing", [({}, "SECRET_KEY"), ({"SECRET_KEY": "x" * 50}, "ALLOWED_HOSTS")], ids=["no key", "no hosts"]
)
def test_a_missing_setting_stops_the_start_with_a_sentence(empty_folder, command, given, missing):
    outside = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9/0"}
    status, said = empty_folder.run(*command, **outside, **given)

    assert status == 1
    assert said.startswith(f"perfplan: {missing} is not set.") and said.count("\n") == 1, said


@servers
def test_servers_that_do_not_answer_are_said(empty_folder):
    given = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9/0", "DEBUG": "1"}
    status, said = empty_folder.run("bin/up", **given)

    assert status == 1
    assert said.startswith("perfplan: the database of DATABASE_URL does not answer: ") and "Traceback" not in said


@pytest.mark.parametrize("given", ["eighty", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(given, tmp_path):
    said = subprocess.run([ROOT / "bin/up"], env=os.environ | {"PERFPLAN_PORT": given}, capture_output=True, text=True)

    assert (said.returncode, said.stderr) == (1, f"perfplan: PERFPLAN_PORT is '{given}'; it must be a number from 1 to 65535.\n")


def test_a_process_number_that_passed_to_another_process_is_left_alone():
    other = children.start([sys.executable, "-c", "import time; time.sleep(60)"])
    recorded = children.mark(other.pid) | {"created": time.time() - 1000}

    children.end_recorded(recorded)
    assert other.poll() is None

    children.end_recorded(children.mark(other.pid))
    assert other.wait(5) == -signal.SIGTERM


def test_a_process_that_keeps_crashing_is_started_less_and_less_often():
    supervisor = Supervisor([Process("mayfly", "this", ())], dict(os.environ))
    (mayfly,) = supervisor.kept
    pauses = []
    for _ in range(7):
        supervisor.start(mayfly)
        mayfly.child.wait()
        supervisor.leave(mayfly)
        mayfly.plan_next_start()
        pauses.append(mayfly.pause)
    supervisor.end()

    assert pauses == [2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]


def test_lines_of_a_process_are_shown_with_its_name_and_it_ends_with_the_others(capfd):
    process = Process("web", "http.server", ("0", "--bind", "127.0.0.1"))
    supervisor = Supervisor([process], os.environ | {"PYTHONUNBUFFERED": "1"})
    supervisor.run(until=lambda: "   web | Serving HTTP on 127.0.0.1 port" in capfd.readouterr().out)
    child = supervisor.kept[0].child
    supervisor.end()

    assert child.returncode == -signal.SIGTERM


# -- the environment


def test_without_a_python_that_is_new_enough_a_sentence_says_so(tmp_path):
    programs, checkout = tmp_path / "programs", tmp_path / "checkout"
    programs.mkdir()
    checkout.mkdir()
    shutil.copytree(ROOT / "bin", checkout / "bin")
    for name in ("sh", "dirname", "cmp"):
        (programs / name).symlink_to(shutil.which(name))
    (programs / "python3").write_text("#!/bin/sh\nexit 1\n")  # an old one: it fails the question for its version
    (programs / "python3").chmod(0o755)
    said = subprocess.run([checkout / "bin/up"], env={"PATH": str(programs)}, capture_output=True, text=True)

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == ("perfplan needs Python 3.11 or newer, and found none (tried python3 and python3.11 to python3.14).\n")


def test_a_python_without_ensurepip_is_said_with_its_remedy(monkeypatch, tmp_path):
    def create(*_arguments, **_options):
        raise subprocess.CalledProcessError(1, "ensurepip")

    monkeypatch.setattr(environment, "VENV", tmp_path / "venv")
    monkeypatch.setattr(environment.venv, "create", create)
    with pytest.raises(SystemExit, match=r"ensurepip is missing.*apt-get install python3\.\d+-venv"):
        environment.make_venv()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts PostgreSQL as another user")
def test_a_data_folder_that_the_servers_user_cannot_reach_is_left_as_it_is(tmp_path):
    tmp_path.chmod(0o700)
    wanted = tmp_path / "data" / "postgres"
    wanted.parent.mkdir()
    user = folders.server_user()

    place = folders.reachable_place(user, wanted, "data")
    assert place.parent == folders.SHARED and folders.can_reach(user, place.parent)
    assert place != folders.reachable_place(user, tmp_path / "data" / "other", "data")
    assert tmp_path.stat().st_mode & 0o777 == 0o700

    tmp_path.chmod(0o711)
    assert folders.reachable_place(user, wanted, "data") == (wanted if folders.can_reach(user, tmp_path) else place)
