"""Who may see what was measured, who answers a signal, and whose numbers one may bring in."""

from django.utils.translation import gettext_lazy as _

from metrics.models import CLOSED, ImportState
from people.rules import is_above, is_manager_of
from people.verdict import YES, Verdict

NOT_A_PARTY = _("This is between %(name)s and their manager.")
CLOSED_ALREADY = _("This signal is closed. Open it again first.")


def is_party(me, person, on=None):
    """Whether a signal of `person` is mine to answer that day: my own, or I am (or stand in for) their manager."""
    return me.pk == person.pk or is_manager_of(me, person, on=on)


def side_of(me, person, on=None):
    """ "seller" or "manager", or None for all others."""
    if me.pk == person.pk:
        return "seller"
    return "manager" if is_manager_of(me, person, on=on) else None


def can_see_metrics(me, person, on=None):
    """Own metrics, and those of whoever is below `me` at any depth."""
    if me.pk == person.pk or is_above(me, person, on=on):
        return YES
    return Verdict(_("These numbers are for %(name)s and those whom they report to.") % {"name": person})


def can_see_detail(me, signal, on=None):
    """The numbers, causes and words of a case are for its two parties; leaders above see that there is one and how far it is."""
    return YES if is_party(me, signal.person, on=on) else Verdict(NOT_A_PARTY % {"name": signal.person})


def can_mark_seen(me, signal):
    """Either party has seen it."""
    return can_see_detail(me, signal)


def can_answer(me, signal):
    """Either party says what is behind an open signal and what would help."""
    if not (verdict := can_see_detail(me, signal)):
        return verdict
    return Verdict(CLOSED_ALREADY) if signal.state in CLOSED else YES


def can_close(me, signal):
    """Either party ends an open case."""
    return can_answer(me, signal)


def can_reopen(me, signal):
    """Either party takes a closed case up again."""
    if not (verdict := can_see_detail(me, signal)):
        return verdict
    return YES if signal.state in CLOSED else Verdict(_("This signal is still open."))


def can_import(me):
    """Managers bring in numbers of those who report to them, administrators those of everybody."""
    if me.has_role("admin") or me.has_reports():
        return YES
    return Verdict(_("Managers bring in the numbers of their team, administrators those of everybody."))


def can_confirm(me, batch):
    """What was previewed is taken in by whoever sent it, once."""
    if batch.by_id != me.pk:
        return Verdict(_("Only whoever sent this file can take it in."))
    if batch.state != ImportState.PREVIEWED:
        return Verdict(_("This import is already %(now)s.") % {"now": batch.get_state_display()})
    return can_import(me)


def can_discard(me, batch):
    """What was previewed can be put aside by whoever sent it."""
    return can_confirm(me, batch)
