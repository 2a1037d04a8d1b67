"""What can be measured."""

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited


class Kind(models.TextChoices):
    """What sort of number a metric is, which decides how its drift is judged."""

    COUNT = "count", _("count")
    AMOUNT = "amount", _("amount")
    RATIO = "ratio", _("ratio")
    DURATION = "duration", _("duration")


class Direction(models.TextChoices):
    """Which way is good."""

    HIGHER = "higher", _("higher is better")
    LOWER = "lower", _("lower is better")


class Role(models.TextChoices):
    """What a metric is for."""

    LEADING = "leading", _("leading: to steer by")
    LAGGING = "lagging", _("lagging: to judge by")


class Cadence(models.TextChoices):
    """How often a value comes. Each stands at the Monday of the week in which its period ends."""

    WEEK = "week", _("every week")
    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every quarter")


class MetricQuerySet(models.QuerySet):
    """Reads of metrics."""

    def in_use(self):
        """Those that are not retired."""
        return self.filter(is_retired=False)

    def measured_for(self, people, first, last):
        """Those of which any of these people has a value in the weeks from `first` to `last`, or a target in the last one."""
        told = Metric.objects.filter(observations__person__in=people, observations__period_start__range=(first, last))
        agreed = Metric.objects.filter(targets__person__in=people, targets__starts_on__lte=last, targets__ends_on__gte=last)
        return self.in_use().filter(Q(pk__in=told.values("pk")) | Q(pk__in=agreed.values("pk")))

    def for_list(self):
        """What the list of definitions shows, those in use first."""
        return self.order_by("is_retired", "name")


@audited()
class Metric(models.Model):
    """A definition of something measured each week for each person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", _("Use small letters, digits and underscores."))],
    )
    name = models.CharField(_("name"), max_length=120)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.COUNT)
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.HIGHER)
    role = models.CharField(max_length=10, choices=Role, default=Role.LEADING)
    cadence = models.CharField(_("how often"), max_length=10, choices=Cadence, default=Cadence.WEEK)
    formula = models.CharField(_("how it is counted"), max_length=300, blank=True)
    is_derived = models.BooleanField(default=False)
    is_retired = models.BooleanField(default=False)
    has_season = models.BooleanField(_("allow for the season"), default=True)  # learnt from the company's earlier quarters

    objects = MetricQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("metrics:definition_edit", args=[self.pk])

    def is_used(self):
        """Whether numbers came in, or were agreed, under its key."""
        return self.observations.exists() or self.targets.exists()

    def fixed_fields(self):
        """What cannot be changed any more: of one that is computed, how it is computed; of one with numbers, what they mean."""
        if self.is_derived:
            return ("key", "kind", "unit", "cadence", "formula")
        return ("key", "kind", "cadence") if self.is_used() else ()
