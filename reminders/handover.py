"""What can come of handing a message over, when it is not certain delivery.

A way to hand over is a context manager with `prepare(reminder)`, which writes the message, and `hand_over(message, may_go)`,
which delivers it. The latter calls `may_go()` at the last moment at which stopping leaves nothing behind; if that answers False,
it must not deliver. It returns when the message is certainly delivered, and else raises one of these.
"""


class NotHandedOver(Exception):
    """The message is not certainly delivered; the text says why, without its content or its recipient."""


class Unreachable(NotHandedOver):
    """There is no way to any recipient now: no message was tried."""


class PutOff(NotHandedOver):
    """Certainly not delivered; another attempt may succeed, after `wait` seconds if the other side said so."""

    def __init__(self, words, wait=None):
        super().__init__(words)
        self.wait = wait


class TurnedDown(NotHandedOver):
    """Certainly not delivered, and the same again would not be."""


class InDoubt(NotHandedOver):
    """All was said and no answer came: delivered or not."""


class NotOurs(NotHandedOver):
    """Somebody else has it meanwhile: certainly not delivered by us."""
