"""bin/up: perfplan with all it needs, from one command; Ctrl-C ends it and leaves nothing running."""

import argparse
import contextlib
import fcntl
import os
import subprocess
import sys
import time

from perfplan.local import folders, ports, servers
from perfplan.local.checks import refuse_missing_settings, refuse_silent_servers
from perfplan.local.processes import processes
from perfplan.local.readiness import Readiness
from perfplan.local.refusal import Refusal
from perfplan.local.supervisor import Supervisor

PATIENCE = 120  # seconds until the web server must be ready


def parse(arguments):
    parser = argparse.ArgumentParser(prog="bin/up", description="Start perfplan with all it needs; Ctrl-C stops it.")
    parser.add_argument("--empty", action="store_true", help="without the demo company")
    return parser.parse_args(arguments)


def chosen_port():
    given = os.environ.get("PERFPLAN_PORT") or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise Refusal(f"PERFPLAN_PORT is {given!r}; it must be a number from 1 to 65535.")
    return int(given)


@contextlib.contextmanager
def only_one_here(data):
    """One bin/up per data folder."""
    with open(folders.private_folder(data / "run") / "up.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refusal(
                f"it already runs on this data folder ({data}). For a second one, set PERFPLAN_DATA and PERFPLAN_PORT."
            ) from None
        yield


def prepare(empty, ways_in):
    """Migrate, collect static files, load the demo on the first run; note in a file who can log in."""
    command = [sys.executable, folders.ROOT / "manage.py", "prepare", "--ways-in", ways_in, *(["--empty"] if empty else [])]
    with subprocess.Popen(command, cwd=folders.ROOT, start_new_session=True) as child:
        try:
            status = child.wait()
        except SystemExit:  # we were asked to end
            child.terminate()
            child.wait()
            raise
    if status:
        raise Refusal("it could not be prepared; what went wrong is said above.")


def working_environment():
    """What the processes get: all but the way in as the owner of the tables."""
    chosen = {"PYTHONUNBUFFERED": "1"}
    if os.geteuid() == 0:  # in local mode only, where it is one's own machine
        chosen["PYTHONWARNINGS"] = "ignore:You're running the worker with superuser privileges"
    return {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"} | chosen


def wait_until_ready(supervisor, port):
    readiness, deadline = Readiness(port), time.monotonic() + PATIENCE
    ready = False

    def is_over():
        nonlocal ready
        ready = readiness.reached()
        return ready or time.monotonic() > deadline

    supervisor.run(until=is_over)
    if not ready and not supervisor.asked_to_end:
        raise Refusal(f"it is not ready after {PATIENCE} seconds. /readyz says: {readiness.said}")
    return ready


def run(port, ways_in):
    supervisor = Supervisor(processes(f"127.0.0.1:{port}"), working_environment())
    supervisor.listen_to_signals()
    try:
        if wait_until_ready(supervisor, port):
            print(f"perfplan is ready at http://127.0.0.1:{port}\n{ways_in.read_text()}Ctrl-C stops it.", flush=True)
        supervisor.run()
    finally:
        print("perfplan is stopping.", flush=True)
        supervisor.end()


def main(arguments):
    chosen = parse(arguments)
    port, data = chosen_port(), folders.private_folder(folders.data_folder())
    with only_one_here(data):
        if not ports.is_free(port):
            raise Refusal(f"port {port} is in use by another program; set PERFPLAN_PORT to a free one.")
        with servers.ready(bound=True):
            refuse_missing_settings()
            refuse_silent_servers()
            ways_in = data / "run" / "ways-in.txt"
            prepare(chosen.empty, ways_in)
            run(port, ways_in)
    return 0
