"""Why a command does not start, in one sentence for the person at the shell."""

import importlib

from django.core.exceptions import ImproperlyConfigured


class Refusal(Exception):
    """The command ends with this sentence and exit status 1."""


def refuse_missing_settings():
    """Read the settings as the processes will; a missing variable becomes a sentence instead of a traceback."""
    try:
        importlib.import_module("perfplan.settings")
    except ImproperlyConfigured as missing:
        raise Refusal(str(missing)) from None
