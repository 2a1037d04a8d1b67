"""How people stand to each other, with dates."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited
from people.models.dated import Dated, DatedQuerySet
from people.models.person import Person


@audited()
class Team(models.Model):
    """A group of people that belongs together, perhaps within a larger one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=150, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class LineKind(models.TextChoices):
    """How firmly a line holds."""

    SOLID = "solid", _("reports to")
    DOTTED = "dotted", _("is also coached by")


class ReportingLineQuerySet(DatedQuerySet):
    """Reads of reporting lines."""

    def solid(self):
        """Lines to the one manager, and not to coaches."""
        return self.filter(kind=LineKind.SOLID)

    def around(self, person, on=None):
        """Solid lines of that day from `person`, and those to them or to somebody for whom they stand in."""
        day = on or timezone.localdate()
        return self.solid().on(day).filter(Q(person=person) | Q(manager__in=person.seats(on=day)))


@audited()
class ReportingLine(Dated):
    """That one person reports to another for a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="lines_up")
    manager = models.ForeignKey(Person, models.PROTECT, related_name="lines_down")
    kind = models.CharField(max_length=10, choices=LineKind, default=LineKind.SOLID)

    objects = ReportingLineQuerySet.as_manager()

    class Meta:
        ordering = ["person", "starts_on"]
        indexes = [models.Index(fields=["manager", "kind"], name="reportingline_down")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=F("manager")),
                name="line_to_somebody_else",
                violation_error_message=_("Nobody reports to themselves."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="line_ends_after_start",
                violation_error_message=_("A reporting line ends after it begins."),
            ),
            ExclusionConstraint(
                name="line_one_solid_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func("starts_on", "ends_on", function="DATERANGE", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(kind="solid"),
                violation_error_message=_("This person already reports to somebody in that time."),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.get_kind_display()} {self.manager}"


@audited()
class Delegation(Dated):
    """That somebody sees and does a manager's work for some days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delegator = models.ForeignKey(Person, models.CASCADE, related_name="delegated_away")
    delegate = models.ForeignKey(Person, models.CASCADE, related_name="delegated_here")
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(delegator=F("delegate")),
                name="delegation_to_somebody_else",
                violation_error_message=_("Nobody stands in for themselves."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False) & Q(ends_on__gt=F("starts_on")),
                name="delegation_has_an_end",
                violation_error_message=_("A delegation has a last day, not before its first."),
            ),
        ]

    def __str__(self):
        return f"{self.delegate} for {self.delegator}"


class Role(models.TextChoices):
    """A right beyond one's own reporting lines."""

    HR = "hr", _("HR")
    LEADER = "leader", _("Leader")
    ADMIN = "admin", _("Administrator")


@audited()
class Grant(Dated):
    """That a person holds a role, for a team and all within it, or (no team) for the whole company."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=10, choices=Role)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="grants")

    class Meta:
        ordering = ["person", "role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="grant_ends_after_start",
                violation_error_message=_("A role ends after it begins."),
            ),
            models.UniqueConstraint(
                fields=["person", "role", "team", "starts_on"],
                nulls_distinct=False,
                name="grant_once",
                violation_error_message=_("This role was given that day already."),
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_role_display()}"
