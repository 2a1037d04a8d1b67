"""What stands in somebody's way, and who clears it by when."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coaching.models.talks import Session
from people.models import Person
from people.models.audit import audited
from people.models.states import Moving
from plans.models import Goal, Plan


class Lack(models.TextChoices):
    """What is missing."""

    PEOPLE = "people", _("people")
    PROCESS = "process", _("a process")
    TOOLS = "tools", _("tools")
    TRAINING = "training", _("training")
    AUTHORITY = "authority", _("authority to decide")
    TIME = "time", _("time")


class RoadblockState(models.TextChoices):
    """Whether it still stands in the way."""

    OPEN = "open", _("in the way")
    REMOVED = "removed", _("out of the way")
    GIVEN_UP = "given_up", _("accepted as it is")


NEXT = {
    RoadblockState.OPEN: {RoadblockState.REMOVED, RoadblockState.GIVEN_UP},
    RoadblockState.REMOVED: set(),
    RoadblockState.GIVEN_UP: set(),
}


class RoadblockQuerySet(models.QuerySet):
    """Reads of roadblocks."""

    def visible_to(self, person, on=None):
        """One's own, and those of whoever reports to `person` (or to somebody they stand in for) that day."""
        reps = Person.objects.managed_by(person.seats(on=on), on).values("pk")
        return self.filter(Q(person=person) | Q(person__in=reps))

    def open(self):
        """Those that stand in the way, the earliest day first."""
        return self.filter(state=RoadblockState.OPEN).order_by("due_on", "raised_at")

    def passed(self, day):
        """Those that stand in the way though the day to clear them was before that one."""
        return self.filter(state=RoadblockState.OPEN, due_on__lt=day)

    def to_clear(self, person, day):
        """Those that `person` is to clear by a day before that one, the earliest first."""
        return self.visible_to(person).open().filter(owner=person, due_on__lt=day).select_related("person")

    def not_told(self, reminders):
        """Those of whose day none of these reminders (a queryset of another room) tells yet."""
        day = Cast(OuterRef("due_on"), models.CharField(max_length=10))
        return self.filter(~Exists(reminders.filter(subject_id=OuterRef("pk"), period=day)))

    def of(self, people):
        """Those in the way of these people."""
        return self.filter(person__in=people)

    def for_list(self, reader):
        """What lists and pages show to `reader`: the goal by name only if they are a party to its plan."""
        goals = Goal.objects.filter(plan__in=Plan.objects.visible_to_parties(reader).values("pk")).select_related("plan")
        named = Prefetch("goal", goals, to_attr="named_goal")
        return self.select_related("person", "owner", "raised_by", "ended_by").prefetch_related(named)


@audited()
class Roadblock(Moving):
    """Something in the way of a person, or of one of their goals; one of the two sides, its owner, clears it by its day."""

    steps = NEXT
    stands = _("This roadblock is %(now)s.")
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="roadblocks")
    text = models.CharField(_("what is in the way?"), max_length=400)
    lacks = models.CharField(_("what is missing?"), max_length=10, choices=Lack)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who clears it?"))
    due_on = models.DateField(_("by when?"))
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("which goal?"))
    session = models.ForeignKey(Session, models.SET_NULL, null=True, blank=True, related_name="roadblocks")
    state = models.CharField(max_length=10, choices=RoadblockState, default=RoadblockState.OPEN)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("how it ended"), max_length=400, blank=True)
    request_key = models.UUIDField(null=True, blank=True, unique=True)  # the form's own key: a double click names one

    objects = RoadblockQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at"]
        indexes = [models.Index(fields=["person", "due_on"], name="roadblock_open", condition=Q(state="open"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True) | ~Q(state="open") & Q(ended_at__isnull=False),
                name="roadblock_ended_with_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="given_up") | ~Q(note=""),
                name="roadblock_given_up_with_a_note",
                violation_error_message=_("Say why it stays."),
            ),
        ]

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        return reverse("coaching:roadblock_detail", args=[self.pk])
