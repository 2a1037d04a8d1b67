"""Real workers and a real beat, in processes of their own, on the database of the tests."""

import os
import signal
import sys
import time
from contextlib import ExitStack
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db import connection

from perfplan.local import children, folders
from perfplan.local.processes import processes

COMMANDS = {process.name: process.command[1:] for process in processes("127.0.0.1:0")}
BEAT = ["-m", "celery", "--quiet", "--app", "tests.reminders.fast", "beat", "--loglevel", "ERROR"]


def database_url():
    given = connection.settings_dict
    return f"postgres://{quote(given['USER'])}:{quote(given['PASSWORD'])}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


def broker_url(number):
    """The broker of this run, with a database of its own for each worker of pytest."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{(int(worker) * 3 + number) % 15 + 1}").geturl()


def environment(folder, mail_port, *, redis_url, lease=8, patience=1.5):
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.reminders.trial.settings",
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis_url,
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "PERFPLAN_DATA": str(folder),
        "PERFPLAN_LOCAL": "1",
        "SECRET_KEY": settings.SECRET_KEY,
        "PERFPLAN_REMINDERS_LEASE": str(lease),
        "PERFPLAN_MAIL_TIMEOUT": str(patience),
        "CELERY_SKIP_CHECKS": "1",
        "LOG_LEVEL": "ERROR",
    }


class Program:
    """One process and all its children, which are killed together."""

    def __init__(self, command, folder, env):
        self.command, self.env, self.log = command, env, folder / f"{command[-1]}.log"
        self.start()

    def start(self):
        with open(self.log, "ab") as log:
            self.process = children.start([sys.executable, *self.command], env=self.env, cwd=folders.ROOT, stdout=log, stderr=log)
        self.started = time.monotonic()

    def signal(self, number):
        children.signal_group(self.process.pid, number)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.process.wait(10)


class Programs(ExitStack):
    """Some workers and one beat; none is left when the `with` ends."""

    def __init__(self, folder, env, *, workers=2, beats=1):
        super().__init__()
        self.folder, self.env = folder, env
        self.workers = [self.run(COMMANDS["worker"]) for _ in range(workers)]
        self.beats = [self.run([*BEAT, "--schedule", str(folder / f"beat-{n}")]) for n in range(beats)]

    def run(self, command):
        program = Program(command, self.folder, self.env)
        self.callback(program.kill)
        return program
