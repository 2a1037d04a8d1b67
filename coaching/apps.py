from django.apps import AppConfig


class CoachingConfig(AppConfig):
    """The room of what happens meanwhile: the week, sessions, and cases answered."""

    name = "coaching"

    def ready(self):
        """Let the other rooms know the kinds of this one, and what of it stands on their pages."""
        from coaching import alongside, asking, marks, messages  # noqa: F401
        from coaching.process import telling  # noqa: F401
