"""bin/up, bin/test and bin/manage end here."""

import signal
import sys

from perfplan.local import manage, testing, up
from perfplan.local.refusal import Refusal

COMMANDS = {"up": up.main, "test": testing.main, "manage": manage.main}


def end(number, _frame):
    """Leave through every `finally`, so that what was started is stopped."""
    raise SystemExit(128 + number)


def main():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup is respected
            signal.signal(number, end)
    try:
        return COMMANDS[sys.argv[1]](sys.argv[2:])
    except Refusal as refusal:
        print(f"perfplan: {refusal}", file=sys.stderr)
        return 1


sys.exit(main())
