"""Starting points that HR and leaders keep, so that no plan begins on an empty page."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited
from plans.models.plan import PlanKind


class PlanTemplateQuerySet(models.QuerySet):
    """Reads of templates."""

    def on_offer(self):
        """Those that a plan may be begun from."""
        return self.filter(published_at__isnull=False, retired_at__isnull=True)

    def for_team(self, team):
        """Those for everybody, and those for a team or one that it is within."""
        teams, seen = team, []
        while teams is not None and teams.pk not in seen:
            seen.append(teams.pk)
            teams = teams.parent
        return self.filter(Q(team__isnull=True) | Q(team__in=seen))

    def for_list(self):
        """What a list of templates shows."""
        return self.select_related("team", "made_by").order_by("role", "name")


@audited()
class PlanTemplate(models.Model):
    """A starting point for the plans of one role: goals with measures and commitments of both sides, and topics to speak about.

    `body` holds {"goals": [...], "offers": [...], "topics": [...]} as `plans.starting` reads it. A plan begun from it shows what
    is still untouched, and is not signed while nothing was changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=120)
    kind = models.CharField(_("what for"), max_length=12, choices=PlanKind, default=PlanKind.PERFORMANCE)
    about = models.TextField(_("when to use it"), max_length=2000, blank=True)
    team = models.ForeignKey(
        "people.Team", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("for which team")
    )
    body = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PlanTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["role", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(retired_at__isnull=True),
                name="template_name_once",
                violation_error_message=_("There already is a template of that name."),
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("plans:template_detail", args=[self.pk])
