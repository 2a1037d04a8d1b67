"""How a goal goes, in the words of either side."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited
from plans.models.draft import Goal, Side


@audited()
class Progress(models.Model):
    """One update on a goal by one side."""

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
    judgement = models.CharField(_("how it goes"), max_length=12, choices=JUDGEMENTS)
    note = models.TextField(_("note"), max_length=4000, blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "progress"

    def __str__(self):
        return f"{self.goal}: {self.judgement}"
