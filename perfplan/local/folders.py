"""Where things are on this machine, and as whom the database server runs."""

import os
import pwd
import shutil
import subprocess
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVER_USER = "perfplan"  # PostgreSQL refuses to run as root: as root, it runs as this user
SHARED = Path("/var/lib/perfplan")  # used as root only, when that user can't reach the checkout or the data folder


def data_folder():
    return Path(os.environ.get("PERFPLAN_DATA") or ROOT / ".data").expanduser().absolute()


def package(name):
    """The folder of an installed package, without running any of it."""
    return Path(find_spec(name).submodule_search_locations[0])


def private_folder(path):
    path.mkdir(parents=True, exist_ok=True)
    return path


def write_private(path, text):
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def server_user():
    """The user that PostgreSQL runs as, or None when we are an ordinary user ourselves."""
    if os.geteuid() != 0:
        return None
    useradd = shutil.which("useradd")
    for command in (None, [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVER_USER]):
        if command and useradd:
            subprocess.run(command, capture_output=True)
        try:
            return pwd.getpwnam(SERVER_USER)
        except KeyError:
            continue
    return pwd.getpwnam("nobody")


def as_user(user):
    """Arguments for subprocess that run a program as that user."""
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def can_reach(user, path):
    """Whether that user can go into a folder, whatever the rights of those above it."""
    if user is None:
        return True
    return subprocess.run(["/bin/sh", "-c", 'cd "$1"', "sh", path], capture_output=True, **as_user(user)).returncode == 0


def reachable_place(user, wanted, key):
    """The wanted folder's path if the server's user can get there; else one under /var/lib/perfplan, named after it."""
    if can_reach(user, wanted.parent):
        return wanted
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    return SHARED / f"{key}-{sha256(str(wanted.resolve()).encode()).hexdigest()[:16]}"
