"""Who may see what was measured, who answers a signal, and whose numbers one may bring in."""

from django.utils.translation import gettext_lazy as _

from metrics.models import CLOSED, ImportState, SignalState
from people.models import Person
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


def can_look_later(me, signal):
    """Either party puts off another look at what is being worked on."""
    if not (verdict := can_answer(me, signal)):
        return verdict
    return YES if signal.state == SignalState.ANSWERED else Verdict(_("Say first what is behind it."))


def can_mute(me, person):
    """Either party says that what moves there is known for a while; the other sees it."""
    return YES if is_party(me, person) else Verdict(NOT_A_PARTY % {"name": person})


def can_unmute(me, mute):
    """Either party ends a mute, whoever began it."""
    return can_mute(me, mute.person)


def can_import(me):
    """Managers, and whoever stands in for one, bring in numbers of their team, administrators those of everybody."""
    if me.has_role("admin") or me.has_reports() or whose_numbers(me).exists():
        return YES
    return Verdict(_("Managers bring in the numbers of their team, administrators those of everybody."))


def whose_numbers(me):
    """Those whose numbers `me` may bring in: a queryset of people, or None for everybody (an administrator, the operator)."""
    if me is None or me.has_role("admin"):
        return None
    return Person.objects.managed_by(me.seats())


def can_confirm(me, batch):
    """What was previewed is taken in by whoever sent it, once."""
    if batch.by_id != me.pk:
        return Verdict(_("Only whoever sent this file can take it in."))
    if batch.state != ImportState.PREVIEWED:
        return Verdict(_("This import is already %(now)s.") % {"now": batch.get_state_display()})
    if batch.questions:
        return Verdict(_("Say first how this file is to be read."))
    return can_import(me)


def can_set_reading(me, batch):
    """How a file is to be read is said by whoever sent it, until it is taken in."""
    if batch.by_id != me.pk:
        return Verdict(_("Only whoever sent this file can say how it is to be read."))
    if batch.state != ImportState.PREVIEWED:
        return Verdict(_("This import is already %(now)s.") % {"now": batch.get_state_display()})
    return can_import(me)


def can_look_again(me, batch):
    """What stopped is tried again by whoever sent it."""
    if batch.by_id != me.pk:
        return Verdict(_("Only whoever sent this file can try again."))
    return YES if batch.state == ImportState.FAILED and batch.file else Verdict(_("This import did not stop."))


def can_undo(me, batch):
    """An import is undone by whoever brought it in, or by an administrator, once."""
    if batch.state != ImportState.DONE:
        return Verdict(_("This import is already %(now)s.") % {"now": batch.get_state_display()})
    if me.has_role("admin") or batch.by_id == me.pk:
        return YES
    return Verdict(_("Only whoever brought these numbers in can undo that, or an administrator."))


def can_map(me):
    """Administrators say what the stages of the CRM mean, and which metrics there are."""
    return YES if me.has_role("admin") else Verdict(_("This is for administrators."))


def can_change_mapping(me, mapping):
    """A remembered mapping is changed by whoever made it, or by an administrator."""
    if me.has_role("admin") or mapping.made_by_id == me.pk:
        return YES
    return Verdict(_("Only whoever made this mapping can change it, or an administrator."))


def can_type(me, person, metric):
    """A value is typed by the person themselves or by their manager; not where the CRM computes it."""
    if not is_party(me, person):
        return Verdict(_("Values are typed by %(name)s or by their manager.") % {"name": person})
    if metric.is_derived:
        return Verdict(_("This metric is computed from the CRM."))
    return Verdict(_("This metric is retired.")) if metric.is_retired else YES


def can_define(me):
    """Administrators say what is measured."""
    return can_map(me)


def can_change_definition(me, metric):
    """Administrators change a metric."""
    return can_define(me)


def can_retire(me, metric):
    """Administrators retire a metric; those that the CRM's numbers go into stay."""
    if not (verdict := can_define(me)):
        return verdict
    return Verdict(_("This metric is retired already.")) if metric.is_retired else YES


def can_bring_back(me, metric):
    """Administrators bring a retired metric back."""
    if not (verdict := can_define(me)):
        return verdict
    return YES if metric.is_retired else Verdict(_("This metric is not retired."))


def can_set_drift(me):
    """Administrators choose how patient perfplan is."""
    if me.has_role("admin"):
        return YES
    return Verdict(_("Only an administrator can change how drift is judged."))


def can_discard(me, batch):
    """What was previewed, or stopped, can be put aside by whoever sent it."""
    if batch.by_id != me.pk:
        return Verdict(_("Only whoever sent this file can put it aside."))
    if batch.state not in (ImportState.PREVIEWED, ImportState.FAILED):
        return Verdict(_("This import is already %(now)s.") % {"now": batch.get_state_display()})
    return YES
