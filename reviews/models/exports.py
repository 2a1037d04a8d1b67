"""What HR takes out, asked for in the browser and written by a worker."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import Errand, ErrandQuerySet
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
    ExportState.WRITING: {ExportState.WRITING, ExportState.READY, ExportState.FAILED},
    ExportState.READY: {ExportState.EXPIRED},
    ExportState.FAILED: {ExportState.ASKED},
    ExportState.EXPIRED: set(),
}


class ExportFormat(models.TextChoices):
    """What kind of file."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"
    JSONL = "jsonl", "JSON Lines"
    PDF = "pdf", "PDF"


class ExportQuerySet(ErrandQuerySet):
    """Reads of exports."""

    def for_list(self):
        """What a list of exports shows, the newest first."""
        return self.select_related("round").order_by("-asked_at")


class Export(Errand):
    """One request for a file of review records, with the asker's rights at the time it is written."""

    steps = NEXT
    attempts = 5
    progress_field = "done_rows"
    stands = _("This export is %(now)s.")
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="exports", verbose_name=_("round"))
    format = models.CharField(_("format"), max_length=6, choices=ExportFormat, default=ExportFormat.CSV)
    filters = models.JSONField(default=dict, blank=True)
    columns = models.JSONField(default=list, blank=True)
    reason = models.CharField(_("why you need it"), max_length=400)
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.ASKED)
    done_rows = models.PositiveIntegerField(default=0)
    total_rows = models.PositiveIntegerField(null=True, blank=True)
    file = models.CharField(max_length=200, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (Q(finished_at__isnull=False) & ~Q(file="")),
                name="export_ready_has_file",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="export_has_reason"),
        ]
        indexes = [models.Index(fields=["asked_at"], name="export_due", condition=Q(state__in=["asked", "writing"]))]

    def __str__(self):
        return f"{self.round} as {self.get_format_display()}"

    def get_absolute_url(self):
        return reverse("reviews:export_detail", args=[self.pk])
