"""One person's review in a round: what both wrote, how it ended, and the record of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.models.audit import audited
from people.models.states import Moving
from plans.models import Commitment, Goal, Plan, PlanVersion, Side
from reviews.models.records import ReviewRecord
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


class Acknowledgement(models.TextChoices):
    """The seller's answer to a concluded review: having received it is not agreeing with it."""

    AGREED = "agreed", _("agreed")
    DIFFERS = "differs", _("received, sees it differently")


class ReviewQuerySet(models.QuerySet):
    """Reads of reviews. `reviews.rules` says how much of each somebody sees."""

    def visible_to(self, person, on=None):
        """Own; of those one manages or acts for; above, once shared; HR, once there is a record; a former manager, theirs."""
        seats = person.seats(on=on)
        records = ReviewRecord.objects
        reach = Q(person=person)
        reach |= Q(person__in=Person.objects.managed_by(seats, on).values("pk"))
        reach |= self._shared() & Q(person__in=Person.objects.under(seats, on=on).values("pk"))
        reach |= Q(pk__in=records.kept_by(person).values("review"))
        for role, people in person.scope_people(on=on):
            reach |= (self._released() if role == "hr" else self._shared()) & Q(person__in=people)
        return self.filter(reach)

    def released_to(self, person, on=None):
        """Concluded reviews that `person` may take out as a file: of those below them, and of those in their scope."""
        reach = Q(person__in=Person.objects.under([person.pk], on=on).values("pk"))
        for _role, people in person.scope_people(on=on):
            reach |= Q(person__in=people)
        return self.filter(reach, state__in=FINAL).exclude(person=person)

    def written_by(self, person, on=None):
        """Those in which `person` writes one side: their own, and those that they lead or lead for somebody."""
        return self.filter(Q(person=person) | Q(manager__in=person.seats(on=on)))

    def waiting_for(self, person):
        """Those in which the next step is this person's."""
        mine = Q(person=person)
        led = Q(manager=person)
        unshared = mine & Q(seller_shared_at__isnull=True) | led & Q(manager_shared_at__isnull=True)
        return self.filter(
            Q(state=ReviewState.WRITING) & unshared | Q(state=ReviewState.SHARED) & led | Q(state=ReviewState.CONCLUDED) & mine
        ).order_by("round__due_on")

    def of_round(self, key):
        """Those of the round with that key; all, if there is none."""
        return self.filter(round__key=key) if key else self

    def only_this(self, review):
        """One review, as a queryset."""
        return self.filter(pk=review.pk)

    def of_people(self, people):
        """Those of these people (a queryset)."""
        return self.filter(person__in=people.values("pk"))

    def in_state(self, state):
        """Those in that state; all, if none is named; "late" means not concluded in time."""
        if state == "late":
            return self.late()
        return self.filter(state=state) if state else self

    def by_team(self):
        """For each team: how many stand in which state, and how many are late."""
        states = {f"{state}_count": Count("pk", filter=Q(state=state)) for state in ReviewState}
        late = ~Q(state__in=FINAL) & Q(round__due_on__lt=timezone.localdate())
        rows = self.order_by("person__team__name").values("person__team__name")
        return rows.annotate(**states, late_count=Count("pk", filter=late), review_count=Count("pk"))

    def late(self, day=None):
        """Not concluded though the round's day has passed."""
        return self.filter(round__due_on__lt=day or timezone.localdate()).exclude(state__in=FINAL)

    def for_list(self):
        """What a list of reviews shows."""
        return self.select_related("round", "person", "person__team", "manager", "plan").order_by(
            "-round__starts_on", "person__name"
        )

    def for_page(self):
        """What the page of one review shows."""
        return self.select_related("round", "person", "person__team", "manager", "plan", "version")

    def _shared(self):
        return Q(state__in=[ReviewState.SHARED, *FINAL]) | self._released()

    def _released(self):
        records = ReviewRecord.objects
        return Q(pk__in=records.values("review"))


@audited()
class Review(Moving):
    """One round's two-sided assessment of one person's plan."""

    steps = NEXT
    stands = _("This review is %(now)s.")
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="reviews")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_led")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reviews")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="reviews")  # the agreed text that is reviewed
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
        choices=Acknowledgement,
    )
    comment = models.TextField(_("your comment"), max_length=20000, blank=True)  # the seller's right of reply
    comment_sentence = models.CharField(max_length=400, blank=True)  # the sentence shown with the act

    objects = ReviewQuerySet.as_manager()
    footings = None  # what `reviews.rules` found out about persons and this review, until the row is locked

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="review_one_a_round"),
            models.CheckConstraint(condition=~Q(person=F("manager")), name="review_between_two"),
            models.CheckConstraint(
                condition=Q(state__in=["writing", "shared"], concluded_at__isnull=True)
                | Q(state__in=["concluded", "acknowledged"], concluded_at__isnull=False),
                name="review_concluded_at_when_concluded",
            ),
            models.CheckConstraint(
                condition=Q(state="acknowledged", acknowledged_at__isnull=False) & ~Q(acknowledgement="")
                | ~Q(state="acknowledged") & Q(acknowledged_at__isnull=True, acknowledgement=""),
                name="review_acknowledged_whole",
            ),
        ]
        indexes = [models.Index(fields=["round", "state"], name="review_of_round")]

    def __str__(self):
        return f"{self.person}, {self.round}"

    def get_absolute_url(self):
        return reverse("reviews:review_detail", args=[self.pk])

    @property
    def is_final(self):
        """Whether it is concluded."""
        return self.state in FINAL

    def is_shared_by(self, side):
        """Whether that side has shared what it wrote."""
        return bool(self.seller_shared_at if side == Side.SELLER else self.manager_shared_at)

    def party(self, side):
        """Whoever stands on that side."""
        return self.person if side == Side.SELLER else self.manager

    def lock(self):
        """Read this row afresh and keep others from changing it until the transaction ends."""
        self.refresh_from_db(from_queryset=Review.objects.select_for_update(no_key=True))
        self.footings = None


@audited(exclude=["text", "scale"])  # a draft is its writer's alone: no log holds its words
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

    @property
    def is_empty(self):
        """Whether nothing is written or chosen."""
        return not (self.text.strip() or self.scale)


class GoalOutcomeQuerySet(models.QuerySet):
    """Reads of outcomes."""

    def in_order(self):
        """With their goals, as these stand in the plan."""
        return self.select_related("goal").order_by("goal__position", "goal_id")


@audited()
class GoalOutcome(models.Model):
    """How one goal ended, concluded by both in the conversation."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="goal_outcomes")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=16, choices=Outcome)
    note = models.CharField(max_length=1000, blank=True)

    objects = GoalOutcomeQuerySet.as_manager()

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
