"""bin/up, bin/test and bin/manage end here."""

import sys

from perfplan.local import manage, testing, up
from perfplan.local.refusal import Refusal

COMMANDS = {"up": up.main, "test": testing.main, "manage": manage.main}


def main():
    try:
        return COMMANDS[sys.argv[1]](sys.argv[2:])
    except Refusal as refusal:
        print(f"perfplan: {refusal}", file=sys.stderr)
        return 1


sys.exit(main())
