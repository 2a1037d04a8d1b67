"""What was said about the items, who agrees with which, and how far each has read."""

import uuid

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited
from plans.models.draft import Side
from plans.models.plan import Plan


@audited()
class Agreed(models.Model):
    """That one side agrees with an item as it stands. A later version of the item leaves it behind."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="agreed_items")
    item_id = models.UUIDField()
    item_version = models.PositiveIntegerField()
    side = models.CharField(max_length=10, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item_id", "side"], name="agreed_once_a_side")]

    def __str__(self):
        return f"{self.side} agrees"


MOST_SAID = 4000


class CommentQuerySet(models.QuerySet):
    """Reads of what was said."""

    def for_page(self, plan):
        """All that was said about a plan, in one query, oldest first; `called` holds the names of those whom a remark calls."""
        people = Comment.mentions.through.objects.filter(comment=OuterRef("pk")).order_by("pk").values("person__name")
        said = self.filter(plan=plan).annotate(called=ArraySubquery(people))
        return said.order_by("at", "pk")


@audited()
class Comment(models.Model):
    """Something said about an item, or an answer to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="comments")
    item_id = models.UUIDField()
    answers = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")  # the first of its thread
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    text = models.TextField(_("comment"), max_length=MOST_SAID)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["plan", "item_id"], name="comment_of_item")]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="comment_settled_whole",
            ),
            models.CheckConstraint(
                condition=Q(answers__isnull=True) | Q(settled_at__isnull=True), name="comment_settled_at_its_head"
            ),
        ]

    def __str__(self):
        return self.text[:80]

    def clean(self):
        """A remark is short enough to be read beside the text."""
        if len(self.text) > MOST_SAID:
            raise ValidationError({"text": _("A remark has at most %(most)s characters.") % {"most": MOST_SAID}})


class Visit(models.Model):
    """How far somebody has read a plan's history: `seen` to its latest line, `before` to where they were the time before."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="visits")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    seen = models.PositiveBigIntegerField(default=0)
    before = models.PositiveBigIntegerField(default=0)
    before_at = models.DateTimeField(null=True, blank=True)  # when that was

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "person"], name="visit_once")]

    def __str__(self):
        return f"{self.person} read {self.plan}"
