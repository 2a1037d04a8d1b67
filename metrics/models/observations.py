"""What was measured, and what was agreed about it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from metrics.models.definitions import Metric
from people.models import Person
from people.models.audit import audited


class ObservationQuerySet(models.QuerySet):
    """Reads of observations."""

    def visible_to(self, person, on=None):
        """Own, and those of whoever is below `person` (or below those for whom they stand in) on that day, at any depth."""
        below = Person.objects.under(person.seats(on=on), on=on).values("pk")
        return self.filter(Q(person=person) | Q(person__in=below))

    def of(self, people, metrics):
        """Those of these people and metrics."""
        return self.filter(person__in=people, metric__in=metrics)

    def between(self, first, last):
        """Those of the weeks from one Monday to another, both included."""
        return self.filter(period_start__gte=first, period_start__lte=last)

    def typed(self, person, metric):
        """Those of this person and metric that somebody typed by hand, the newest week first."""
        return (
            self.filter(person=person, metric=metric, source__kind="hand").select_related("source__by").order_by("-period_start")
        )

    def for_export(self, key=None):
        """(e-mail, metric key, kind, week, value, denominator) in the order of an export, read piece by piece."""
        rows = self.filter(metric__key=key) if key else self
        columns = ("person__email", "metric__key", "metric__kind", "period_start", "value", "denominator")
        return rows.order_by("metric__key", "person__email", "period_start").values_list(*columns).iterator(chunk_size=5000)


class Observation(models.Model):
    """One value of a metric for one person and one week (the Monday it begins on).

    Of a ratio, `value` is the share itself (.25 for 3 of 12) and `denominator` the number of cases (12), if that is known.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="observations", db_index=False)
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="observations", db_index=False)
    period_start = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=4)
    denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    source = models.ForeignKey("metrics.Import", models.SET_NULL, null=True, related_name="+", db_index=False)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["metric", "person", "period_start"], name="observation_once"),
            models.CheckConstraint(
                condition=Q(period_start__iso_week_day=1),
                name="observation_week_begins_on_monday",
                violation_error_message=_("A week begins on a Monday."),
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gte=0),
                name="observation_denominator_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["period_start"], name="observation_week")]

    def __str__(self):
        return f"{self.metric} {self.period_start}: {self.value}"


class TargetQuerySet(models.QuerySet):
    """Reads of targets."""

    def on(self, day):
        """Targets in force on that day."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def of(self, people, metrics):
        """Those of these people and metrics."""
        return self.filter(person__in=people, metric__in=metrics)


@audited()
class Target(models.Model):
    """What a signed plan says about a metric of one person: the agreed weekly range, and the target of the whole period.

    Written when a version is sealed, never beside it. `agreement_id` is the version that says so, `goal_id` the goal in it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="targets")
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="targets")
    starts_on = models.DateField()
    ends_on = models.DateField()
    low = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    baseline = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    total = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    plan_id = models.UUIDField()
    agreement_id = models.UUIDField()
    goal_id = models.UUIDField(null=True, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["metric", "starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="target_ends_after_start"),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(high__gte=F("low")),
                name="target_range_in_order",
            ),
            models.UniqueConstraint(fields=["agreement_id", "goal_id", "metric"], nulls_distinct=False, name="target_once"),
        ]

    def __str__(self):
        return f"{self.person}: {self.metric} {self.low}-{self.high}"
