"""Days on which nothing is expected of somebody: holidays of the company or of a team, and one's own absences."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited
from people.models.dated import Dated
from people.models.organisation import Team
from people.models.person import Person


class HolidayQuerySet(models.QuerySet):
    """Reads of holidays."""

    def for_list(self, day):
        """What the list of holidays shows: those of this year and later, and the year before."""
        return self.filter(day__year__gte=day.year - 1).select_related("team").order_by("day", "team__name")


@audited()
class Holiday(models.Model):
    """A day on which a team and all within it (no team: the whole company) does not work."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=100)
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="holidays", verbose_name=_("team"))

    objects = HolidayQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "team"],
                nulls_distinct=False,
                name="holiday_once",
                violation_error_message=_("This day is a holiday there already."),
            )
        ]

    def __str__(self):
        return f"{self.name} ({self.day})"


@audited()
class Absence(Dated):
    """That somebody is away for some days. Why is not asked. Nothing is expected then, and reminders wait."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="absences")
    noted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False) & Q(ends_on__gt=F("starts_on")),
                name="absence_has_an_end",
                violation_error_message=_("An absence has a last day, not before its first."),
            ),
            models.UniqueConstraint(
                fields=["person", "starts_on"], name="absence_once", violation_error_message=_("This absence is noted already.")
            ),
        ]

    @property
    def last_day(self):
        """The last day away."""
        return self.ends_on - datetime.timedelta(days=1)

    def __str__(self):
        return f"{self.person} is away from {self.starts_on}"
