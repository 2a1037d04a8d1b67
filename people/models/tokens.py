"""Keys for programs: what a program may do in a person's name, and what it was answered."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
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

    def for_list(self):
        """What a list of keys shows, newest first."""
        return self.select_related("person", "made_by").order_by("-made_at", "id")


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


class Answered(models.Model):
    """What a call was answered, kept under its Idempotency-Key so that the same call again is answered the same and done once."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="answered")
    key = models.CharField(max_length=255)
    path = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)  # SHA-256 of what was sent
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answered_once")]
        indexes = [models.Index(fields=["at"], name="answered_at")]

    def __str__(self):
        return f"{self.path}: {self.status}"
