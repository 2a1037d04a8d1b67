"""Doorbells of reviews: each may ring twice, late or not at all without harm."""

from celery import shared_task

from reviews.exporting import writing

HOUR = 3600


@shared_task(time_limit=HOUR)
def write_exports():
    """Write every export that is due, and let go of files whose time has passed."""
    while writing.write_next():
        pass
    writing.sweep()
