from django.apps import AppConfig


class CoachingConfig(AppConfig):
    """The room of what happens meanwhile: the week, sessions, and cases answered."""

    name = "coaching"
