"""The servers of one data folder, shared by the commands that run on it at the same time.

The first command that needs them starts them; the last one that leaves stops them. What runs stands in run/servers.json; whether
it really answers is tried each time. bin/up binds them to itself: they end when it does, however it ends.
"""

import contextlib
import fcntl
import json
import os
import secrets
import signal

from perfplan.local import children, folders, valkey
from perfplan.local.postgres import APP, OWNER, Postgres
from perfplan.local.valkey import Valkey


class Servers:
    """PostgreSQL and Valkey under one folder; `with` gives the environment variables that lead to them."""

    def __init__(self, folder, *, bound=False, durable=True, database=True, broker=True):
        self.folder = folders.private_folder(folder)
        self.run = folders.private_folder(folder / "run")
        self.bound = bound
        self.postgres = Postgres(self.folder, durable=durable) if database else None
        self.valkey = Valkey(self.folder) if broker else None
        self.record = self.run / "servers.json"
        self.started = []

    # -- who uses them

    @contextlib.contextmanager
    def alone(self):
        """One command at a time starts or stops servers here."""
        with open(self.run / "start.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def __enter__(self):
        with self.alone():
            self.ensure_secret_key()
            try:
                self.adopt_or_start()
            except BaseException:  # a failed or interrupted start leaves nothing running
                self.stop()
                raise
            self.users = open(self.run / "users.lock", "w")
            fcntl.flock(self.users, fcntl.LOCK_SH)
        return self.environment()

    def __exit__(self, *_error):
        with self.alone():
            if (self.bound and self.started) or self.is_last():
                self.stop()
            self.users.close()

    def is_last(self):
        try:
            fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def ensure_secret_key(self):
        """The key of the local mode, made before processes that start together could each make one."""
        path = self.folder / "secret_key"
        if not path.exists():
            folders.write_private(path, secrets.token_urlsafe(50))

    # -- start

    def adopt_or_start(self):
        recorded = self.read_record()
        for server, start_again in ((self.postgres, "postgres"), (self.valkey, "valkey")):
            if server is None:
                continue
            if self.adopt(server, recorded.get(start_again)):
                continue
            self.end(start_again, recorded.get(start_again))
            self.started.append(server)
            server.start(bound=self.bound)
            recorded[start_again] = children.mark(server.process.pid) | {"port": server.port}
            self.record.write_text(json.dumps(recorded))

    def adopt(self, server, recorded):
        """Use a server that an earlier command started, if it really answers."""
        if not recorded or children.find(recorded) is None:
            return False
        server.port = recorded["port"]
        if server is self.valkey:
            return valkey.answers(server.port, server.password)
        return server.answers()

    def read_record(self):
        try:
            return json.loads(self.record.read_text())
        except (OSError, ValueError):
            return {}

    def environment(self):
        found = {}
        if self.postgres:
            found["DATABASE_URL"] = self.postgres.url(APP)
            found["DATABASE_OWNER_URL"] = self.postgres.url(OWNER)
            found["PERFPLAN_LOCAL"] = "1"
        if self.valkey:
            found["REDIS_URL"] = self.valkey.url
        return found

    # -- stop

    def stop(self):
        for name, recorded in reversed(self.read_record().items()):
            self.end(name, recorded)
        self.record.unlink(missing_ok=True)
        for server in self.started:
            if server.process and server.process.poll() is None:  # it was not recorded yet
                server.process.send_signal(signal.SIGINT)
                server.process.wait()

    def end(self, name, recorded):
        if recorded:
            gently = signal.SIGINT if name == "postgres" else signal.SIGTERM  # SIGINT: a fast, clean shutdown
            children.end_recorded(recorded, gently=gently, seconds=30)


def what_is_given():
    """Which of the two servers the environment names already."""
    return {"database": not os.environ.get("DATABASE_URL"), "broker": not os.environ.get("REDIS_URL")}


@contextlib.contextmanager
def ready(*, bound=False):
    """The environment with servers at hand: those it names, or else our own in the data folder."""
    data = folders.private_folder(folders.data_folder())
    os.environ["PERFPLAN_DATA"] = str(data)
    with Servers(data, bound=bound, **what_is_given()) as found:
        os.environ.update(found)
        yield
