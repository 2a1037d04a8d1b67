from django.apps import AppConfig


class CoachingConfig(AppConfig):
    """The room of what happens meanwhile: the week, sessions, and cases answered."""

    name = "coaching"

    def ready(self):
        """Let reminders know the kinds of this room."""
        from coaching import asking, marks, messages  # noqa: F401
        from coaching.process import telling  # noqa: F401
