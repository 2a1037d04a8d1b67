"""What came in: raw CRM facts, kept so that derived metrics can be computed again, and the imports that brought them."""

import uuid

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Grant, Leased, LeasedQuerySet
from people.models.audit import audited


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
UNDER_WAY = [ImportState.LOOKING, ImportState.RUNNING]


ONE_AT_A_TIME = 7_340_022  # the lock under which workers choose


class ImportQuerySet(LeasedQuerySet):
    """Reads of imports, and the claim of the next one that a worker is to go on with."""

    def visible_to(self, person):
        """One's own; an administrator sees all, but not what others typed by hand: that is between two people."""
        return self.exclude(~Q(by=person), kind="hand") if person.has_role("admin") else self.filter(by=person)

    def for_list(self):
        """What a list of imports shows, newest first."""
        return self.select_related("by", "undone_by").exclude(state=ImportState.DISCARDED).order_by("-at", "id")

    def done(self, kind):
        """Those of a kind that were taken in and are not undone, the latest first."""
        return self.filter(kind=kind, state=ImportState.DONE).order_by("-at", "-id")

    def under_way(self):
        """Those that are being looked at or taken in."""
        return self.filter(state__in=UNDER_WAY)

    def due(self):
        """Those that wait for a worker, or that a dead one left behind; none while a worker has one."""
        if self.under_way().filter(lease_until__gte=timezone.now()).exists():
            return self.none()
        return self.under_way().order_by("at")

    def claim(self):
        """The same one at a time, so that files that take long do not hold every worker."""
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
            return super().claim()


class Import(Leased):
    """One file or call that brought observations or CRM facts. An uploaded one is previewed first, its file kept until then."""

    steps = IMPORT_NEXT
    progress_field = "read"
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

    @property
    def fact(self):
        """What its rows are: observations, opportunities or activities."""
        return self.kind.removeprefix("crm.")

    @property
    def held_as(self):
        """A worker goes on with it as it is: being looked at, or being taken in."""
        return self.state

    @property
    def is_under_way(self):
        """Whether a worker has it, or will have."""
        return self.state in UNDER_WAY

    @property
    def questions(self):
        """What has to be answered before it can be taken in: {what: facts}."""
        return self.preview.get("questions", {})

    def stamp_done(self):
        """Note the time at which its numbers came in: the next look for drift goes by it."""
        self.done_at = timezone.now()
        self.save(update_fields=["done_at"])


class ImportMappingQuerySet(models.QuerySet):
    """Reads of mappings."""

    def visible_to(self, person):
        """Those by which one's files may be read; an administrator sees all."""
        return self if person.has_role("admin") else self.usable_by(person)

    def usable_by(self, person):
        """One's own, and those that an administrator made."""
        admins = Grant.objects.on(timezone.localdate()).filter(role="admin").values("person")
        return self.filter(Q(made_by=person) | Q(made_by__in=admins))

    def fitting(self, kind, header, person):
        """The one that was used last for files with this header, one's own first; or None."""
        order = (Case(When(made_by=person, then=0), default=1), F("used_at").desc(nulls_last=True))
        return self.usable_by(person).filter(kind=kind, header=header).order_by(*order).first()

    def for_list(self):
        """What a list of mappings shows."""
        return self.select_related("made_by").order_by("kind", "name")


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

    objects = ImportMappingQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "made_by"], nulls_distinct=False, name="mapping_named_once")
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("metrics:mapping_edit", args=[self.pk])


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


class OpportunityQuerySet(models.QuerySet):
    """Reads of opportunities, and where they stand."""

    def brought_by(self, mapping):
        """Those that came in last by this mapping."""
        return self.filter(source__mapping=mapping)

    def stand_by(self, stages):
        """Let each stand where its CRM stage means (folded name: open, won or lost). Call within a transaction.

        Gives (those that stand elsewhere now, those that would be won or lost and have no day on which they were: they stay
        open).
        """
        moved = stay = 0
        for name in self.order_by("crm_stage").values_list("crm_stage", flat=True).distinct():
            meaning = stages.get(" ".join(name.split()).casefold())
            if meaning is None:
                continue
            there = self.model.objects.filter(pk__in=self.filter(crm_stage=name).exclude(stage=meaning).values("pk"))
            if meaning == Stage.OPEN:
                moved += there.update(stage=meaning, closed_on=None)
                continue
            closed = there.filter(crm_closed_on__isnull=False, crm_closed_on__lte=timezone.localdate())
            closed = closed.filter(Q(created_on__isnull=True) | Q(crm_closed_on__gte=F("created_on")))
            changed = closed.update(stage=meaning, closed_on=F("crm_closed_on"))
            moved, stay = moved + changed, stay + there.exclude(stage=meaning).count()
        return moved, stay


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

    objects = OpportunityQuerySet.as_manager()

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
