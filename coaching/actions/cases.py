"""Signals as cases: a cause, something done about it, a day to look again, and how it ended."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coaching.case import helped, series_of
from metrics import actions as metric_actions
from metrics.models import Signal
from metrics.rules import can_answer, can_look_later, can_see_detail, side_of
from people.text import clean
from plans import actions as plan_actions
from plans.models import Goal, Plan
from reminders.actions import owe
from reminders.models import Reminder


@transaction.atomic
def open_signal(signal, *, by):
    """Say that one of the two has seen the signal. A second time changes nothing."""
    return metric_actions.mark_seen(signal, by=by)


@transaction.atomic
def answer_signal(signal, *, by, cause, words="", action="", due_on=None, recheck_on):
    """Say what is behind a signal, promise something that helps, and set a day to look again; the other side is told.

    The promise enters the ledger of the plan that it leans on, on the side of whoever makes it. ValidationError for the first
    answer without one (but for good news): to know the cause is not yet to do something. The same answer sent twice (a second
    click, another window, the back button) is one.
    """
    signal.lock()
    can_answer(by, signal).enforce()
    if _said_before(signal, by, cause, clean(words), clean(action), due_on, recheck_on):
        return signal
    side = side_of(by, signal.person)
    metric_actions.give_cause(signal, by=by, side=side, kind=cause, words=words)
    plan = _plan_of(signal)
    if action:
        _promise(signal, plan, by=by, side=side, text=clean(action), due_on=due_on)
    elif plan and not signal.is_good and not signal.commitments.exists():
        raise ValidationError({"action": _("Say one thing that you will do about it. The other side can add theirs.")})
    metric_actions.answer(signal, by=by, recheck_on=recheck_on)
    _record(signal, plan, "coaching.signal_answered", by, _("said what is behind: %(name)s") % {"name": signal.name})
    _tell_other(signal, "coaching.signal_answered", by)
    return signal


@transaction.atomic
def look_later(signal, *, by, recheck_on):
    """Choose another day to look again at a case that is being worked on; both are asked then. The same day is no change."""
    signal.lock()
    if signal.recheck_on == recheck_on > timezone.localdate() and can_look_later(by, signal):
        return signal
    metric_actions.look_later(signal, by=by, recheck_on=recheck_on)
    _record(signal, _plan_of(signal), "coaching.signal_later", by, _("put off another look at: %(name)s") % {"name": signal.name})
    return signal


@transaction.atomic
def close_signal(signal, *, by, outcome):
    """End a case: it worked, it did not, it was a false alarm, or it is accepted as it is. The other side is told.

    The same end said twice is one; another end is refused.
    """
    signal.lock()
    if not signal.is_open and signal.state == outcome and can_see_detail(by, signal):
        return signal
    metric_actions.close(signal, by=by, outcome=outcome)
    _record_end(signal, "coaching.signal_closed", by, _("marked “%(name)s” as %(state)s"))
    _tell_other(signal, "coaching.signal_closed", by)
    return signal


@transaction.atomic
def reopen_signal(signal, *, by):
    """Take a closed case up again."""
    metric_actions.reopen(signal, by=by)
    _record_end(signal, "coaching.signal_reopened", by, _("took “%(name)s” up again"))
    return signal


@transaction.atomic
def ask_to_look_again(*, today, by=None):
    """Owe both parties of each case whose day to look again has come the question whether it helped, with the numbers since.

    Once for each such day, however often this is asked; gives how many cases it was about. The numbers stand in the application
    alone: letters hold no figures.
    """
    asked = Reminder.objects.filter(kind="coaching.recheck")
    due = Signal.objects.to_look_at_again(today).not_told(asked).for_list()
    for signal in due:
        series = series_of(signal, today)
        for person in (signal.person, signal.person.manager(on=today)):
            if person is not None:
                owe("coaching.recheck", to=person, by=by, **_question(signal, series, person))
    return len(due)


def _said_before(signal, by, cause, words, action, due_on, recheck_on):
    """Whether `by` has given exactly this answer since the case was raised, and it still stands."""
    said = signal.causes.filter(by=by, kind=cause, words=words, at__gte=signal.raised_at).exists()
    if not said or signal.recheck_on != recheck_on:
        return False
    return not action or signal.commitments.filter(by=by, text=action, due_on=due_on).exists()


def _question(signal, series, person):
    """What the letter says to one of the two, in their language."""
    with translation.override(person.language):
        facts = {"what": signal.name, "since": helped(signal, series), "own": person.pk == signal.person_id}
    return {
        "subject_id": signal.pk,
        "period": signal.recheck_on.isoformat(),
        "path": signal.get_absolute_url(),
        "facts": facts | {"name": signal.person.first_name},
    }


def _plan_of(signal):
    """The plan that it leans on if that is still in force, else another in force of the same person, else None."""
    plans = Plan.objects.in_force().filter(person=signal.person_id).select_related("person", "manager")
    agreed = plans.filter(pk=signal.plan_id).first() if signal.plan_id else None
    return agreed or plans.current(timezone.localdate()).order_by("-starts_on").first()


def _promise(signal, plan, *, by, side, text, due_on):
    if plan is None:
        raise ValidationError({"action": _("No plan is in force that could hold this promise. Agree on one first.")})
    if due_on and due_on < timezone.localdate():
        raise ValidationError({"due_on": _("That day is over. By when will you have done it?")})
    goal = Goal.objects.filter(pk=signal.goal_id, plan=plan).first() if signal.goal_id else None
    plan_actions.promise(plan, by=by, side=side, text=text, due_on=due_on, goal=goal, signal=signal, origin="signal")


def _record_end(signal, kind, by, words):
    state = {"name": signal.name, "state": signal.get_state_display()}
    _record(signal, _plan_of(signal), kind, by, words % state)


def _record(signal, plan, kind, by, text):
    if plan:
        plan_actions.record(plan, kind, by=by, item_id=signal.goal_id, signal=str(signal.pk), text=text)


def _tell_other(signal, kind, by):
    """The other of the two parties: the seller, or their manager."""
    other = signal.person.manager() if by.pk == signal.person_id else signal.person
    if other is not None:
        where = {"period": timezone.now().isoformat(), "path": signal.get_absolute_url()}
        owe(kind, subject_id=signal.pk, to=other, facts={"by": by.name}, by=by, **where)
