"""The kinds of reminders that coaching owes, and whether each is still owed when its turn comes."""

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from coaching.models import Recognition, Roadblock, RoadblockState, Session, SessionState
from metrics.models import Signal
from metrics.rules import can_see_detail
from people.verdict import YES, Verdict
from reminders.kinds import Kind, register

LONGEST = 90  # letters of what is in the way, in a line
OUT_OF_SIGHT = Verdict(_("It is no longer theirs to see."))


def still_to_come(reminder):
    """A session is worth preparing as long as it is planned for that time and its reader takes part."""
    session = Session.objects.of(reminder.recipient).filter(pk=reminder.subject_id).first()
    if session is None:
        return OUT_OF_SIGHT
    if session.state != SessionState.PLANNED or session.starts_at.isoformat() != reminder.facts.get("starts_at"):
        return Verdict(_("The session was held, moved or cancelled."))
    return Verdict(_("The session has begun.")) if session.starts_at <= timezone.now() else YES


def session_is_theirs(reminder):
    """News of a session, to somebody who may still see it."""
    return YES if Session.objects.visible_to(reminder.recipient).filter(pk=reminder.subject_id).exists() else OUT_OF_SIGHT


def praise_is_theirs(reminder):
    """Praise, to somebody who may read it."""
    return YES if Recognition.objects.visible_to(reminder.recipient).filter(pk=reminder.subject_id).exists() else OUT_OF_SIGHT


def roadblock_is_theirs(reminder):
    """News of a roadblock, to its two parties."""
    return YES if Roadblock.objects.visible_to(reminder.recipient).filter(pk=reminder.subject_id).exists() else OUT_OF_SIGHT


def still_in_the_way(reminder):
    """It is open, its day is the one of the reminder, and whoever is told is to clear it."""
    mine = Roadblock.objects.visible_to(reminder.recipient).filter(pk=reminder.subject_id, owner=reminder.recipient).first()
    if mine is None:
        return OUT_OF_SIGHT
    is_due = mine.state == RoadblockState.OPEN and str(mine.due_on) == reminder.period
    return YES if is_due else Verdict(_("It is out of the way, or has another day."))


def still_in_the_way_after(reminder):
    """Its day has passed, it is open, and its reader is one of the two."""
    found = Roadblock.objects.visible_to(reminder.recipient).filter(pk=reminder.subject_id).first()
    if found is None:
        return OUT_OF_SIGHT
    is_late = found.state == RoadblockState.OPEN and str(found.due_on) == reminder.period
    return YES if is_late else Verdict(_("It is out of the way, or has another day."))


def case_is_theirs(reminder):
    """News of a case, to its two parties."""
    signal = Signal.objects.select_related("person").filter(pk=reminder.subject_id).first()
    return YES if signal is not None and can_see_detail(reminder.recipient, signal) else OUT_OF_SIGHT


def cases_named(reader, reminders):
    """{reminder id: what its case is about}, for those whose parties `reader` is one of."""
    cases = Signal.objects.for_parties(reader).filter(pk__in=[reminder.subject_id for reminder in reminders])
    names = {case.pk: case.name for case in cases.select_related("metric")}
    return {reminder.pk: names.get(reminder.subject_id, "") for reminder in reminders}


def roadblocks_named(reader, reminders):
    """{reminder id: what is in the way}, for those whose parties `reader` is one of."""
    roadblocks = Roadblock.objects.visible_to(reader).filter(pk__in=[reminder.subject_id for reminder in reminders])
    texts = dict(roadblocks.values_list("pk", "text"))
    return {reminder.pk: Truncator(texts.get(reminder.subject_id, "")).chars(LONGEST) for reminder in reminders}


for name, title, more in [
    ("coaching.session_logged", _("A conversation with you was logged"), {"still_owed": session_is_theirs}),
    ("coaching.session_planned", _("A session was planned, moved or cancelled"), {"still_owed": session_is_theirs}),
    ("coaching.session_soon", _("A session to prepare"), {"still_owed": still_to_come}),
    ("coaching.recognised", _("Somebody praised you"), {"still_owed": praise_is_theirs}),
    ("coaching.roadblock", _("News of a roadblock between us"), {"still_owed": roadblock_is_theirs, "names": roadblocks_named}),
    ("coaching.roadblock_due", _("A roadblock that I clear"), {"still_owed": still_in_the_way, "names": roadblocks_named}),
    (
        "coaching.roadblock_passed",
        _("The day of a roadblock that I clear has passed"),
        {"still_owed": still_in_the_way_after, "names": roadblocks_named},
    ),
    ("coaching.signal_answered", _("A signal was answered"), {"still_owed": case_is_theirs, "names": cases_named}),
    ("coaching.signal_closed", _("A signal was closed"), {"still_owed": case_is_theirs, "names": cases_named}),
]:
    register(Kind(name, title, policy="at_least_once", **more))
