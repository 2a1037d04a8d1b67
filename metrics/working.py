"""What a worker does with files that are too large for somebody to wait for: looks at them, takes them in.

What it writes is one transaction, so how far it is, and that it lives, is said on a connection of its own meanwhile.
"""

import contextlib
import copy
import threading

from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from metrics import actions
from metrics.models import Import, ImportState
from people import errands
from people.tables import Unreadable
from people.verdict import Refused

EVERY = 2  # seconds between two words about how far it is
GAVE_UP = _("It could not be read in three attempts. Ask an administrator to look at the worker’s log.")
BROKEN = _("It stopped, and nothing was taken in. If it stops again, ask an administrator to look at the worker’s log.")
STEPS = {ImportState.LOOKING: actions.look, ImportState.RUNNING: actions.take_in}


def work_next():
    """Go on with the next import that waits for a worker, if any; answers it."""
    return errands.do_next(Import.objects, do=_go_on, fail=actions.fail, gave_up=GAVE_UP, broken=BROKEN)


def _go_on(batch):
    """Look at it, or take it in, as whoever sent it. Raises Refused with the sentence for them."""
    if batch.by is None:
        raise Refused(str(GAVE_UP))
    with translation.override(batch.by.language), timezone.override(batch.by.time_zone), alive(batch):
        try:
            STEPS[batch.state](batch, by=batch.by)
        except Unreadable as unreadable:
            raise Refused(str(unreadable)) from None


@contextlib.contextmanager
def alive(batch):
    """Say every two seconds how far the import is, and that its worker lives."""
    over = threading.Event()
    teller = threading.Thread(target=_tell, args=(copy.copy(batch), batch, over), daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()


def _tell(held, batch, over):
    """The teller's life, on its own connection. `held`: the import as its worker took it."""
    try:
        while not over.wait(EVERY):
            table = getattr(batch, "reading", None)
            if not held.keep_lease(read=table.place() if table is not None else 0):
                return
    finally:
        connection.close()
