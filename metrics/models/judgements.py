"""What the last scan says of each series."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from metrics.models.definitions import Metric
from metrics.models.signals import Verdict
from people.models import Person


class Stage(models.TextChoices):
    """How near a series is to raising a signal."""

    QUIET = "quiet", _("quiet")
    WATCH = "watch", _("worth a look")
    ALERT = "alert", _("has crossed the limit")
    ESCALATED = "escalated", _("has crossed the limit again")
    CLOSED = "closed", _("has come back")


class JudgementQuerySet(models.QuerySet):
    """Reads of judgements."""

    def visible_to(self, person, on=None):
        """Own, and those of whoever is below `person` (or below those for whom they stand in), at any depth."""
        below = Person.objects.under(person.seats(on=on), on=on).values("pk")
        return self.filter(models.Q(person=person) | models.Q(person__in=below))

    def of(self, people, metrics):
        """Those of these people and metrics."""
        return self.filter(person__in=people, metric__in=metrics)


class Judgement(models.Model):
    """The state of one metric of one person, as of the Monday of the last scan: written over by the next one."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="judgements", db_index=False)
    metric = models.ForeignKey(Metric, models.CASCADE, related_name="judgements")
    as_of = models.DateField()
    state = models.CharField(max_length=12, choices=Verdict)
    stage = models.CharField(max_length=10, choices=Stage)
    detector = models.CharField(max_length=12)
    onset_on = models.DateField(null=True)
    detected_on = models.DateField(null=True)
    statistic = models.FloatField(null=True)
    threshold = models.FloatField(null=True)
    expected = models.FloatField(null=True)
    actual = models.FloatField(null=True)
    weeks = models.PositiveSmallIntegerField(default=0)
    probability = models.FloatField(null=True)
    is_team_moving = models.BooleanField(default=False)
    history = models.PositiveSmallIntegerField(default=0)  # weeks with data

    objects = JudgementQuerySet.as_manager()

    class Meta:
        ordering = ["person", "metric"]
        constraints = [models.UniqueConstraint(fields=["person", "metric"], name="judgement_once")]

    def __str__(self):
        return f"{self.metric}: {self.get_state_display()}"
