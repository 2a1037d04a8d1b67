"""Files that commands write."""

from django.core.management.base import CommandError


def to_write(path):
    """The file at that path, opened; a path at which there can be none ends the command before anything is done."""
    try:
        return open(path, "w", encoding="utf-8", newline="")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.", returncode=2) from None
