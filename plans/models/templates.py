"""Starting points that HR and leaders keep, so that no plan begins on an empty page."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import Role
from people.models.audit import audited
from people.models.person import TEAMS_BELOW
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

    def visible_to(self, person):
        """What is on offer, to everybody; drafts and what is retired, to HR and leaders whose part of the company it is for."""
        scopes = {team_id for _role, team_id in person.scopes(roles=(Role.HR, Role.LEADER))}
        if None in scopes:
            return self
        on_offer = Q(published_at__isnull=False, retired_at__isnull=True)
        if not scopes:
            return self.filter(on_offer)
        return self.filter(on_offer | Q(team__in=models.expressions.RawSQL(TEAMS_BELOW, (list(scopes),))))

    def for_kind(self, kind):
        """Those for that kind of plan."""
        return self.filter(kind=kind)

    def search(self, words):
        """Those whose name, role or purpose has these words."""
        found = Q(name__icontains=words) | Q(role__icontains=words) | Q(about__icontains=words)
        return self.filter(found) if words else self

    def best_first(self, job_title):
        """Those for that job first, then by role and name."""
        is_theirs = Case(When(role__iexact=job_title, then=0), default=1)
        return self.order_by(is_theirs, "role", "name")

    def for_list(self):
        """What a list of templates shows."""
        return self.select_related("team", "changed_by").order_by("role", "name")


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

    def lock(self):
        """Read this row afresh and keep others from changing it until the transaction ends."""
        self.refresh_from_db(from_queryset=PlanTemplate.objects.select_for_update(no_key=True))

    @property
    def is_on_offer(self):
        """Whether a plan may be begun from it."""
        return self.published_at is not None and self.retired_at is None

    @property
    def is_retired(self):
        """Whether it was taken away."""
        return self.retired_at is not None
