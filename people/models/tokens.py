"""Keys for programs: what a program may do in a person's name, and what it was answered."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited
from people.models.person import Person


class Scope(models.TextChoices):
    """What a key opens. It never opens more than its person may do."""

    OBSERVATIONS = "observations:write", _("send observations")
    FACTS = "facts:write", _("send opportunities and activities")
    READ = "read", _("read what its person may read")


class TokenQuerySet(models.QuerySet):
    """Reads of keys."""

    def visible_to(self, person):
        """One's own; an administrator sees all, by name."""
        return self if person.has_role("admin") else self.filter(person=person)

    def working(self):
        """Those that open something now."""
        return self.filter(Q(expires_at__gt=Now()), revoked_at__isnull=True)

    def known_as(self, prefix):
        """The one with that prefix, with its person."""
        return self.filter(prefix=prefix).select_related("person")

    def note_use(self, token):
        """Write down that a token was used now; its caller sees to it that this is seldom."""
        self.filter(pk=token.pk).update(last_used_at=Now())

    def search(self, words):
        """Those of which the name, the prefix or the person has these words."""
        if not words:
            return self
        whose = Q(person__name__icontains=words) | Q(person__email__icontains=words)
        return self.filter(Q(name__icontains=words) | Q(prefix__startswith=words) | whose)

    def for_list(self):
        """What a list of keys shows: those that work first, the newest before the others."""
        works = Q(expires_at__gt=Now(), revoked_at__isnull=True)
        return self.select_related("person", "made_by").annotate(works=works).order_by("-works", "-made_at", "id")


@audited(exclude=["digest", "last_used_at"])
class Token(models.Model):
    """A key with which a program acts as a person, within scopes and until a day. Shown once; what is kept is its digest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=100)
    prefix = models.CharField(max_length=12, unique=True)  # the part that may be shown
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the whole, in hexadecimal
    scopes = ArrayField(models.CharField(max_length=30, choices=Scope), verbose_name=_("it may"))
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("until"))
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [models.CheckConstraint(condition=~Q(scopes=[]), name="token_opens_something")]

    def __str__(self):
        return f"{self.name} ({self.prefix}…)"

    def lock(self):
        """Read this row afresh and keep others from changing it until the transaction ends."""
        self.refresh_from_db(from_queryset=Token.objects.select_related("person").select_for_update(no_key=True, of=("self",)))

    @property
    def is_working(self):
        """Whether it opens something now."""
        return self.revoked_at is None and self.expires_at > timezone.now() and self.person.can_log_in

    @property
    def scope_labels(self):
        """What it opens, in words."""
        return [scope.label for scope in Scope if scope in self.scopes]


class AnsweredQuerySet(models.QuerySet):
    """Reads of answers that are kept."""

    def older_than(self, moment):
        """Those given before that moment."""
        return self.filter(at__lt=moment)


class Answered(models.Model):
    """What a call was answered, kept under its Idempotency-Key so that the same call again is answered the same and done once."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="answered")
    key = models.CharField(max_length=255)
    path = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)  # SHA-256 of what was sent
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    objects = AnsweredQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answered_once")]
        indexes = [models.Index(fields=["at"], name="answered_at")]

    def __str__(self):
        return f"{self.path}: {self.status}"


COUNT = """
INSERT INTO people_tokenpace AS told (token_id, minute, calls) VALUES (%s, date_trunc('minute', statement_timestamp()), 1)
ON CONFLICT (token_id) DO UPDATE
SET calls = CASE WHEN told.minute = excluded.minute THEN told.calls + 1 ELSE 1 END, minute = excluded.minute
RETURNING calls, ceil(60 - extract(second FROM statement_timestamp()))::int"""


class TokenPace(models.Model):
    """How many calls were made with a token in the current minute: the count that its limit is held against."""

    token = models.OneToOneField(Token, models.CASCADE, primary_key=True, related_name="pace")
    minute = models.DateTimeField()
    calls = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.token_id}: {self.calls} since {self.minute:%H:%M}"

    @classmethod
    def count(cls, token):
        """Count one call. Gives how many there were in this minute, this one included, and the seconds until the next begins."""
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [token.pk])
            return cursor.fetchone()
