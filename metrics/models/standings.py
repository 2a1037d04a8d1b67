"""What a scan goes on from: the past of each metric as arithmetic keeps it, and what the last scans came to."""

import uuid

from django.db import models

from metrics.models.definitions import Metric


class StandingQuerySet(models.QuerySet):
    """Reads of standings."""

    def now(self):
        """As of the last scan."""
        return self.filter(is_base=False)


class Standing(models.Model):
    """All series of one metric as of a Monday, so that a new week costs one step: `metrics.drift.standing` packs the body.

    One row is of the last scan, one (the base) some weeks older: a corrected week is judged again from there. Both may be lost:
    the next scan begins anew from the observations and comes to the same. `basis` names what a whole metric was judged by.
    """

    id = models.BigAutoField(primary_key=True)
    metric = models.ForeignKey(Metric, models.CASCADE, related_name="standings", db_index=False)
    is_base = models.BooleanField(default=False)
    as_of = models.DateField()
    basis = models.CharField(max_length=200)
    phi = models.FloatField(default=1)  # variance / mean of the company's series
    correlation = models.FloatField(null=True)  # of each week's score with the next; none: too few weeks
    run_length = models.PositiveSmallIntegerField(default=104)  # weeks between false alarms, as it was judged
    season = models.JSONField(default=dict)  # by_week (or by month) and the weight of each place in the quarter
    body = models.BinaryField(default=bytes)

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["metric", "is_base"], name="standing_once")]

    def __str__(self):
        return f"{self.metric} as of {self.as_of}"


class Touched(models.Model):
    """That something about a metric changed from a week on, and no scan has looked yet. Written by triggers, taken by the scan.

    With a person: what was agreed with them changed. Without: what was measured.
    """

    id = models.BigAutoField(primary_key=True)
    metric_id = models.UUIDField(default=uuid.uuid4)  # no foreign key: an import must not wait for a metric that is being edited
    person_id = models.UUIDField(null=True)
    since = models.DateField()

    class Meta:
        verbose_name_plural = "touched"

    def __str__(self):
        return f"{self.metric_id} since {self.since}"


class ScanQuerySet(models.QuerySet):
    """Reads of scans."""

    def latest_one(self):
        """The one of the latest Monday, or None."""
        return self.order_by("-as_of").first()


class Scan(models.Model):
    """What looking for drift came to as of one Monday: how many alarms, and how many of these chance alone explains."""

    as_of = models.DateField(primary_key=True)
    at = models.DateTimeField(auto_now=True)
    run_length = models.PositiveSmallIntegerField(default=104)
    series = models.PositiveIntegerField(default=0)
    leaned_on = models.PositiveIntegerField(default=0)  # of these: those that a plan in force leans on
    states = models.JSONField(default=dict)  # how many series are in each state
    alerts = models.PositiveIntegerField(default=0)  # of those that a plan leans on: crossings in the last week
    by_chance = models.FloatField(default=0)  # how many of these are to be expected although nothing has changed
    opened = models.PositiveIntegerField(default=0)  # cases

    objects = ScanQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of"]

    def __str__(self):
        return f"scan as of {self.as_of}"

    @property
    def expected_false_share(self):
        """The share of this week's alarms that chance alone explains, at most 1; None without alarms."""
        return min(1.0, self.by_chance / self.alerts) if self.alerts else None
