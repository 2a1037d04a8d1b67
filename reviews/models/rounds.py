"""A review round and the form that it asks."""

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited


class RoundKind(models.TextChoices):
    """What a round is."""

    QUARTER = "quarter", _("quarterly check")
    MID_YEAR = "mid_year", _("mid-year review")
    YEAR_END = "year_end", _("year-end review")
    CHECKPOINT = "checkpoint", _("improvement checkpoint")


@audited()
class ReviewRound(models.Model):
    """One round of reviews for a period, asked of everybody in it from the same form."""

    SHARING = [
        ("together", _("both at the same time, when both have written")),
        ("seller_first", _("the seller first")),
    ]
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=40, unique=True, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")])
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(max_length=12, choices=RoundKind)
    starts_on = models.DateField(_("reviews the time from"))
    ends_on = models.DateField(_("to"))
    due_on = models.DateField(_("to be finished by"))
    sharing = models.CharField(max_length=12, choices=SHARING, default="together")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="round_ends_after_start",
                violation_error_message=_("A round ends after it begins."),
            )
        ]

    def __str__(self):
        return self.name


@audited()
class Question(models.Model):
    """One question of a round's form, asked of one side or of both."""

    ASKED_OF = [("seller", _("the seller")), ("manager", _("the manager")), ("both", _("both"))]
    ABOUT = [
        ("goal", _("each goal")),
        ("self", _("the seller's work as a whole")),
        ("manager", _("the manager's commitments")),
        ("next", _("what comes next")),
    ]
    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=10, choices=ABOUT)
    asked_of = models.CharField(max_length=10, choices=ASKED_OF, default="both")
    text = models.CharField(max_length=400)
    readers = models.CharField(max_length=200, blank=True)
    has_scale = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["round", "position"], name="question_position_once")]

    def __str__(self):
        return self.text
