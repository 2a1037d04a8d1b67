"""Doorbells that the clock rings."""

from celery import shared_task
from django.utils import timezone

from coaching import actions


@shared_task
def look_at_process():
    """Look for what has come to rest as of today. Run twice, the second finds nothing new."""
    actions.look_at_process(as_of=timezone.localdate())


@shared_task
def ask_about_roadblocks():
    """Ask about what is in the way after its day. Run twice, the second asks nobody."""
    actions.ask_about_roadblocks(today=timezone.localdate())


@shared_task
def ask_to_look_again():
    """Ask the two of each case whose day to look again has come. Run twice, the second asks nobody."""
    actions.ask_to_look_again(today=timezone.localdate())
