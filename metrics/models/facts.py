"""What came in: raw CRM facts, kept so that derived metrics can be computed again, and the imports that brought them."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited
from people.models.states import Moving


class ImportState(models.TextChoices):
    """How far an import has come."""

    LOOKING = "looking", _("being looked at")
    PREVIEWED = "previewed", _("waits for your word")
    RUNNING = "running", _("being taken in")
    DONE = "done", _("taken in")
    DISCARDED = "discarded", _("put aside")
    FAILED = "failed", _("stopped")
    UNDONE = "undone", _("undone")


IMPORT_NEXT = {
    ImportState.LOOKING: {ImportState.LOOKING, ImportState.PREVIEWED, ImportState.FAILED, ImportState.DISCARDED},
    ImportState.PREVIEWED: {ImportState.RUNNING, ImportState.LOOKING, ImportState.DONE, ImportState.DISCARDED},
    ImportState.RUNNING: {ImportState.RUNNING, ImportState.DONE, ImportState.FAILED},
    ImportState.DONE: {ImportState.UNDONE},
    ImportState.DISCARDED: set(),
    ImportState.FAILED: {ImportState.LOOKING, ImportState.DISCARDED},
    ImportState.UNDONE: set(),
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
    mapping = models.ForeignKey("metrics.ImportMapping", models.SET_NULL, null=True, blank=True, related_name="imports")
    choices = models.JSONField(default=dict)  # how this file is to be read, where it differs from the mapping
    preview = models.JSONField(default=dict)  # its header, first rows, and what would change
    note = models.CharField(_("note"), max_length=400, blank=True)  # of a value typed by hand
    size = models.PositiveBigIntegerField(default=0)  # bytes to read
    read = models.PositiveBigIntegerField(default=0)  # bytes read, while it is looked at or taken in
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
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


@audited()
class ImportMapping(models.Model):
    """How the files of one source are read: remembered under a name, and found again by their header."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(max_length=30)  # observations, opportunities or activities
    header = models.CharField(max_length=64, blank=True)  # SHA-256 of the folded names of its columns
    columns = models.JSONField(default=dict)  # our name -> the column's
    stages = models.JSONField(default=dict)  # the CRM's name, folded -> open, won or lost
    types = models.JSONField(default=dict)  # the CRM's name, folded -> type of an activity
    owners = models.JSONField(default=dict)  # the CRM's name, folded -> a person's e-mail address, "" for nobody
    choices = models.JSONField(default=dict)  # dates, decimal mark, currency, separator
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "made_by"], nulls_distinct=False, name="mapping_named_once")
        ]

    def __str__(self):
        return self.name


class ReplacedObservation(models.Model):
    """What a value was before an import wrote over it or took it away: with it, the import can be undone."""

    id = models.BigAutoField(primary_key=True)
    by_import = models.ForeignKey(Import, models.CASCADE, related_name="replaced_observations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    metric = models.ForeignKey("metrics.Metric", models.CASCADE, related_name="+", db_index=False)
    period_start = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=4)
    denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    source = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="+", db_index=False)  # where that value came from

    def __str__(self):
        return f"{self.metric} {self.period_start} was {self.value}"


class ReplacedFact(models.Model):
    """What an opportunity or activity was before an import wrote over it. Of one that was not there before, nothing is kept."""

    id = models.BigAutoField(primary_key=True)
    by_import = models.ForeignKey(Import, models.CASCADE, related_name="replaced_facts")
    external_id = models.CharField(max_length=120)
    before = models.JSONField(default=dict)

    def __str__(self):
        return self.external_id


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
    crm_closed_on = models.DateField(null=True)  # what the CRM gives, also while it is open: then a hope, and not counted
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
