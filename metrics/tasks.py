"""Doorbells that the clock rings."""

from celery import shared_task
from django.utils import timezone

from metrics import actions, working
from metrics.models import Touched


@shared_task
def scan_drift():
    """Look for drift as of today. Run twice, the second finds nothing new."""
    actions.scan(as_of=timezone.localdate())


@shared_task
def scan_what_came():
    """Look for drift in what was measured or agreed since the last look; where there is nothing new, one question finds out."""
    if Touched.objects.exists():
        actions.scan(as_of=timezone.localdate())


@shared_task(time_limit=4 * 3600)  # a file of a gigabyte takes many minutes
def take_in_imports():
    """Look at, and take in, every file that waits for a worker."""
    while working.work_next():
        pass
