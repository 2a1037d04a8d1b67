from importlib import import_module

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """The room of what came of it: rounds, two-sided reviews, HR's exports."""

    name = "reviews"

    def ready(self):
        import_module("reviews.messages")  # registers the kinds of reminders
