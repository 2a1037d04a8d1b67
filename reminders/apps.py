"""The room of what is owed to be told."""

from importlib import import_module

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """The room of what is owed to be told: one outbox, sent once or visibly failed."""

    name = "reminders"

    def ready(self):
        """Make the kinds of the outbox itself known."""
        import_module("reminders.digest")
        import_module("reminders.chats")
