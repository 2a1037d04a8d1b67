"""The context of every plan: the period planned for, and what was chosen for it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited


class CycleQuerySet(models.QuerySet):
    """Reads of cycles."""

    def on(self, day):
        """Those in which that day lies, the shortest first."""
        return self.filter(starts_on__lte=day, ends_on__gte=day).order_by(F("ends_on") - F("starts_on"))

    def newest_first(self):
        """All of them, the latest first."""
        return self.order_by("-starts_on")


@audited()
class Cycle(models.Model):
    """A period planned for: a year, a half or a quarter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="cycle_ends_after_start",
                violation_error_message=_("A cycle ends after it begins."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def is_now(self):
        """Whether today lies in it."""
        return self.starts_on <= timezone.localdate() <= self.ends_on


class PriorityKind(models.TextChoices):
    """What is chosen: also what we no longer do."""

    START = "start", _("start")
    CONTINUE = "continue", _("continue")
    STOP = "stop", _("stop")


TEAM_AND_ABOVE = """
WITH RECURSIVE above(id, parent_id) AS (
    SELECT id, parent_id FROM people_team WHERE id = %s
    UNION SELECT team.id, team.parent_id FROM people_team team JOIN above ON team.id = above.parent_id
) SELECT id FROM above
"""


class PriorityQuerySet(models.QuerySet):
    """Reads of priorities."""

    def published(self):
        """Those that people may read."""
        return self.filter(published_at__isnull=False)

    def for_team(self, team):
        """Those for everybody, and those for a team or one that it is within."""
        everybody = Q(team__isnull=True)
        return self.filter(everybody if team is None else everybody | Q(team__in=RawSQL(TEAM_AND_ABOVE, [team.pk])))

    def to_serve(self, person, chosen=None):
        """Those that a goal of this person may name, and the one (its id) that it names already."""
        teams = Q(team__isnull=True)
        if person.team_id is not None:
            teams |= Q(team__in=RawSQL(TEAM_AND_ABOVE, [person.team_id]))
        named = Q(published_at__isnull=False) & teams
        return self.filter(named | Q(pk=chosen) if chosen else named)

    def visible_to(self, person):
        """What is published, and what one stated oneself."""
        return self.filter(Q(published_at__isnull=False) | Q(stated_by=person))

    def of_cycle(self, cycle):
        """Those of one cycle."""
        return self.filter(cycle=cycle)

    def with_goals(self):
        """Each with `goal_count`: how many goals of plans that are not closed serve it."""
        live = Q(goals__dropped_at__isnull=True) & ~Q(goals__plan__status="closed")
        return self.annotate(goal_count=Count("goals", filter=live, distinct=True))

    def read_by(self, person):
        """Each with `is_read`: whether `person` has said so."""
        return self.annotate(is_read=Exists(Acknowledgement.objects.filter(priority=OuterRef("pk"), person=person)))

    def for_list(self):
        """What the page of a cycle's strategy shows."""
        return self.select_related("team", "stated_by", "cycle").order_by("position", "title")


@audited()
class Priority(models.Model):
    """A strategic choice for a cycle."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="priorities")
    kind = models.CharField(max_length=10, choices=PriorityKind)
    title = models.CharField(max_length=160)
    why = models.TextField(max_length=4000)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PriorityQuerySet.as_manager()

    class Meta:
        ordering = ["cycle", "position", "title"]
        verbose_name_plural = "priorities"

    def __str__(self):
        return self.title


class Acknowledgement(models.Model):
    """That somebody has read a priority."""

    priority = models.ForeignKey(Priority, models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["priority", "person"], name="acknowledgement_once")]

    def __str__(self):
        return f"{self.person} read {self.priority}"
