"""How a goal goes, in the words of either side."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited
from plans.models.draft import Goal, Measure, Side


@audited()
class Progress(models.Model):
    """One update on a goal by one side: a judgement, or a value of one of its measures, with a note."""

    JUDGEMENTS = [
        ("on_course", _("on course")),
        ("drifting", _("drifting")),
        ("off_course", _("off course")),
        ("ahead", _("ahead")),
    ]
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="progress")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    at = models.DateTimeField(auto_now_add=True)
    judgement = models.CharField(_("how it goes"), max_length=12, choices=JUDGEMENTS, blank=True)
    measure = models.ForeignKey(
        Measure, models.CASCADE, null=True, blank=True, related_name="progress", verbose_name=_("measure")
    )
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    note = models.TextField(_("note"), max_length=4000, blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "progress"
        constraints = [
            models.CheckConstraint(
                condition=~Q(judgement="") | Q(value__isnull=False),
                name="progress_says_something",
                violation_error_message=_("Say how it goes, or give a value."),
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(measure__isnull=False),
                name="progress_value_of_a_measure",
                violation_error_message=_("Say which measure this value is of."),
            ),
        ]

    def __str__(self):
        return f"{self.goal}: {self.judgement or self.value}"

    @property
    def amount(self):
        """The value as charts and words of quantity take it."""
        return None if self.value is None else float(self.value)
