"""Who may do what with sessions, slots and praise, each with its reason. Cases have theirs in `metrics.rules`."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.models import RoadblockState, Session, SessionState
from people.models import Person
from people.rules import is_coach_of, is_manager_of
from people.verdict import YES, Verdict


def takes_part(me, session):
    """Whether `me` was in the session, or stands in for whoever led it."""
    return Session.objects.of(me).filter(pk=session.pk).exists()


def can_log_with(me, rep):
    """A conversation is logged by somebody's manager, by a coach of theirs, or by themselves."""
    if me.pk == rep.pk:
        return YES if rep.manager() else Verdict(_("You report to nobody yet, so there is nobody to log a conversation with."))
    if is_manager_of(me, rep) or is_coach_of(me, rep):
        return YES
    return Verdict(_("You log conversations with people who report to you. %(name)s does not.") % {"name": rep.name})


def can_plan_with(me, rep):
    """A session is planned by either of the two."""
    return can_log_with(me, rep)


def can_change(me, session):
    """Whoever takes part may hold, move or cancel what is still to come."""
    if not takes_part(me, session):
        return Verdict(_("Only those who take part can change a session."))
    if session.state != SessionState.PLANNED:
        return Verdict(_("This session is %(state)s.") % {"state": session.get_state_display()})
    return YES


def can_hold(me, session):
    """Whoever takes part may say that it was held, from its day on."""
    verdict = can_change(me, session)
    if verdict and timezone.localdate(session.starts_at) > timezone.localdate():
        return Verdict(_("This session is still to come. Move it if you had it earlier."))
    return verdict


def can_move(me, session):
    """Whoever takes part may move what is still to come."""
    return can_change(me, session)


def can_cancel(me, session):
    """Whoever takes part may cancel what is still to come."""
    return can_change(me, session)


def can_add_notes(me, session):
    """Shared notes are written by those who take part: what to talk about before, what was said after."""
    if not takes_part(me, session):
        return Verdict(_("Shared notes are written by those who took part."))
    if session.state == SessionState.CANCELLED:
        return Verdict(_("This session was cancelled."))
    return YES


def can_promise_in(me, session):
    """Promises are made in what was held, by those who took part."""
    if not takes_part(me, session):
        return Verdict(_("Promises are made by those who took part."))
    if session.state != SessionState.HELD:
        return Verdict(_("This session is %(state)s.") % {"state": session.get_state_display()})
    return YES


def can_write_private_note(me, session):
    """Whoever took part may write for themselves."""
    if not takes_part(me, session):
        return Verdict(_("Private notes are for those who took part."))
    return YES


def can_change_slot(me, slot):
    """A week slot is filled by the rep's manager, or by whoever stands in for them."""
    if slot.manager_id not in me.seats() or not is_manager_of(me, slot.rep):
        return Verdict(_("Only the manager fills the slots of their week."))
    return YES


def can_raise(me, person):
    """A roadblock is named by either of the two: the person themselves, or their manager."""
    if me.pk == person.pk:
        return YES if person.manager() else Verdict(_("You report to nobody yet, so there is nobody to clear it with."))
    if is_manager_of(me, person):
        return YES
    return Verdict(_("Roadblocks of %(name)s are named by the two.") % {"name": person.name})


def can_end(me, roadblock):
    """Either of the two says that it is out of the way, or accepts it as it is."""
    if me.pk != roadblock.person_id and not is_manager_of(me, roadblock.person):
        return Verdict(_("This is between %(name)s and their manager.") % {"name": roadblock.person.name})
    if roadblock.state != RoadblockState.OPEN:
        return Verdict(_("This roadblock is %(now)s.") % {"now": roadblock.get_state_display()})
    return YES


def can_take_over(me, roadblock):
    """Either of the two takes on what the other one has, while it stands in the way."""
    verdict = can_end(me, roadblock)
    if verdict and _clears(me, roadblock):
        return Verdict(_("It is yours already."))
    return verdict


def can_put_off(me, roadblock):
    """Whoever clears it chooses another day, while it stands in the way."""
    verdict = can_end(me, roadblock)
    if verdict and not _clears(me, roadblock):
        return Verdict(_("%(name)s clears it. Take it on, and choose your own day.") % {"name": roadblock.owner.first_name})
    return verdict


def _clears(me, roadblock):
    mine = roadblock.person if me.pk == roadblock.person_id else roadblock.person.manager()
    return mine.pk == roadblock.owner_id


def can_set_process(me):
    """An administrator chooses after how long the process counts as resting."""
    return YES if me.has_role("admin") else Verdict(_("Only an administrator can change this."))


def can_recognise(me, other):
    """Anybody may praise a colleague whom they can look up; nobody praises themselves."""
    if me.pk == other.pk:
        return Verdict(_("Praise is for somebody else."))
    if not Person.objects.visible_to(me).filter(pk=other.pk).exists():
        return Verdict(_("You do not know this person."))
    return YES
