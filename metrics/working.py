"""What a worker does with files that are too large for somebody to wait for: looks at them, takes them in.

A worker holds an import for a minute and renews that while it reads, on a connection of its own, so that everybody sees how far
it is while what it writes is still one transaction. What a dying worker leaves behind is taken up again, three times at most.
"""

import contextlib
import logging
import threading

from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics import actions
from metrics.models import Import, ImportState
from metrics.models.facts import ATTEMPTS
from people.tables import Unreadable
from people.verdict import Refused

log = logging.getLogger(__name__)
EVERY = 2  # seconds between two words about how far it is
GAVE_UP = gettext_lazy("It could not be read in three attempts. Ask an administrator to look at the worker’s log.")
BROKEN = gettext_lazy(
    "It stopped, and nothing was taken in. If it stops again, ask an administrator to look at the worker’s log."
)
STEPS = {ImportState.LOOKING: actions.look, ImportState.RUNNING: actions.take_in}


def work_next():
    """Go on with the next import that waits for a worker, if any; answers it."""
    batch = Import.objects.claim()
    if batch is None:
        return None
    attempt = batch.attempt
    if batch.by is None or attempt > ATTEMPTS:
        _fail(batch, attempt, GAVE_UP)
        return batch
    try:
        with translation.override(batch.by.language), timezone.override(batch.by.time_zone), alive(batch):
            STEPS[batch.state](batch, by=batch.by)
    except (Unreadable, Refused) as refused:
        _fail(batch, attempt, refused)
    except Exception:
        log.exception("import %s stopped", batch.pk)
        _fail(batch, attempt, BROKEN)
    return batch


def _fail(batch, attempt, sentence):
    """Say why it stopped, unless another worker has it by now."""
    with contextlib.suppress(Refused):
        actions.fail(batch, by=batch.by, attempt=attempt, sentence=_(str(sentence)))


@contextlib.contextmanager
def alive(batch):
    """Say every two seconds how far the import is, and that its worker lives."""
    over = threading.Event()
    teller = threading.Thread(target=_tell, args=(batch, over), daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()


def _tell(batch, over):
    """The teller's life, on its own connection."""
    try:
        while not over.wait(EVERY):
            table = getattr(batch, "reading", None)
            if not batch.keep_lease(table.place() if table is not None else 0):
                return
    finally:
        connection.close()
