"""Doorbells for the worker: they carry no data, and losing, doubling or delaying one changes only latency."""

from celery import shared_task

from reminders import outbox
from reminders.models import Heartbeat


@shared_task
def send_due():
    """Send what is due."""
    outbox.send_due()


@shared_task
def write_letters():
    """Write the daily letters of those whose morning has come."""
    outbox.write_letters()


@shared_task
def sweep():
    """Take back what dead senders held."""
    outbox.sweep()


@shared_task
def heartbeat():
    """Note that beat and worker are alive."""
    Heartbeat.note("beat")
