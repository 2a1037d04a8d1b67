"""What HR takes out, asked for in the browser and written by a worker."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reviews.models.rounds import ReviewRound


class ExportState(models.TextChoices):
    """How far an export has come."""

    ASKED = "asked", _("waiting")
    WRITING = "writing", _("being written")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("expired")


NEXT = {
    ExportState.ASKED: {ExportState.WRITING, ExportState.FAILED},
    ExportState.WRITING: {ExportState.READY, ExportState.FAILED, ExportState.ASKED},
    ExportState.READY: {ExportState.EXPIRED},
    ExportState.FAILED: {ExportState.ASKED},
    ExportState.EXPIRED: set(),
}


class ExportQuerySet(models.QuerySet):
    """Reads of exports."""

    def visible_to(self, person):
        """One's own."""
        return self.filter(by=person)


class Export(models.Model):
    """One request for a file of review records, with the asker's rights at the time it is written."""

    FORMATS = [("csv", "CSV"), ("xlsx", "XLSX"), ("jsonl", "JSON Lines"), ("pdf", "PDF")]
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="exports")
    format = models.CharField(_("format"), max_length=6, choices=FORMATS, default="csv")
    filters = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    reason = models.CharField(_("why you need it"), max_length=400)
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.ASKED)
    lease_until = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    total_rows = models.PositiveIntegerField(null=True)
    file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=400, blank=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (Q(finished_at__isnull=False) & ~Q(file="")),
                name="export_ready_has_file",
            )
        ]

    def __str__(self):
        return f"{self.round} as {self.format}"

    def get_absolute_url(self):
        return reverse("reviews:export_detail", args=[self.pk])
