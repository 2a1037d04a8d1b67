from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The room of what is agreed: priorities, plans written by two, versions signed by two, the ledger of commitments."""

    name = "plans"
