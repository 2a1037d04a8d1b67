"""Files that take a while: asked for by a person, made by a worker that may die over it, and kept for some time."""

import datetime
import uuid

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from people.models.states import Moving

LEASE = datetime.timedelta(seconds=60)  # renewed while the worker gets on; over when it died
WAITING, RUNNING = Q(state="asked"), Q(state="writing")


class ErrandQuerySet(models.QuerySet):
    """Reads of errands, and the claim of the next one to do."""

    def visible_to(self, person):
        """One's own."""
        return self.filter(by=person)

    def due(self):
        """Those to be done: asked for, or left behind by a worker that died."""
        return self.filter(WAITING | RUNNING & Q(lease_until__lt=timezone.now())).order_by("asked_at")

    def claim(self):
        """Take the next one that is due for a minute, or None. Two workers never get the same."""
        with transaction.atomic():
            errand = self.due().select_for_update(skip_locked=True).first()
            if errand is None:
                return None
            errand.take()
        return errand

    def with_file(self):
        """Those that have a file, or are getting one."""
        return self.filter(RUNNING | Q(state="ready"))

    def over(self):
        """Ready files whose time has passed."""
        return self.filter(state="ready", expires_at__lt=timezone.now())


class Errand(Moving):
    """One request for a file. A model names its states ("asked", "writing", "ready", "failed" and "expired", in words of its own)
    with the steps between them, in how many attempts it gives up, and the field that counts what is done.
    """

    attempts = 3
    progress_field = "done"
    asked_at = models.DateTimeField(auto_now_add=True)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempt = models.PositiveSmallIntegerField(default=0)
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

    def take(self):
        """Hold it for a minute, to do it. Within the transaction that locks or makes the row."""
        stamps = {"attempt": self.attempt + 1, "lease_token": uuid.uuid4(), "lease_until": timezone.now() + LEASE}
        self.move_to("writing", **{self.progress_field: 0}, **stamps)

    def keep_lease(self, **progress):
        """Say that the worker is alive and how far it is. False if another worker has taken over."""
        mine = type(self).objects.filter(RUNNING, pk=self.pk, lease_token=self.lease_token)
        return bool(mine.update(lease_until=timezone.now() + LEASE, **progress))
