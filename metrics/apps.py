import importlib

from django.apps import AppConfig


class MetricsConfig(AppConfig):
    """The room of what is measured: definitions, observations, drift, and the signals that it raises."""

    name = "metrics"

    def ready(self):
        """Make the room's kinds of reminders known."""
        importlib.import_module("metrics.messages")
