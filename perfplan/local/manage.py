"""bin/manage: one Django command, with database and broker at hand."""

import signal
import subprocess
import sys

from perfplan.local import folders, servers
from perfplan.local.checks import refuse_missing_settings


def run_forwarding(command, **more):
    """Run a program in the foreground and pass on what asks it to end; answer with its exit status."""
    with subprocess.Popen(command, **more) as child:

        def pass_on(number, _frame):
            child.send_signal(number)

        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, pass_on)
        signal.signal(signal.SIGINT, lambda *_: None)  # the terminal has told the child as well
        status = child.wait()
    return status if status >= 0 else 128 - status


def main(arguments):
    with servers.ready():
        refuse_missing_settings()
        return run_forwarding([sys.executable, folders.ROOT / "manage.py", *arguments])
