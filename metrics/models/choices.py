"""What a company chooses about drift."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited


@audited()
class DriftSetting(models.Model):
    """The company's choices about drift: one row."""

    RUN_LENGTHS = [
        (26, _("about twice a year")),
        (52, _("about once a year")),
        (104, _("about once in two years")),
        (156, _("about once in three years")),
        (312, _("about once in six years")),
    ]
    is_on = models.BooleanField(_("raise signals about single people"), default=True)
    run_length = models.PositiveSmallIntegerField(_("a steady metric raises a false alarm"), choices=RUN_LENGTHS, default=104)
    silence_weeks = models.PositiveSmallIntegerField(_("weeks without a report until a metric is silent"), default=3)
    ramp_weeks = models.PositiveSmallIntegerField(_("weeks until somebody new is at full pace"), default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="drift_setting_one_row"),
            models.CheckConstraint(condition=Q(silence_weeks__range=(1, 26)), name="drift_setting_silence"),
            models.CheckConstraint(condition=Q(ramp_weeks__lte=104), name="drift_setting_ramp"),
        ]

    def __str__(self):
        return "drift settings"

    @classmethod
    def current(cls):
        """The choices in force."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
