"""Doorbells of reviews: each may ring twice, late or not at all without harm."""

from celery import shared_task

from reviews import owing
from reviews.exporting import writing

HOUR = 3600


@shared_task
def owe_what_waits():
    """Owe a word of the steps of reviews whose day comes nearer."""
    owing.owe_what_waits()


@shared_task(time_limit=HOUR)
def write_exports():
    """Write every export that is due, and let go of files whose time has passed."""
    while writing.write_next():
        pass
    writing.sweep()
