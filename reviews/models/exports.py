"""What HR takes out, asked for in the browser and written by a worker."""

import datetime
import uuid

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.states import Moving
from reviews.models.rounds import ReviewRound

LEASE = datetime.timedelta(seconds=60)  # renewed with each batch of rows; over when a worker died
ATTEMPTS = 5


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


class ExportQuerySet(models.QuerySet):
    """Reads of exports, and the claim of the next one to write."""

    def visible_to(self, person):
        """One's own."""
        return self.filter(by=person)

    def for_list(self):
        """What a list of exports shows, the newest first."""
        return self.select_related("round").order_by("-asked_at")

    def due(self):
        """Those to be written: asked for, or left behind by a worker that died."""
        left_behind = Q(state=ExportState.WRITING, lease_until__lt=timezone.now())
        return self.filter(Q(state=ExportState.ASKED) | left_behind).order_by("asked_at")

    def claim(self):
        """Take the next one that is due for a minute, or None. Two workers never get the same."""
        with transaction.atomic():
            export = self.due().select_for_update(skip_locked=True).first()
            if export is None:
                return None
            export.take()
        return export

    def in_use(self):
        """The states of exports that have a file, or are getting one, by id as text."""
        held = self.filter(state__in=[ExportState.WRITING, ExportState.READY])
        return {str(key): state for key, state in held.values_list("pk", "state")}

    def over(self):
        """Ready files whose time has passed."""
        return self.filter(state=ExportState.READY, expires_at__lt=timezone.now())


class Export(Moving):
    """One request for a file of review records, with the asker's rights at the time it is written."""

    steps = NEXT
    stands = _("This export is %(now)s.")
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="exports", verbose_name=_("round"))
    format = models.CharField(_("format"), max_length=6, choices=ExportFormat, default=ExportFormat.CSV)
    filters = models.JSONField(default=dict, blank=True)
    columns = models.JSONField(default=list, blank=True)
    reason = models.CharField(_("why you need it"), max_length=400)
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.ASKED)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempt = models.PositiveSmallIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    total_rows = models.PositiveIntegerField(null=True, blank=True)
    file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    error = models.CharField(max_length=400, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

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

    @property
    def is_running(self):
        """Whether it is still on its way."""
        return self.state in (ExportState.ASKED, ExportState.WRITING)

    def take(self):
        """Hold it for a minute, to write it. Within the transaction that locks or makes the row."""
        stamps = {"attempt": self.attempt + 1, "lease_token": uuid.uuid4(), "lease_until": timezone.now() + LEASE}
        self.move_to(ExportState.WRITING, done_rows=0, **stamps)

    def keep_lease(self, **progress):
        """Say that the worker is alive and how far it is. False if another worker has taken over."""
        mine = Export.objects.filter(pk=self.pk, state=ExportState.WRITING, lease_token=self.lease_token)
        return bool(mine.update(lease_until=timezone.now() + LEASE, **progress))
