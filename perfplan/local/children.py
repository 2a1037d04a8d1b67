"""Starting programs so that they end with us, and ending those that an earlier, killed run left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time

import psutil

PR_SET_PDEATHSIG = 1


def dies_with_parent(signal_number):
    """A function for the child, before its program: Linux sends it that signal when its parent is gone."""
    parent = os.getpid()
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        prctl = libc.prctl
    except (OSError, AttributeError):  # not Linux: the next start cleans up instead
        return None

    def prepare():
        prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def start(command, *, bound=True, end=signal.SIGTERM, **more):
    """Start a program in a session of its own; if bound, it is told to end when we are killed."""
    return subprocess.Popen(command, start_new_session=True, preexec_fn=dies_with_parent(end) if bound else None, **more)


def mark(pid):
    """What makes a process recognisable later, when its number may belong to another one."""
    return {"pid": pid, "created": psutil.Process(pid).create_time()}


def find(recorded):
    """The process that was recorded by `mark`, or None when it is gone."""
    try:
        process = psutil.Process(recorded["pid"])
        same = abs(process.create_time() - recorded["created"]) < 0.02
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None


def is_gone(pid):
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_until(condition, seconds):
    """Whether the condition became true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def signal_group(pid, number):
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def end_recorded(recorded, *, gently=signal.SIGTERM, seconds=10):
    """End a process of an earlier run, and its group; nothing happens if its number has passed to another."""
    process = find(recorded)
    if process is None:
        return
    process.send_signal(gently)
    wait_until(lambda: is_gone(recorded["pid"]), seconds)
    signal_group(recorded["pid"], signal.SIGKILL)
    wait_until(lambda: is_gone(recorded["pid"]), 5)
