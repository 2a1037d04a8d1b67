"""Doorbells for the worker: they carry no data, and losing, doubling or delaying one changes only latency."""

from celery import shared_task

from plans import actions


@shared_task
def expire_proposals():
    """Let proposals that nobody answered in time run out."""
    actions.expire_proposals()
