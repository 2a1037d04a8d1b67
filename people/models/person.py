"""The person: who logs in, who writes, who signs."""

import uuid
import zoneinfo

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.audit import audited
from people.models.dated import edition


class PersonQuerySet(models.QuerySet):
    """Reads of people. All of them take the day, because reporting lines have dates."""

    def active(self):
        """People who can log in today."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=timezone.localdate()), is_active=True)

    def with_emails(self, emails):
        """Those with one of these addresses, however they are spelled."""
        return self.annotate(_email=Lower("email")).filter(_email__in=[email.lower() for email in emails])

    def search(self, words):
        """Those whose name, job, address or team holds each of the words."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(
                Q(name__icontains=word) | Q(job_title__icontains=word) | Q(email__icontains=word) | Q(team__name__icontains=word)
            )
        return found

    def managed_by(self, managers, on=None):
        """Those whose solid line on that day leads to one of `managers` (a person, or a collection of people or ids)."""
        return self.filter(pk__in=self._lines_to(managers, on, "solid"))

    def coached_by(self, coach, on=None):
        """Those with a dotted line to `coach` on that day."""
        return self.filter(pk__in=self._lines_to(coach, on, "dotted"))

    def under(self, managers, on=None):
        """Everybody below `managers` on that day, at any depth, by solid lines."""
        day = on or timezone.localdate()
        ids = [getattr(m, "pk", m) for m in managers] if hasattr(managers, "__iter__") else [managers.pk]
        below = models.expressions.RawSQL(UNDER, (ids, day, day, day, day))
        return self.filter(pk__in=below)

    def above(self, person, on=None):
        """Everybody above `person` on that day, at any height, by solid lines."""
        day = on or timezone.localdate()
        return self.filter(pk__in=models.expressions.RawSQL(ABOVE, ([person.pk], day, day, day, day)))

    def visible_to(self, person, on=None):
        """Whom `person` may look up: see `people.rules` for what they may see of them."""
        day = on or timezone.localdate()
        if person.has_role("admin", on=day):
            return self
        seats = person.seats(on=day)
        up = models.expressions.RawSQL(ABOVE, ([person.pk], day, day, day, day))
        mine = Q(pk=person.pk) | Q(pk__in=up)
        below = Q(pk__in=Person.objects.under(seats, on=day).values("pk"))
        dotted = Q(pk__in=Person.objects.coached_by(person, on=day).values("pk")) | Q(pk__in=self._coaches_of(person, day))
        mates = Q(team_id=person.team_id) if person.team_id else Q()
        return self.filter(mine | below | dotted | mates | self._in_scope(person, day))

    def _coaches_of(self, person, day):
        return person.lines_up.on(day).filter(kind="dotted").values("manager_id")

    def _in_scope(self, person, day):
        scopes = person.scopes(on=day)
        if any(team_id is None for _role, team_id in scopes):
            return Q(pk__isnull=False)
        teams = [team_id for _role, team_id in scopes]
        return Q(pk__in=Person.objects.in_teams(teams).values("pk")) if teams else Q(pk__in=[])

    def _lines_to(self, managers, on, kind):
        day = on or timezone.localdate()
        lines = self.model._meta.get_field("lines_up").related_model.objects
        ids = managers if hasattr(managers, "__iter__") else [managers]
        return lines.on(day).filter(kind=kind, manager__in=ids).values("person_id")

    def in_teams(self, teams):
        """The members of these teams (ids) and of all teams within them, today."""
        return self.filter(team_id__in=models.expressions.RawSQL(TEAMS_BELOW, (list(teams),)))

    def for_list(self):
        """What a list of people shows."""
        return self.select_related("team").order_by("name", "email")


UNDER = """
WITH RECURSIVE below(person_id) AS (
    SELECT person_id FROM people_reportingline
     WHERE kind = 'solid' AND manager_id = ANY(%s::uuid[]) AND starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)
    UNION
    SELECT line.person_id FROM people_reportingline line JOIN below ON line.manager_id = below.person_id
     WHERE line.kind = 'solid' AND line.starts_on <= %s AND (line.ends_on IS NULL OR line.ends_on > %s))
SELECT person_id FROM below"""

ABOVE = """
WITH RECURSIVE above(manager_id) AS (
    SELECT manager_id FROM people_reportingline
     WHERE kind = 'solid' AND person_id = ANY(%s::uuid[]) AND starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)
    UNION
    SELECT line.manager_id FROM people_reportingline line JOIN above ON line.person_id = above.manager_id
     WHERE line.kind = 'solid' AND line.starts_on <= %s AND (line.ends_on IS NULL OR line.ends_on > %s))
SELECT manager_id FROM above"""

TEAMS_BELOW = """
WITH RECURSIVE below(id) AS (
    SELECT id FROM people_team WHERE id = ANY(%s::uuid[])
    UNION
    SELECT team.id FROM people_team team JOIN below ON team.parent_id = below.id)
SELECT id FROM below"""


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):
    """Makes people, with their e-mail address in one spelling."""

    def create_user(self, email, password=None, **fields):
        """A person who logs in with `email`; without a password they must set one first."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.full_clean(exclude=["password"])
        person.save()
        return person

    def get_by_natural_key(self, email):
        """Find by e-mail, whatever its spelling."""
        return self.get(email__iexact=email)


@audited(exclude=["password", "last_login"])
class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who works here: has at most one solid reporting line at any date, and any number of dotted ones."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(
        _("e-mail"), max_length=254, unique=True, error_messages={"unique": _("Somebody already has this e-mail address.")}
    )
    name = models.CharField(_("name"), max_length=150)
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("team"))
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    language = models.CharField(_("language"), max_length=10, default="en-gb")
    starts_on = models.DateField(_("first day"), default=timezone.localdate)
    left_on = models.DateField(_("last day"), null=True, blank=True)
    is_active = models.BooleanField(default=True)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_once",
                violation_error_message=_("Somebody already has this e-mail address."),
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=models.F("starts_on")),
                name="person_leaves_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self):
        return self.name or self.email

    def get_absolute_url(self):
        return reverse("people:person_detail", args=[self.pk])

    def clean(self):
        """Refuse a time zone that does not exist."""
        super().clean()
        if self.time_zone not in zoneinfo.available_timezones():
            sentence = _("%(name)s is not a time zone. Write one like Europe/Vienna.") % {"name": self.time_zone}
            raise ValidationError({"time_zone": sentence})

    @property
    def first_name(self):
        """What colleagues call them: "Maya will"."""
        return self.name.split()[0] if self.name.strip() else self.email

    @property
    def initials(self):
        """Two letters for the round mark beside a name."""
        words = self.name.split() or [self.email]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

    @property
    def can_log_in(self):
        """Whether this person works here today."""
        return self.is_active and (self.left_on is None or self.left_on >= timezone.localdate())

    @property
    def zone(self):
        """The time zone in which this person's days begin and end."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def manager(self, on=None):
        """Whoever this person's solid line leads to on that day, or None."""
        line = self.lines_up.on(on or timezone.localdate()).filter(kind="solid").select_related("manager").first()
        return line.manager if line else None

    def has_reports(self, on=None):
        """Whether somebody's solid line leads to this person on that day."""
        return self.lines_down.on(on or timezone.localdate()).filter(kind="solid").exists()

    def seats(self, on=None):
        """The ids of those for whom this person acts on that day: their own, and of those who delegated to them."""
        day = on or timezone.localdate()
        return [self.pk, *(row.delegator_id for row in self._rights("delegated_here") if row.holds_on(day))]

    def scopes(self, on=None, roles=("hr", "leader")):
        """Pairs of role and team id (None = the whole company) that this person holds on that day."""
        day = on or timezone.localdate()
        return [(row.role, row.team_id) for row in self._rights("grants") if row.role in roles and row.holds_on(day)]

    def _rights(self, name):
        """All delegations to this person, or all their roles, of any date: a query each, until one of them is written again."""
        number, rows = getattr(self, "_kept_rights", (None, None))
        if number != edition.number:
            number, rows = edition.number, {}  # before reading: what is written meanwhile is read next time
            self._kept_rights = (number, rows)
        if name not in rows:
            rows[name] = list(getattr(self, name).all())
        return rows[name]

    def scope_people(self, on=None, roles=("hr", "leader")):
        """For each role with a scope that day: the role, and a subquery of the ids of the people in that scope."""
        for role, team_id in self.scopes(on=on, roles=roles):
            people = Person.objects.in_teams([team_id]) if team_id else Person.objects.all()
            yield role, people.values("pk")

    def has_role(self, role, on=None):
        """Whether this person holds `role` on that day, with any scope."""
        return bool(self.scopes(on=on, roles=(role,)))

    def refresh_from_db(self, *arguments, **options):
        """Read again, rights included."""
        self._kept_rights = (None, None)
        super().refresh_from_db(*arguments, **options)
