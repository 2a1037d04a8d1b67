"""Keeps the processes running: starts them again when they crash, shows their log lines, ends them all together."""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time

from perfplan.local import children, folders

PATIENCE = 20  # seconds for a process to finish what it is doing when asked to end
LONGEST_PAUSE = 30  # seconds between two starts of a process that crashes each time


class Kept:
    """One process that is kept running."""

    def __init__(self, process):
        self.name = process.name
        self.command = [sys.executable, *process.command[1:]]
        self.child = None
        self.pause = 1
        self.started_at = self.start_again_at = 0.0

    def start(self, environment):
        self.started_at = time.monotonic()
        self.child = children.start(
            self.command, cwd=folders.ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        os.set_blocking(self.child.stdout.fileno(), False)
        self.rest = b""

    def has_ended(self):
        return self.child is not None and self.child.poll() is not None

    def plan_next_start(self):
        """When to start it again: at once after a long life, later and later while it keeps crashing."""
        lived = time.monotonic() - self.started_at
        self.pause = 1 if lived > 60 else min(self.pause * 2, LONGEST_PAUSE)
        self.start_again_at = time.monotonic() + self.pause
        self.child = None

    def lines(self):
        """The whole lines that it has written since."""
        with contextlib.suppress(BlockingIOError):
            while part := os.read(self.child.stdout.fileno(), 65536):
                self.rest += part
        *lines, self.rest = self.rest.split(b"\n")
        return [line.decode(errors="replace") for line in lines]


class Supervisor:
    """All of them; single-threaded, because a child's life is bound to the thread that started it."""

    def __init__(self, processes, environment):
        self.kept = [Kept(process) for process in processes]
        self.environment = environment
        self.selector = selectors.DefaultSelector()
        self.asked_to_end = self.in_a_hurry = False

    def listen_to_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self.ask_to_end)

    def ask_to_end(self, *_signal):
        self.in_a_hurry = self.asked_to_end  # asked for the second time
        self.asked_to_end = True

    def start(self, kept):
        kept.start(self.environment)
        self.selector.register(kept.child.stdout, selectors.EVENT_READ, kept)

    def turn(self, seconds=0.2):
        """Show what was written, and start again what has crashed."""
        for key, _events in self.selector.select(seconds):
            self.show(key.data)
        for kept in self.kept:
            if kept.has_ended():
                self.show(kept)
                self.say(kept, f"ended with status {kept.child.returncode}")
                self.leave(kept)
                kept.plan_next_start()
            elif kept.child is None and time.monotonic() >= kept.start_again_at and not self.asked_to_end:
                self.start(kept)

    def leave(self, kept):
        """Forget a process that has ended, and end what it may have left in its group."""
        children.signal_group(kept.child.pid, signal.SIGKILL)
        self.selector.unregister(kept.child.stdout)
        kept.child.stdout.close()

    def show(self, kept):
        for line in kept.lines():
            self.say(kept, line)

    def say(self, kept, line):
        print(f"{kept.name:>6} | {line}", flush=True)

    def run(self, until=lambda: False):
        """Turn until asked to end, or until the condition holds."""
        while not self.asked_to_end and not until():
            self.turn()

    def end(self):
        """Ask all to end, wait, then leave nothing of their groups."""
        self.asked_to_end = True
        running = [kept for kept in self.kept if kept.child is not None]
        for kept in running:
            kept.child.terminate()
        deadline = time.monotonic() + PATIENCE
        while any(not kept.has_ended() for kept in running) and time.monotonic() < deadline and not self.in_a_hurry:
            for kept in running:
                self.show(kept)
            time.sleep(0.1)
        for kept in running:
            children.signal_group(kept.child.pid, signal.SIGKILL)
            kept.child.wait()
            self.show(kept)
            self.leave(kept)
        self.selector.close()
