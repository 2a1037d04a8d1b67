"""Documents that a worker makes. Asking is a row; what one reads as no party to it is on the access log of whom it is about."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.actions import record_access
from people.verdict import Stale
from plans import rules
from plans.models import Document, DocumentKind, DocumentState

KEPT = datetime.timedelta(hours=24)


@transaction.atomic
def ask_binder(manager, *, by):
    """Ask for a binder of all plans in force of a manager's team. It is made with the rights that `by` has at that time."""
    rules.can_bind(by, manager).enforce()
    return _asked(by=by, kind=DocumentKind.BINDER, manager=manager)


@transaction.atomic
def ask_document(plan, *, by, number=None):
    """Ask for a document of a long text: a version of a plan, or (without a number) what is being written."""
    if not rules.readable(by, [[str(plan.pk), number]]):
        rules.NOT_READABLE.enforce()
    return _asked(by=by, kind=DocumentKind.PLAN, plan=plan, number=number)


@transaction.atomic
def ask_again(document, *, by):
    """Ask once more for a document that failed or is no longer kept; one that is on its way already is answered instead."""
    document.lock()
    rules.can_ask_again(by, document).enforce()
    waiting = Document.objects.on_its_way(**_what(document))
    if waiting is None:
        document.move_to(DocumentState.ASKED, attempt=0, error="", done=0, total=None, finished_at=None, expires_at=None)
    return waiting or document


@transaction.atomic
def release_document(document, *, by, holds, sha256, size):
    """Let the asker have the file that a worker has made. Raises Stale if another worker has taken it over meanwhile."""
    token = document.lease_token
    document.lock()
    if document.state != DocumentState.WRITING or document.lease_token != token:
        raise Stale(_("Another worker makes this document."), current=document)
    now = timezone.now()
    facts = {"holds": holds, "sha256": sha256, "size": size, "done": len(holds), "total": len(holds)}
    document.move_to(
        DocumentState.READY, finished_at=now, expires_at=now + KEPT, lease_until=None, lease_token=None, error="", **facts
    )
    return document


@transaction.atomic
def fail_document(document, *, by, sentence):
    """Say why a document could not be made."""
    token = document.lease_token
    document.lock()
    if document.state == DocumentState.WRITING and document.lease_token == token:
        stamps = {"finished_at": timezone.now(), "lease_until": None, "lease_token": None}
        document.move_to(DocumentState.FAILED, error=str(sentence)[:400], **stamps)
    return document


@transaction.atomic
def fetch_document(document, *, by):
    """Hand the file out, to who may still read all of it. If the access log can't be written, there is no file."""
    document.lock()
    rules.can_fetch(by, document).enforce()
    for plan, version in rules.readable(by, document.holds):
        if version is not None and rules.side_of(by, plan) is None:
            record_access(by=by, subject=plan.person, thing="plan_version", thing_id=version.pk, purpose="downloaded")
    return document


@transaction.atomic
def expire_document(document, *, by):
    """Let a file go whose time has passed. The request stays."""
    document.lock()
    if document.state == DocumentState.READY and document.expires_at <= timezone.now():
        document.move_to(DocumentState.EXPIRED)
    return document


def _asked(**what):
    """A new request, or the one for just that which is on its way already (a second click asks for nothing new)."""
    try:
        with transaction.atomic():
            return Document.objects.create(**what)
    except IntegrityError:
        return Document.objects.on_its_way(**what) or Document.objects.create(**what)


def _what(document):
    return {name: getattr(document, name) for name in ("by", "kind", "manager", "plan", "number")}
