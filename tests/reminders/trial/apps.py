from django.apps import AppConfig

from tests.reminders.trial import messages


class TrialConfig(AppConfig):
    """The room for worker processes of the tests."""

    name = "tests.reminders.trial"
    label = "trial"

    def ready(self):
        messages.register()
