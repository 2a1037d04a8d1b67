from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """The room of what is owed to be told: one outbox, sent once or visibly failed."""

    name = "reminders"
