"""What a worker does with files that were asked for (`people.models.Errand`): one after another, each whole or not at all."""

import logging
import shutil
from pathlib import Path

from django.conf import settings

from people.verdict import Refused, Stale

log = logging.getLogger(__name__)


def folder(name):
    """Where files of that kind are kept."""
    path = Path(settings.DATA_DIR) / name
    path.mkdir(parents=True, exist_ok=True)
    return path


def do_next(errands, *, do, fail, gave_up, broken):
    """Do the next errand that is due, if any; answers it. What a dying worker leaves behind is taken again in a minute.

    `do` makes the file of an errand and releases it. `fail` is the action that says why there is none: the sentence of a refusal,
    `broken` after an error, `gave_up` after too many attempts that nobody heard the end of.
    """
    errand = errands.claim()
    if errand is None:
        return None
    if errand.attempt > errand.attempts:
        return fail(errand, by=errand.by, sentence=gave_up)
    try:
        do(errand)
    except Stale:
        log.warning("%s %s was taken over by another worker", type(errand).__name__, errand.pk)
    except Refused as refusal:
        fail(errand, by=errand.by, sentence=refusal)
    except Exception:
        log.exception("%s %s could not be made", type(errand).__name__, errand.pk)
        fail(errand, by=errand.by, sentence=broken)
    return errand


def stay_alive(errand, **how_far):
    """Say that the worker is alive and how far it is; raises Stale if another worker has taken over."""
    if not errand.keep_lease(**how_far):
        raise Stale("")


def sweep(place, errands, *, expire, names):
    """Delete the files in `place` whose time has passed, and what dead workers left behind.

    `expire` is the action that lets a file go. `names` answers which names still stand for something, once that is done.
    """
    found = list(place.iterdir())  # before the rows are read: what a worker begins after this is not touched
    for errand in errands.over():
        expire(errand, by=errand.by)
    is_wanted = names()
    for path in found:
        if is_wanted(path):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
