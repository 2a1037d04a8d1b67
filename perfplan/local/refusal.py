"""Why a command does not start."""


class Refusal(Exception):
    """The command ends with this sentence, for the person at the shell, and exit status 1."""
