"""Doorbells for the worker: they carry no data, and losing, doubling or delaying one changes only latency."""

from celery import shared_task

from people import actions


@shared_task
def forget_answers():
    """Let go of answers of the API that are too old to be asked for again."""
    actions.forget_answers()
