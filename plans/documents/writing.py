"""What a worker does with the documents that were asked for: makes the file, keeps it for a day, lets it go."""

import hashlib
from functools import partial

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from people import errands
from plans import rules
from plans.actions import expire_document, fail_document, release_document
from plans.documents.binder import bound
from plans.documents.setting import pdf_of
from plans.documents.texts import text_for
from plans.models import Document

GAVE_UP = _("It could not be made in three attempts. Ask an administrator to look at the worker’s log.")
BROKEN = _("It could not be made. Try again; if it fails again, ask an administrator to look at the worker’s log.")


def folder():
    """Where the files of documents are kept."""
    return errands.folder("documents")


def path_of(document):
    """Where the file of a document is: of this attempt, so that a worker that was given up overwrites nothing."""
    return folder() / name_of(document.pk, document.attempt)


def name_of(key, attempt):
    """What a file is called."""
    return f"{key}.{attempt}.pdf"


def write_next():
    """Make the next document that is due, if any; answers it."""
    return errands.do_next(Document.objects, do=_write, fail=fail_document, gave_up=GAVE_UP, broken=BROKEN)


def _write(document):
    """Make the file with the rights, in the language and at the place of the asker; it is there whole or not at all."""
    me = document.by
    with translation.override(me.language), timezone.override(me.time_zone):
        made, holds = _made(document, me)
    facts = {"holds": holds, "sha256": hashlib.sha256(made).hexdigest(), "size": len(made)}
    place = path_of(document)
    try:
        place.write_bytes(made)
        release_document(document, by=me, **facts)
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def _made(document, me):
    if document.manager_id:
        rules.can_bind(me, document.manager).enforce()
        return bound(document.manager, me, at=document.asked_at, progress=partial(errands.stay_alive, document))
    text = text_for(me, document.plan, number=document.number, draft=document.number is None)
    if text is None:
        rules.NOT_READABLE.enforce()
    errands.stay_alive(document, total=1)
    return pdf_of(text, me), [[str(document.plan_id), text.number]]


def sweep():
    """Delete the files whose time has passed, and what dead workers left behind."""
    errands.sweep(folder(), Document.objects, expire=expire_document, names=_wanted)


def _wanted():
    kept = {name_of(key, attempt) for key, attempt in Document.objects.with_file().values_list("pk", "attempt")}
    return lambda path: path.name in kept
