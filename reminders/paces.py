"""How soon one person is told of a kind by a channel: what they chose, else what is usual. Plain values in, a pace out."""

from reminders.kinds import LETTER
from reminders.models import Channel, Pace


def pace(kind, channel, chosen, *, has_chat=False):
    """At once, in the daily letter or not at all; `chosen` is {(name of a kind, channel): pace} of one person.

    In the application everything is told at once. A daily letter tells what is there: of what somebody does not want there, or
    if they want no letter, nothing is left to be told later. Of what somebody waits for, an e-mail goes in any case.
    """
    must = not kind.can_mute and channel == Channel.EMAIL
    wanted = chosen.get((kind.name, channel))
    if channel == Channel.APP:
        return Pace.OFF if wanted == Pace.OFF and kind.can_mute else Pace.AT_ONCE
    if channel == Channel.CHAT and not has_chat:
        return Pace.OFF
    if wanted is None or (wanted == Pace.OFF and must):
        wanted = Pace(kind.usual_pace)
    if wanted == Pace.DIGEST and not _letter_tells(kind, channel, chosen):
        return Pace.AT_ONCE if must else Pace.OFF
    return Pace(wanted)


def _letter_tells(kind, channel, chosen):
    comes = chosen.get((LETTER, channel)) != Pace.OFF
    return comes and pace(kind, Channel.APP, chosen) != Pace.OFF
