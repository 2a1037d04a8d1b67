"""A review round and the form that it asks."""

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited


class RoundKind(models.TextChoices):
    """What a round is."""

    QUARTER = "quarter", _("quarterly check")
    MID_YEAR = "mid_year", _("mid-year review")
    YEAR_END = "year_end", _("year-end review")
    CHECKPOINT = "checkpoint", _("improvement checkpoint")


class Sharing(models.TextChoices):
    """When each side sees what the other wrote."""

    TOGETHER = "together", _("both at the same time, when both have written")
    SELLER_FIRST = "seller_first", _("the seller first")


class ReviewRoundQuerySet(models.QuerySet):
    """Reads of rounds."""

    def for_list(self):
        """What a list of rounds shows, the newest first."""
        return self.select_related("opened_by").order_by("-starts_on", "-opened_at")

    def of_reviews(self, reviews):
        """The rounds of these reviews (a queryset), the newest first."""
        return self.filter(pk__in=reviews.values("round")).order_by("-starts_on", "-opened_at")

    def with_counts(self, people):
        """Each with how many reviews of `people` (a queryset) stand in which state; only rounds that have any."""
        mine = Q(reviews__person__in=people.values("pk"))
        counts = {f"{state}_count": Count("reviews", filter=mine & Q(reviews__state=state)) for state in STATES}
        return self.annotate(review_count=Count("reviews", filter=mine), **counts).filter(review_count__gt=0)


STATES = ["writing", "shared", "concluded", "acknowledged"]


@audited()
class ReviewRound(models.Model):
    """One round of reviews for a period, asked of everybody in it from the same form."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(
        _("short name in files"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Use small letters, digits and hyphens."))],
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=RoundKind)
    starts_on = models.DateField(_("reviews the time from"))
    ends_on = models.DateField(_("to"))
    due_on = models.DateField(_("to be finished by"))
    sharing = models.CharField(_("when each sees the other's words"), max_length=12, choices=Sharing, default=Sharing.TOGETHER)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewRoundQuerySet.as_manager()

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

    def get_absolute_url(self):
        return reverse("reviews:round_detail", args=[self.pk])


class About(models.TextChoices):
    """What a question is about."""

    GOAL = "goal", _("each goal")
    MANAGER = "manager", _("the manager's commitments")
    SELF = "self", _("the seller's work as a whole")
    NEXT = "next", _("what comes next")


class AskedOf(models.TextChoices):
    """Who answers a question."""

    SELLER = "seller", _("the seller")
    MANAGER = "manager", _("the manager")
    BOTH = "both", _("both")


@audited()
class Question(models.Model):
    """One question of a round's form, asked of one side or of both."""

    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=10, choices=About)
    asked_of = models.CharField(max_length=10, choices=AskedOf, default=AskedOf.BOTH)
    text = models.CharField(_("question"), max_length=400)
    readers = models.CharField(_("who will read it"), max_length=200, blank=True)
    has_scale = models.BooleanField(_("with the four words"), default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["round", "position"], name="question_position_once")]

    def __str__(self):
        return self.text

    def is_asked_of(self, side):
        """Whether that side answers it."""
        return self.asked_of in (AskedOf.BOTH, str(side))
