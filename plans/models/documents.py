"""Documents that take a while: asked for in the browser, set by a worker, fetched for a day."""

import datetime
import uuid

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Moving
from plans.models.plan import Plan

LEASE = datetime.timedelta(seconds=60)  # renewed with each plan that is read; over when a worker died
ATTEMPTS = 3


class DocumentState(models.TextChoices):
    """How far a document has come."""

    ASKED = "asked", _("waiting")
    WRITING = "writing", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("expired")


class DocumentKind(models.TextChoices):
    """What a document holds."""

    BINDER = "binder", _("the plans of a team")
    PLAN = "plan", _("one plan")


class DocumentQuerySet(models.QuerySet):
    """Reads of documents, and the claim of the next one to make."""

    def visible_to(self, person):
        """One's own."""
        return self.filter(by=person)

    def for_list(self):
        """What a list of documents shows, the newest first."""
        return self.select_related("by", "manager", "plan", "plan__person").order_by("-asked_at")

    def on_its_way(self, **what):
        """The one that holds just this and is not made yet, or None."""
        return self.filter(state__in=[DocumentState.ASKED, DocumentState.WRITING], **what).first()

    def due(self):
        """Those to be made: asked for, or left behind by a worker that died."""
        left_behind = Q(state=DocumentState.WRITING, lease_until__lt=timezone.now())
        return self.filter(Q(state=DocumentState.ASKED) | left_behind).order_by("asked_at")

    def claim(self):
        """Take the next one that is due for a minute, or None. Two workers never get the same."""
        with transaction.atomic():
            document = self.due().select_for_update(skip_locked=True).first()
            if document is None:
                return None
            document.take()
        return document

    def with_file(self):
        """Ids and attempts of those that have a file, or are getting one."""
        return self.filter(state__in=[DocumentState.WRITING, DocumentState.READY]).values_list("pk", "attempt")

    def over(self):
        """Ready files whose time has passed."""
        return self.filter(state=DocumentState.READY, expires_at__lt=timezone.now())


class Document(Moving):
    """One request for a document, made with the asker's rights at that time, and handed out with those of the moment.

    `holds` lists what is in the file, as pairs of a plan and the number of its version (None: the working copy).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=6, choices=DocumentKind, default=DocumentKind.BINDER)
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("whose team")
    )
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="documents")
    number = models.PositiveIntegerField(null=True, blank=True)  # of the plan's version; None: the working copy
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.ASKED)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempt = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    holds = models.JSONField(default=list, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    error = models.CharField(max_length=400, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()
    steps = {
        DocumentState.ASKED: {DocumentState.WRITING},
        DocumentState.WRITING: {DocumentState.WRITING, DocumentState.READY, DocumentState.FAILED},
        DocumentState.READY: {DocumentState.EXPIRED},
        DocumentState.FAILED: {DocumentState.ASKED},
        DocumentState.EXPIRED: {DocumentState.ASKED},
    }
    stands = _("This document is %(now)s.")

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (Q(finished_at__isnull=False, expires_at__isnull=False) & ~Q(sha256="")),
                name="document_ready_has_file",
            ),
            models.CheckConstraint(
                condition=Q(kind="binder", manager__isnull=False, plan__isnull=True)
                | Q(kind="plan", plan__isnull=False, manager__isnull=True),
                name="document_of_a_team_or_a_plan",
            ),
            models.UniqueConstraint(
                fields=["by", "kind", "manager", "plan", "number"],
                condition=Q(state__in=["asked", "writing"]),
                nulls_distinct=False,
                name="document_once_on_its_way",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="document_due", condition=Q(state__in=["asked", "writing"]))]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.manager or self.plan}"

    def get_absolute_url(self):
        return reverse("plans:document_detail", args=[self.pk])

    @property
    def is_running(self):
        """Whether it is still on its way."""
        return self.state in (DocumentState.ASKED, DocumentState.WRITING)

    def take(self):
        """Hold it for a minute, to make it. Within the transaction that locks the row."""
        stamps = {"attempt": self.attempt + 1, "lease_token": uuid.uuid4(), "lease_until": timezone.now() + LEASE}
        self.move_to(DocumentState.WRITING, done=0, **stamps)

    def keep_lease(self, **progress):
        """Say that the worker is alive and how far it is. False if another worker has taken over."""
        mine = Document.objects.filter(pk=self.pk, state=DocumentState.WRITING, lease_token=self.lease_token)
        return bool(mine.update(lease_until=timezone.now() + LEASE, **progress))
