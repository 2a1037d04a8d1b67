from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """The room of what came of it: rounds, two-sided reviews, HR's exports."""

    name = "reviews"
