"""One scan in a process of its own, as the nightly one is: what it takes of time and memory."""

import time
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

import django
from django.urls import reverse


def clock(as_of):
    """(seconds, megabytes at the highest, the result in words) of a scan."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        return processes.submit(scanned, as_of).result()


def scanned(as_of):
    """The same, in this process."""
    django.setup()
    reverse("account_login")  # the pages that letters lead to: a worker knows them
    scan = import_module("metrics.actions").scan
    begin = time.perf_counter()
    result = str(scan(as_of=as_of))
    return time.perf_counter() - begin, highest(), result


def highest():
    """Megabytes of this process at its highest; what `getrusage` says begins with what its parent held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024 / 1e6
