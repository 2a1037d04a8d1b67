"""The working copy that both write: items with a version each."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited
from plans.models.plan import Plan


class Side(models.TextChoices):
    """The two who make a plan."""

    SELLER = "seller", _("seller")
    MANAGER = "manager", _("manager")


class ItemQuerySet(models.QuerySet):
    """Reads of the working copy."""

    def in_order(self):
        """All of them, dropped ones too, in their order."""
        return self.order_by("position", "id")

    def kept(self):
        """Those that are not dropped, in their order."""
        return self.filter(dropped_at__isnull=True).in_order()

    def of_plan(self, plan_id):
        """Those of the plan with this id, each with the plan and whom it is for."""
        way = self.model.way_to_plan
        return self.filter(**{way: plan_id}).select_related(f"{way}__person")

    def locked(self):
        """Each with its plan, as they are once nobody else writes either of them: the plan is locked first, as everywhere.

        Nothing else is joined: what a row that somebody wrote meanwhile no longer points to would make it vanish.
        """
        way = self.model.way_to_plan
        rows = [way[: -len("__plan")]] if "__" in way else []
        return self.select_related(way).select_for_update(no_key=True, of=(way, *rows, "self"))


class Origin(models.TextChoices):
    """What an item was begun from."""

    OWN = "", _("written here")
    TEMPLATE = "template", _("from a template")
    PRIORITY = "priority", _("from a priority")
    EARLIER = "earlier", _("from an earlier plan")


class Item(models.Model):
    """A part of the working copy that is edited by itself.

    `version` rises with each change; a save names the version that was on screen, so that two edits never overwrite each other
    silently.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    drop_reason = models.CharField(_("why it goes"), max_length=400, blank=True)
    came_from = models.CharField(max_length=10, choices=Origin, default=Origin.OWN, blank=True)
    way_to_plan = "plan"

    objects = ItemQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def validate_constraints(self, exclude=None):
        """Asks the database nothing: it holds the constraints, and `plans.soundness` says each of them beside its field."""

    @property
    def is_untouched(self):
        """Whether it still says what its template said."""
        return self.came_from == Origin.TEMPLATE and self.version == 1


@audited()
class Portrait(Item):
    """One paragraph of the portrait, in one side's words."""

    TOPICS = [
        ("strengths", _("Strengths")),
        ("weaknesses", _("Weaknesses")),
        ("results", _("What I want to achieve")),
        ("growth", _("Where I want to grow")),
        ("opportunities", _("Opportunities")),
        ("obstacles", _("What stands in the way")),
    ]
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="portrait")
    topic = models.CharField(max_length=16, choices=TOPICS)
    side = models.CharField(max_length=10, choices=Side)
    text = models.TextField(_("in your words"), max_length=20000, blank=True)

    class Meta(Item.Meta):
        constraints = [models.UniqueConstraint(fields=["plan", "topic", "side"], name="portrait_one_voice_a_topic")]

    def __str__(self):
        return self.get_topic_display()


class Family(models.TextChoices):
    """The five families that goals come in."""

    RESULTS = "results", _("Results")
    CUSTOMER = "customer", _("Customer")
    GROWTH = "growth", _("Growth")
    TEAM = "team", _("Team")
    BEYOND = "beyond", _("Beyond deals and pipeline")


FAMILIES = list(Family)


@audited()
class Goal(Item):
    """One shared expectation."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="goals")
    family = models.CharField(_("family"), max_length=10, choices=Family)
    title = models.CharField(_("what we want"), max_length=200)
    specific = models.TextField(_("what exactly"), max_length=20000, blank=True)
    why = models.TextField(_("why it matters"), max_length=20000, blank=True)
    priority = models.ForeignKey(
        "plans.Priority",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="goals",
        verbose_name=_("priority it serves"),
    )
    duty = models.CharField(_("duty of the role it serves"), max_length=200, blank=True)
    starts_on = models.DateField(_("from when"), null=True, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight, %"), null=True, blank=True)

    class Meta(Item.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__lte=100),
                name="goal_weight_at_most_100",
                violation_error_message=_("A weight is at most 100 %."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                name="goal_due_after_start",
                violation_error_message=_("A goal is due on its first day or later."),
            ),
        ]

    def __str__(self):
        return self.title


class MeasureKind(models.TextChoices):
    """How a goal is judged."""

    METRIC = "metric", _("a metric")
    MILESTONE = "milestone", _("a milestone")
    CRITERIA = "criteria", _("criteria that both judge")


@audited()
class Measure(Item):
    """How one goal is judged, or steered by.

    A metric has baseline and target; a leading one carries the weekly range that both agree. A milestone has a date; criteria
    are written.
    """

    way_to_plan = "goal__plan"
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="measures")
    kind = models.CharField(_("judged by"), max_length=10, choices=MeasureKind, default=MeasureKind.METRIC)
    is_leading = models.BooleanField(_("to steer by (leading)"), default=False)
    metric = models.ForeignKey("metrics.Metric", models.PROTECT, null=True, blank=True, related_name="measures")
    baseline = models.DecimalField(_("baseline"), max_digits=18, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(_("target of the period"), max_digits=18, decimal_places=4, null=True, blank=True)
    low = models.DecimalField(_("agreed range a week, from"), max_digits=18, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(_("to"), max_digits=18, decimal_places=4, null=True, blank=True)
    text = models.TextField(_("milestone or criteria"), max_length=20000, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)

    class Meta(Item.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(high__gte=F("low")),
                name="measure_range_in_order",
                violation_error_message=_("The agreed range begins above its end."),
            ),
            models.CheckConstraint(
                condition=(Q(kind="metric", metric__isnull=False) | (~Q(kind="metric") & Q(metric__isnull=True))),
                name="measure_metric_when_metric",
                violation_error_message=_("Choose the metric that this goal is judged by."),
            ),
        ]

    def __str__(self):
        return str(self.metric) if self.metric_id else self.text[:80]

    @property
    def plan(self):
        """The plan that this measure belongs to."""
        return self.goal.plan

    @property
    def plan_id(self):
        """The id of the plan that this measure belongs to."""
        return self.goal.plan_id


class Rule(models.TextChoices):
    """How often a recurring commitment comes back."""

    ONCE = "once", _("once")
    WEEKLY = "weekly", _("every week")
    FORTNIGHTLY = "fortnightly", _("every two weeks")
    MONTHLY = "monthly", _("every month")


class Evidence(models.TextChoices):
    """What keeps a commitment: the word of whoever promised, or an interaction of that kind that is logged."""

    WORD = "", _("whoever promised says so")
    FIELD_DAY = "field_day", _("a field day that is logged")
    STRATEGY_SESSION = "strategy_session", _("a strategy session that is logged")
    TEAM_MEETING = "team_meeting", _("a team meeting that is logged")
    IMPROMPTU = "impromptu", _("a conversation that is logged")


@audited()
class Offer(Item):
    """A commitment offered in a draft by one named side. Signed by both, it becomes a `Commitment`."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="offers")
    goal = models.ForeignKey(Goal, models.CASCADE, null=True, blank=True, related_name="offers")
    side = models.CharField(max_length=10, choices=Side)
    text = models.CharField(_("what is promised"), max_length=1000)
    rule = models.CharField(_("how often"), max_length=12, choices=Rule, default=Rule.ONCE)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    evidence = models.CharField(_("kept by"), max_length=40, choices=Evidence, default=Evidence.WORD, blank=True)

    def __str__(self):
        return self.text[:80]


@audited()
class Topic(Item):
    """Something that the two speak about each time they meet, so that the answers show a trend."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="topics")
    text = models.CharField(_("what we speak about"), max_length=200)

    def __str__(self):
        return self.text
