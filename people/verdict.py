"""Whether somebody may do something now, and the sentence that says why not."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """Someone asked for what they may not do. The message says why, in words for them."""


class Stale(Refused):
    """What somebody acted on has changed meanwhile. Nothing was done; `current` is what stands now."""

    def __init__(self, message, current=None):
        super().__init__(message)
        self.current = current


@dataclass(frozen=True)
class Verdict:
    """Whether an action is allowed now, and if not, why."""

    reason: str = ""

    def __bool__(self):
        return not self.reason

    def enforce(self):
        """Pass, or raise `Refused` with the reason."""
        if self.reason:
            raise Refused(str(self.reason))


YES = Verdict()
