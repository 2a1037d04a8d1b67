"""The room of what is agreed."""

from importlib import import_module

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The room of what is agreed: priorities, plans written by two, versions signed by two, the ledger of commitments."""

    name = "plans"

    def ready(self):
        """Make the kinds of messages of this room known."""
        import_module("plans.messages")
