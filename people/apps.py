from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room of who there is: people, teams, reporting lines, rights, and the records that nobody may change."""

    name = "people"
