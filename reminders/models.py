"""What is owed to be told, as rows: the outbox and the inbox are one table."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited


class Channel(models.TextChoices):
    """The way a reminder takes. The one in the application is the reminder itself; the others are copies of it."""

    APP = "app", _("in perfplan")
    EMAIL = "email", _("e-mail")


class State(models.TextChoices):
    """How far a reminder has come."""

    DUE = "due", _("due")
    CLAIMED = "claimed", _("being prepared")
    SENDING = "sending", _("being handed over")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("unconfirmed")
    CANCELLED = "cancelled", _("cancelled")


NEXT = {
    State.DUE: {State.CLAIMED, State.CANCELLED},
    State.CLAIMED: {State.SENDING, State.DUE, State.FAILED, State.CANCELLED},
    State.SENDING: {State.SENT, State.DUE, State.FAILED, State.UNKNOWN},
    State.SENT: set(),
    State.FAILED: {State.DUE},
    State.UNKNOWN: {State.DUE},
    State.CANCELLED: set(),
}


class ReminderQuerySet(models.QuerySet):
    """Reads of reminders."""

    def visible_to(self, person):
        """One's own: nobody reads another's reminders."""
        return self.filter(recipient=person)

    def inbox(self):
        """Those shown in the application, newest first."""
        return self.filter(channel=Channel.APP, due_at__lte=timezone.now()).exclude(state=State.CANCELLED).order_by("-due_at")

    def unread(self):
        """Not yet opened in the application."""
        return self.inbox().filter(read_at__isnull=True)


class Reminder(models.Model):
    """A message that is owed to somebody, once for each subject, period and channel."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    period = models.CharField(max_length=40)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    channel = models.CharField(max_length=10, choices=Channel)
    path = models.CharField(max_length=300)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    due_at = models.DateTimeField(default=timezone.now)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    message_id = models.CharField(max_length=120, unique=True)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id", "period", "recipient", "channel"], name="reminder_owed_once"),
            models.CheckConstraint(
                condition=Q(lease_token__isnull=True, lease_until__isnull=True)
                | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="reminder_lease_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="reminder_due", condition=Q(state="due")),
            models.Index(fields=["lease_until"], name="reminder_leased", condition=Q(state__in=["claimed", "sending"])),
            models.Index(fields=["recipient", "-due_at"], name="reminder_inbox", condition=Q(channel="app")),
        ]

    def __str__(self):
        return f"{self.kind} to {self.recipient} ({self.get_state_display()})"


class Preference(models.Model):
    """That somebody does not want one kind of reminder by one channel."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="muted_reminders")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=Channel)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "channel"], name="preference_once")]

    def __str__(self):
        return f"{self.person} mutes {self.kind} by {self.channel}"


@audited()
class Setting(models.Model):
    """The company's choices about reminders: one row."""

    MANAGER_OF_DRIFT = [
        ("at_once", _("at the same time as the seller")),
        ("next_day", _("the next working day")),
        ("second_time", _("only when it crosses a second time")),
    ]
    manager_of_drift = models.CharField(max_length=20, choices=MANAGER_OF_DRIFT, default="next_day")
    is_paused = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="setting_one_row")]

    def __str__(self):
        return "reminder settings"

    @classmethod
    def current(cls):
        """The choices in force."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Heartbeat(models.Model):
    """When a process of perfplan was last heard of."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self):
        return self.name
