"""Documents that take a while: asked for in the browser, set by a worker, fetched for a day."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import Errand, ErrandQuerySet
from plans.models.plan import Plan


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


class DocumentQuerySet(ErrandQuerySet):
    """Reads of documents."""

    def for_list(self):
        """What a list of documents shows, the newest first."""
        return self.select_related("by", "manager", "plan", "plan__person").order_by("-asked_at")

    def on_its_way(self, **what):
        """The one that holds just this and is not made yet, or None."""
        return self.filter(state__in=[DocumentState.ASKED, DocumentState.WRITING], **what).first()


class Document(Errand):
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
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.ASKED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    holds = models.JSONField(default=list, blank=True)

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
