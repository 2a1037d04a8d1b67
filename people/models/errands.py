"""Work that takes a while: asked for by a person, done by a worker that may die over it; files made so are kept for some time."""

import datetime
import uuid

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from people.models.states import Moving

LEASE = datetime.timedelta(seconds=60)  # renewed while the worker gets on; over when it died
WAITING, RUNNING = Q(state="asked"), Q(state="writing")


class LeasedQuerySet(models.QuerySet):
    """The claim of the next one to work on; a model says which are `due`, in their order."""

    def claim(self):
        """Take the next one that is due for a minute, or None. Two workers never get the same."""
        with transaction.atomic():
            found = self.due().select_for_update(skip_locked=True, no_key=True).first()
            if found is not None:
                found.take()
        return found


class Leased(Moving):
    """Work that a worker holds for a minute at a time, and another takes up when that one is not heard of any more.

    A model says in which state it is held (`held_as`), in how many attempts it is given up, and the field that counts how far
    it is.
    """

    attempts = 3
    held_as = "writing"
    progress_field = "done"
    free = {"lease_until": None, "lease_token": None}  # what a step writes that lets it go
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempt = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    def take(self):
        """Hold it for a minute, to do it. Within the transaction that locks or makes the row."""
        stamps = {"attempt": self.attempt + 1, "lease_token": uuid.uuid4(), "lease_until": timezone.now() + LEASE}
        self.move_to(self.held_as, **{self.progress_field: 0}, **stamps)

    def keep_lease(self, **progress):
        """Say that the worker is alive and how far it is. False if another worker has taken over."""
        mine = type(self).objects.filter(pk=self.pk, lease_token=self.lease_token, **{self.state_field: self.held_as})
        return bool(mine.update(lease_until=timezone.now() + LEASE, **progress))


class ErrandQuerySet(LeasedQuerySet):
    """Reads of errands, and the claim of the next one to do."""

    def visible_to(self, person):
        """One's own."""
        return self.filter(by=person)

    def due(self):
        """Those to be done: asked for, or left behind by a worker that died."""
        return self.filter(WAITING | RUNNING & Q(lease_until__lt=timezone.now())).order_by("asked_at")

    def with_file(self):
        """Those that have a file, or are getting one."""
        return self.filter(RUNNING | Q(state="ready"))

    def over(self):
        """Ready files whose time has passed."""
        return self.filter(state="ready", expires_at__lt=timezone.now())


class Errand(Leased):
    """One request for a file. A model names its states ("asked", "writing", "ready", "failed" and "expired", in words of its own)
    with the steps between them, in how many attempts it gives up, and the field that counts what is done.
    """

    asked_at = models.DateTimeField(auto_now_add=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    error = models.CharField(max_length=400, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_running(self):
        """Whether it is still on its way."""
        return self.state in ("asked", "writing")
