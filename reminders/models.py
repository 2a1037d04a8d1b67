"""What is owed to be told, as rows: the outbox and the inbox are one table."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, F, Func, Min, OuterRef, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited
from reminders.kinds import LETTER


class Channel(models.TextChoices):
    """The way a reminder takes. The one in the application is the reminder itself; the others are copies of it."""

    APP = "app", _("in perfplan")
    EMAIL = "email", _("e-mail")
    CHAT = "chat", _("chat")


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
    State.CLAIMED: {State.SENDING, State.SENT, State.DUE, State.FAILED, State.CANCELLED},  # in the application: sent at once
    State.SENDING: {State.SENT, State.DUE, State.FAILED, State.UNKNOWN},
    State.SENT: set(),
    State.FAILED: {State.DUE},
    State.UNKNOWN: {State.DUE},
    State.CANCELLED: set(),
}


class ReminderQuerySet(models.QuerySet):
    """Reads of reminders, and the one way in which many of them change state."""

    def visible_to(self, person):
        """One's own: nobody reads another's reminders."""
        return self.filter(recipient=person)

    def inbox(self):
        """Those shown in the application, newest first."""
        return self.filter(channel=Channel.APP, state=State.SENT).order_by("-due_at", "id")

    def for_list(self):
        """What the inbox shows: unread first, then the newest."""
        ordered = self.inbox().annotate(is_read=Q(read_at__isnull=False)).order_by("is_read", "-due_at", "id")
        return ordered.select_related("recipient")

    def unread(self):
        """Not yet opened in the application."""
        return self.inbox().filter(read_at__isnull=True)

    def in_no_letter(self):
        """What is to be read in the application and stands in no letter yet."""
        return self.filter(channel=Channel.APP, state=State.SENT, read_at=None, digest=None)

    def told_of(self, kind, period):
        """Those of a kind about the subject of an outer query, in a period of its (expressions of that query)."""
        return self.filter(kind=kind, subject_id=OuterRef("pk"), period=period)

    def with_no_copy(self, channel):
        """Those that went by no message of their own by that channel."""
        same = {name: OuterRef(name) for name in ("kind", "subject_id", "period", "recipient")}
        return self.exclude(Exists(Reminder.objects.filter(channel=channel, **same)))

    def letters(self):
        """The daily letters."""
        return self.filter(kind=LETTER)

    def in_letter_of(self, channel):
        """Those that may stand in a letter by that channel: unread, and told by no message of their own there."""
        return self.filter(channel=Channel.APP, state=State.SENT, read_at=None).with_no_copy(channel)

    def told_in(self, letter):
        """What the letter of that day tells, whichever of its copies this is."""
        return self.filter(digest__kind=LETTER, digest__recipient=letter.recipient_id, digest__period=letter.period)

    def about_to_be_told(self):
        """What a sender will show in the application within moments."""
        waits = Q(state=State.CLAIMED) | Q(state=State.DUE, try_at__lte=Now())
        return self.filter(waits, channel=Channel.APP, due_at__lte=Now())

    def latest_in_chat(self, person):
        """The latest of one's own that went, or is to go, to one's chat; None if none ever was."""
        return self.filter(recipient=person, channel=Channel.CHAT).order_by("-created_at").first()

    def by_mail(self):
        """The copies that go by e-mail."""
        return self.filter(channel=Channel.EMAIL)

    def due_now(self):
        """What may be tried now, the oldest first."""
        return self.filter(state=State.DUE, due_at__lte=Now(), try_at__lte=Now()).order_by("due_at", "id")

    def stuck(self):
        """What failed or was handed over with no answer, the latest first."""
        return self.filter(state__in=[State.FAILED, State.UNKNOWN]).order_by("-due_at", "id")

    def unreached_people(self):
        """Names and addresses that the mail server turned down, without what was to be told."""
        failed = self.by_mail().filter(state=State.FAILED, last_error__startswith="5")
        people = failed.order_by("recipient__name").values("recipient_id", "recipient__name", "recipient__email")
        return people.distinct()[:50]

    def lease_over(self):
        """What somebody held for longer than they may."""
        return self.filter(state__in=[State.CLAIMED, State.SENDING], lease_until__lte=Now())

    def counts(self):
        """How many copies are in each state: {what: {state: number}} of e-mails, of chats, and of daily letters in either."""
        what = Case(When(kind=LETTER, then=Value(LETTER)), default=F("channel"), output_field=models.CharField())
        rows = self.exclude(channel=Channel.APP).order_by().annotate(what=what).values_list("what", "state").annotate(Count("pk"))
        found = {(what, state): number for what, state, number in rows}
        return {what: {state: found.get((what, state), 0) for state in State} for what in (Channel.EMAIL, LETTER, Channel.CHAT)}

    def oldest_due_at(self):
        """Since when the longest-waiting reminder should have gone, or None if none is late."""
        waiting = [State.DUE, State.CLAIMED, State.SENDING]
        return self.filter(state__in=waiting, due_at__lte=Now()).aggregate(oldest=Min("due_at"))["oldest"]

    def move(self, before, after, **fields):
        """Move those that are in state `before` to `after`; a lease ends unless `fields` give one. Answers how many moved."""
        assert after in NEXT[before], f"no way from {before} to {after}"
        fields = {"lease_token": None, "lease_until": None} | fields
        return self.filter(state=before).update(state=after, **fields)


class Reminder(models.Model):
    """A message that is owed to somebody, once for each subject, period and channel.

    `due_at` is when it should be told; `try_at`, not before when it is tried (again).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    period = models.CharField(max_length=40)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    channel = models.CharField(max_length=10, choices=Channel)
    # the letter of a day that tells it, instead of one of its own
    digest = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="holds")
    path = models.CharField(max_length=300)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    due_at = models.DateTimeField(default=timezone.now)
    try_at = models.DateTimeField(default=timezone.now)
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
            models.Index(fields=["due_at", "id"], name="reminder_waits", condition=Q(state__in=["due", "claimed", "sending"])),
            models.Index(fields=["-due_at", "id"], name="reminder_stuck", condition=Q(state__in=["failed", "unknown"])),
            models.Index(fields=["lease_until"], name="reminder_leased", condition=Q(state__in=["claimed", "sending"])),
            models.Index(fields=["recipient", "-due_at"], name="reminder_inbox", condition=Q(channel="app")),
            models.Index(
                fields=["recipient"],
                name="reminder_in_no_letter",
                condition=Q(channel="app", state="sent", read_at=None, digest=None),
            ),
            models.Index(fields=["recipient", "period"], name="reminder_letter", condition=Q(kind=LETTER)),
        ]

    def __str__(self):
        return f"{self.kind} to {self.recipient} ({self.get_state_display()})"

    @property
    def room(self):
        """The room whose word this is."""
        return self.kind.partition(".")[0]

    @property
    def what(self):
        """What happened there."""
        return self.kind.partition(".")[2]


class PreferenceQuerySet(models.QuerySet):
    """Reads of how people want to be told."""

    def of(self, person):
        """What one person chose."""
        return self.filter(person=person)

    def of_people(self, people, kinds):
        """What these people (ids) chose of these kinds (names)."""
        return self.filter(person__in=people, kind__in=kinds)

    def chosen_by(self, person, kinds=None):
        """What one person chose, of all or some kinds (names): {(kind, channel): pace}."""
        mine = self.of(person) if kinds is None else self.of(person).filter(kind__in=kinds)
        return {(kind, channel): pace for kind, channel, pace in mine.values_list("kind", "channel", "pace")}

    def off(self, channel):
        """What is not wanted by that channel."""
        return self.filter(channel=channel, pace=Pace.OFF)


class Pace(models.TextChoices):
    """How soon a kind of reminder is told by a channel."""

    AT_ONCE = "at_once", _("at once")
    DIGEST = "digest", _("in the daily letter")
    OFF = "off", _("not at all")


class Preference(models.Model):
    """How somebody wants one kind of reminder by one channel, where that is not the usual way."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="muted_reminders")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=Channel)
    pace = models.CharField(max_length=10, choices=Pace, default=Pace.OFF)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "channel"], name="preference_once")]

    def __str__(self):
        return f"{self.person}: {self.kind} by {self.channel} {self.get_pace_display()}"


class DeliveryQuerySet(models.QuerySet):
    """Reads of how letters and chats reach people."""

    def of(self, person):
        """How they reach one person: as chosen, or in the usual way (a row that is not saved)."""
        return self.filter(person=person).first() or self.model(person=person)

    def with_chat(self):
        """Those with a chat."""
        return self.exclude(chat="").exclude(chat_address="")


class Delivery(models.Model):
    """When somebody's daily letter comes (in their time zone), and where their chat is."""

    CHATS = [("slack", "Slack"), ("teams", "Microsoft Teams"), ("other", _("another one"))]
    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="delivery")
    digest_at = models.TimeField(_("the daily letter comes at"), default=datetime.time(8))
    has_weekends = models.BooleanField(_("also on Saturdays and Sundays"), default=False)
    chat = models.CharField(_("chat"), max_length=10, choices=CHATS, blank=True)
    chat_address = models.TextField(_("its webhook"), blank=True)  # encrypted: whoever has it can write there

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(condition=~Q(chat="") | Q(chat_address=""), name="delivery_chat_named"),
        ]

    def __str__(self):
        return f"{self.person} at {self.digest_at}"


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

    @classmethod
    def note(cls, name):
        """Write down that it is alive, by the database's clock."""
        now = Func(function="clock_timestamp", output_field=models.DateTimeField())
        cls.objects.update_or_create(name=name, defaults={"at": now})
