"""The kinds of reminders: each room registers its own from its `messages.py`; this room knows none of their words."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from people.verdict import YES

ONCE, AT_LEAST_ONCE = "once", "at_least_once"
AT_ONCE, DAILY = "at_once", "digest"
LETTER = "reminders.digest"  # the daily letter is a reminder as well
LETTER_PATH = "/inbox/"


def always(reminder):
    """Still owed, whatever happened meanwhile."""
    return YES


def nothing_more(reminder):
    """The templates need what every kind has."""
    return {}


def nothing_named(reader, reminders):
    """The lines need no names."""
    return {}


@dataclass(frozen=True)
class Kind:
    """What is told, and what is promised of it.

    `name` is "<room>.<what>" and names its templates. When a mail server's answer is lost, `policy` "once" leaves the e-mail
    unconfirmed for a person to look at, "at_least_once" sends it again under the same Message-ID. `still_owed` gets the reminder
    just before it is told and answers a verdict: has its recipient a right to it still, and is it still true?

    `pace` is how soon its copies go to who chose nothing: in the daily letter, or at once. What cannot be muted is told at once.
    In the letter, what has more `weight` comes first. `adds` gives its templates more to say, just before they say it. `names`
    gives lines of one reader's reminders in the application, and those alone, what no letter may say: {reminder id: words}.
    """

    name: str
    title: str | Promise
    policy: str = ONCE
    can_mute: bool = True
    still_owed: Callable = always
    pace: str = DAILY
    weight: int = 0
    adds: Callable = nothing_more
    names: Callable = nothing_named

    def __post_init__(self):
        room, _dot, what = self.name.partition(".")
        if not (room.isidentifier() and what.isidentifier()):
            raise ValueError(f"{self.name!r} is not a kind: write <room>.<what>")
        if self.policy not in (ONCE, AT_LEAST_ONCE):
            raise ValueError(f"{self.policy!r} is not a policy: {ONCE} or {AT_LEAST_ONCE}")
        if self.pace not in (AT_ONCE, DAILY):
            raise ValueError(f"{self.pace!r} is no usual pace: {AT_ONCE} or {DAILY}")

    @property
    def room(self):
        """The room that owes it."""
        return self.name.partition(".")[0]

    @property
    def usual_pace(self):
        """How soon its copies go to who chose nothing."""
        return self.pace if self.can_mute else AT_ONCE


_kinds = {}


def register(kind):
    """Make a kind known. The same name twice is a mistake, unless it is the same kind."""
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"{kind.name} is registered twice")
    return kind


def get(kind):
    """The kind of that name; a kind is its own answer. LookupError if no room registered it."""
    name = getattr(kind, "name", kind)
    if name not in _kinds:
        raise LookupError(f"no room registered the kind {name!r}")
    return _kinds[name]


def find(name):
    """The kind of that name, or None: rows outlive the code that wrote them."""
    return _kinds.get(name)


def registered():
    """All kinds, by room and name."""
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def to_choose():
    """The kinds of which a person chooses how they reach them: all but those of the outbox itself."""
    return [kind for kind in registered() if kind.room != "reminders"]


def told_at_least_once():
    """The names of the kinds that are sent again when an answer was lost."""
    return [kind.name for kind in registered() if kind.policy == AT_LEAST_ONCE]
