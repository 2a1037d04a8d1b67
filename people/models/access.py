"""Who looked at what: the access log."""

import itertools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.canonical import canonical
from people.models.person import Person
from people.models.records import ChainedRecord

AT_A_TIME = 1000


class AccessPurpose(models.TextChoices):
    """What somebody did with another person's record."""

    VIEWED = "viewed", _("viewed")
    EXPORTED = "exported", _("exported")
    DOWNLOADED = "downloaded", _("downloaded")


class Standing(models.TextChoices):
    """As what somebody looked at a record."""

    SELF = "self", _("the person themselves")
    MANAGER = "manager", _("their manager")
    DELEGATE = "delegate", _("standing in for their manager")
    ABOVE = "above", _("a manager above")
    COACH = "coach", _("a dotted-line coach")
    HR = "hr", _("HR")
    LEADER = "leader", _("a leader")
    ADMIN = "admin", _("an administrator")
    COLLEAGUE = "colleague", _("a colleague")


class AccessEntryQuerySet(models.QuerySet):
    """Reads of the access log."""

    def about(self, person):
        """What concerns `person`, who may read it."""
        return self.filter(Q(subject=person))

    def for_list(self):
        """What a list of entries shows."""
        return self.select_related("by", "subject").order_by("-sealed_at")


class AccessEntry(ChainedRecord):
    """One look at a record, or one export of it, that the person concerned can read about."""

    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    purpose = models.CharField(max_length=20, choices=AccessPurpose)
    standing = models.CharField(max_length=20, choices=Standing)
    thing = models.CharField(max_length=40)
    thing_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=400, blank=True)

    objects = AccessEntryQuerySet.as_manager()

    class Meta(ChainedRecord.Meta):
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="access_entry_number_once_in_chain")]
        indexes = [models.Index(fields=["subject", "-sealed_at"], name="access_entry_about")]

    def __str__(self):
        return f"{self.by} {self.purpose} {self.thing}"

    @classmethod
    def written(cls, **columns):
        """Write one entry: its columns are its words, its chain that of the person concerned, or else of the one who acted."""
        entry = cls(**columns)
        return cls.seal(chain=entry.subject_id or entry.by_id, body=entry.words(), **columns)

    @classmethod
    def written_many(cls, subjects, **columns):
        """Write an entry for each of `subjects` (ids), all in the chain of the one who acted; returns how many.

        One chain, because each chain that is written to is a lock until the transaction ends, and the database has few of those.
        """
        subjects, count = iter(subjects), 0
        while batch := list(itertools.islice(subjects, AT_A_TIME)):
            entries = [cls(subject_id=subject, **columns) for subject in batch]
            cls.objects.bulk_create(
                cls.unsealed(chain=entry.by_id, body=entry.words(), subject_id=entry.subject_id, **columns) for entry in entries
            )
            count += len(batch)
        return count

    def words(self):
        """What is sealed: the columns, in canonical form."""
        names = ["by_id", "subject_id", "purpose", "standing", "thing", "thing_id", "reason"]
        return canonical({name: getattr(self, name) for name in names})

    def columns_match(self):
        return bytes(self.body) == self.words()
