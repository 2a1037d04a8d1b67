"""Doorbells for the worker: they carry no data, and losing, doubling or delaying one changes only latency."""

from celery import shared_task

from plans import actions, owing
from plans.documents import writing


@shared_task
def expire_proposals():
    """Let proposals that nobody answered in time run out."""
    actions.expire_proposals()


@shared_task
def owe_what_waits():
    """Owe a word of promises that come due, and of signatures and drafts that wait."""
    owing.owe_what_waits()


@shared_task
def produce_occurrences():
    """Begin the new periods of promises that come back."""
    actions.produce_occurrences()


@shared_task
def make_documents():
    """Make every document that is due, and let go of files whose time has passed."""
    while writing.write_next():
        pass
    writing.sweep()
