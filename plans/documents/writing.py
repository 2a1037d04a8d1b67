"""What a worker does with the documents that were asked for: makes the file, keeps it for a day, lets it go."""

import hashlib
import logging
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from people.verdict import Refused, Stale
from plans import rules
from plans.actions import expire_document, fail_document, release_document
from plans.documents.binder import bound
from plans.documents.setting import pdf_of
from plans.documents.texts import text_for
from plans.models import Document
from plans.models.documents import ATTEMPTS

log = logging.getLogger(__name__)
GAVE_UP = _("It could not be made in three attempts. Ask an administrator to look at the worker’s log.")
BROKEN = _("It could not be made. Try again; if it fails again, ask an administrator to look at the worker’s log.")


def folder():
    """Where the files of documents are kept."""
    path = Path(settings.DATA_DIR) / "documents"
    path.mkdir(parents=True, exist_ok=True)
    return path


def path_of(document):
    """Where the file of a document is: of this attempt, so that a worker that was given up overwrites nothing."""
    return folder() / name_of(document.pk, document.attempt)


def name_of(key, attempt):
    """What a file is called."""
    return f"{key}.{attempt}.pdf"


def write_next():
    """Make the next document that is due, if any; answers it. What a dying worker leaves behind is taken again in a minute."""
    document = Document.objects.claim()
    if document is None:
        return None
    if document.attempt > ATTEMPTS:
        return fail_document(document, by=document.by, sentence=GAVE_UP)
    try:
        _write(document)
    except Stale:
        log.warning("document %s was taken over by another worker", document.pk)
    except Refused as refusal:
        fail_document(document, by=document.by, sentence=refusal)
    except Exception:
        log.exception("document %s could not be made", document.pk)
        fail_document(document, by=document.by, sentence=BROKEN)
    return document


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
        return bound(document.manager, me, at=document.asked_at, progress=lambda **how_far: _alive(document, **how_far))
    text = text_for(me, document.plan, number=document.number, draft=document.number is None)
    if text is None:
        rules.NOT_READABLE.enforce()
    _alive(document, total=1)
    return pdf_of(text, me), [[str(document.plan_id), text.number]]


def _alive(document, **how_far):
    if not document.keep_lease(**how_far):
        raise Stale("")


def sweep():
    """Delete the files whose time has passed, and what dead workers left behind."""
    places = list(folder().iterdir())  # before the rows are read: what a worker begins after this is not touched
    for document in Document.objects.over():
        expire_document(document, by=document.by)
    kept = {name_of(key, attempt) for key, attempt in Document.objects.with_file()}
    for place in places:
        if place.name not in kept:
            place.unlink(missing_ok=True)
