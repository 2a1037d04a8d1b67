"""What came in: raw CRM facts, kept so that derived metrics can be computed again, and the imports that brought them."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models.states import Moving


class ImportState(models.TextChoices):
    """How far an import has come."""

    PREVIEWED = "previewed", _("waits for your word")
    DONE = "done", _("taken in")
    DISCARDED = "discarded", _("put aside")


IMPORT_NEXT = {
    ImportState.PREVIEWED: {ImportState.DONE, ImportState.DISCARDED},
    ImportState.DONE: set(),
    ImportState.DISCARDED: set(),
}


class ImportQuerySet(models.QuerySet):
    """Reads of imports."""

    def visible_to(self, person):
        """One's own; an administrator sees all."""
        return self if person.has_role("admin") else self.filter(by=person)

    def for_list(self):
        """What a list of imports shows, newest first."""
        return self.select_related("by").exclude(state=ImportState.DISCARDED).order_by("-at", "id")


class Import(Moving):
    """One file or call that brought observations or CRM facts. An uploaded one is previewed first, its file kept until then."""

    steps = IMPORT_NEXT
    stands = _("This import is already %(now)s.")
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30)
    file_name = models.CharField(max_length=255)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.DONE)
    file = models.FileField(upload_to="imports", blank=True)
    dates = models.CharField(max_length=3, default="ymd")
    encoding = models.CharField(max_length=20, blank=True)
    accepted = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.file_name} ({self.kind})"

    def get_absolute_url(self):
        return reverse("metrics:import_detail", args=[self.pk])


class RefusedRow(models.Model):
    """A row of an import that was not taken, and why."""

    source = models.ForeignKey(Import, models.CASCADE, related_name="refused_rows")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500)
    row = models.JSONField(default=list)

    class Meta:
        ordering = ["line"]

    def __str__(self):
        return f"line {self.line}: {self.reason}"


class Stage(models.TextChoices):
    """Where an opportunity stands, whatever the CRM calls it."""

    OPEN = "open", _("open")
    WON = "won", _("won")
    LOST = "lost", _("lost")


class Opportunity(models.Model):
    """One opportunity as the CRM told it last."""

    id = models.BigAutoField(primary_key=True)
    external_id = models.CharField(max_length=120, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="opportunities")
    stage = models.CharField(max_length=10, choices=Stage)
    crm_stage = models.CharField(max_length=80)
    created_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    value = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    list_value = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    product = models.CharField(max_length=120, blank=True)
    account = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "opportunities"
        indexes = [
            models.Index(fields=["owner", "created_on"], name="opportunity_created"),
            models.Index(fields=["owner", "closed_on"], name="opportunity_closed"),
        ]

    def __str__(self):
        return self.external_id


class Activity(models.Model):
    """One activity as the CRM told it last."""

    id = models.BigAutoField(primary_key=True)
    external_id = models.CharField(max_length=120, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="activities")
    type = models.CharField(max_length=40)
    happened_on = models.DateField()
    source = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "activities"
        indexes = [models.Index(fields=["owner", "happened_on"], name="activity_happened")]

    def __str__(self):
        return self.external_id
