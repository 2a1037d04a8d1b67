"""One person's review in a round: what both wrote, how it ended, and the record of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import ChainedRecord, Person
from people.models.audit import audited
from people.verdict import Refused
from plans.models import Commitment, Goal, Plan, Side
from reviews.models.rounds import Question, ReviewRound


class ReviewState(models.TextChoices):
    """How far a review has come."""

    WRITING = "writing", _("being written")
    SHARED = "shared", _("shared: time to talk")
    CONCLUDED = "concluded", _("concluded")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")


NEXT = {
    ReviewState.WRITING: {ReviewState.SHARED},
    ReviewState.SHARED: {ReviewState.CONCLUDED},
    ReviewState.CONCLUDED: {
        ReviewState.ACKNOWLEDGED,
        ReviewState.SHARED,
    },  # back to shared: reopened, with a reason
    ReviewState.ACKNOWLEDGED: {ReviewState.SHARED},
}
FINAL = [ReviewState.CONCLUDED, ReviewState.ACKNOWLEDGED]


class Outcome(models.TextChoices):
    """How a goal, or the whole, ended: words and no grade."""

    SHOWING_OTHERS = "showing_others", _("Showing others")
    ON_COURSE = "on_course", _("On course")
    GETTING_THERE = "getting_there", _("Getting there")
    FINDING_FEET = "finding_feet", _("Finding my feet")


class ReviewQuerySet(models.QuerySet):
    """Reads of reviews."""

    def visible_to(self, person, on=None):
        """Own, those of whom one manages or acts for; above and HR once shared or final: `reviews.rules` says how much."""
        seats = person.seats(on=on)
        own = Q(person=person)
        wrote = Q(manager__in=seats)
        managed = Q(person__in=Person.objects.managed_by(seats, on).values("pk"))
        above = Q(state__in=[ReviewState.SHARED, *FINAL]) & Q(person__in=Person.objects.under(seats, on=on).values("pk"))
        reach = own | wrote | managed | above
        for role, people in person.scope_people(on=on):
            states = FINAL if role == "hr" else [ReviewState.SHARED, *FINAL]
            reach |= Q(state__in=states, person__in=people)
        return self.filter(reach)

    def for_list(self):
        """What a list of reviews shows."""
        return self.select_related("round", "person", "person__team", "manager", "plan").order_by(
            "-round__starts_on", "person__name"
        )


@audited()
class Review(models.Model):
    """One round's two-sided assessment of one person's plan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="reviews")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_led")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="reviews")
    state = models.CharField(max_length=14, choices=ReviewState, default=ReviewState.WRITING)
    seller_shared_at = models.DateTimeField(null=True, blank=True)
    manager_shared_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("the whole"), max_length=16, choices=Outcome, blank=True)
    summary = models.TextField(_("what we take from it"), max_length=20000, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledgement = models.CharField(
        max_length=10,
        blank=True,
        choices=[("agreed", _("agreed")), ("differs", _("received, sees it differently"))],
    )
    comment = models.TextField(_("your comment"), max_length=20000, blank=True)  # the seller's right of reply
    comment_sentence = models.CharField(max_length=400, blank=True)  # the sentence shown with the act

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="review_one_a_round")]

    def __str__(self):
        return f"{self.person}, {self.round}"

    def get_absolute_url(self):
        return reverse("reviews:review_detail", args=[self.pk])

    def lock(self):
        """Read this row afresh and keep others from changing it until the transaction ends."""
        self.refresh_from_db(from_queryset=Review.objects.select_for_update(no_key=True))

    def may_become(self, state):
        """Whether the table of states has that step."""
        return state in NEXT[self.state]

    def move_to(self, state, **stamps):
        """Move to `state` if the table allows it. Call `lock` first."""
        if not self.may_become(state):
            raise Refused(_("This review is %(now)s.") % {"now": self.get_state_display()})
        self.state = state
        for field, value in stamps.items():
            setattr(self, field, value)
        self.save(update_fields=["state", *stamps])


@audited()
class Answer(models.Model):
    """What one side wrote to one question, about one goal where the question asks of each. Private until shared."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="+")
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(max_length=20000, blank=True)
    scale = models.CharField(max_length=16, choices=Outcome, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "question", "goal", "commitment", "side"],
                nulls_distinct=False,
                name="answer_once_a_side",
            )
        ]

    def __str__(self):
        return self.text[:80]


@audited()
class GoalOutcome(models.Model):
    """How one goal ended, concluded by both in the conversation."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="goal_outcomes")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=16, choices=Outcome)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "goal"], name="goal_outcome_once")]

    def __str__(self):
        return f"{self.goal}: {self.get_outcome_display()}"


@audited()
class OpenEnd(models.Model):
    """Something a review leaves for the next plan."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="open_ends")
    text = models.CharField(max_length=1000)

    def __str__(self):
        return self.text[:80]


class ReviewRecord(ChainedRecord):
    """The frozen record of a review: one when it is concluded, one when it is acknowledged, more if it is reopened."""

    WHAT = [("concluded", _("concluded")), ("acknowledged", _("acknowledged")), ("reopened", _("reopened"))]
    review = models.ForeignKey(Review, models.PROTECT, related_name="records")
    what = models.CharField(max_length=14, choices=WHAT)

    class Meta(ChainedRecord.Meta):
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="review_record_number_once")]

    def __str__(self):
        return f"{self.review} {self.what}"
