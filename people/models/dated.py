"""What holds from one day to another."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Edition:
    """Counts the writes of dated rows in this process: what a person object remembers of its rights is of one edition."""

    def __init__(self):
        self.number = 0

    def next(self):
        self.number += 1


edition = Edition()


class DatedQuerySet(models.QuerySet):
    """Reads of what holds from a first day up to, and not including, `ends_on`."""

    def on(self, day):
        """What holds on that day."""
        return self.filter(Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gt=day))

    def for_history(self):
        """From the latest to the first, with the people and teams that a list names."""
        names = [field.name for field in self.model._meta.fields if field.is_relation]
        return self.select_related(*names).order_by("-starts_on", "-pk")

    def from_day(self, day):
        """What holds on that day or will later."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))

    def update(self, **fields):
        edition.next()
        return super().update(**fields)

    def delete(self):
        edition.next()
        return super().delete()

    def bulk_create(self, *arguments, **options):
        edition.next()
        return super().bulk_create(*arguments, **options)


class Dated(models.Model):
    """Something that holds from `starts_on` up to the day before `ends_on`; with no `ends_on` it still holds."""

    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (not included)"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *arguments, **options):
        edition.next()
        super().save(*arguments, **options)

    def delete(self, *arguments, **options):
        edition.next()
        return super().delete(*arguments, **options)

    @property
    def is_open(self):
        """Whether it holds today or will later."""
        return self.ends_on is None or self.ends_on > timezone.localdate()

    def holds_on(self, day):
        """Whether it holds on that day."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > day)
