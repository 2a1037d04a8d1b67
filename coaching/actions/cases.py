"""Signals as cases: a cause, something done about it, a day to look again, and how it ended."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from metrics import actions as metric_actions
from metrics.rules import side_of
from people.text import clean
from plans import actions as plan_actions
from plans.models import Goal, Plan
from reminders.actions import owe


@transaction.atomic
def open_signal(signal, *, by):
    """Say that one of the two has seen the signal. A second time changes nothing."""
    return metric_actions.mark_seen(signal, by=by)


@transaction.atomic
def answer_signal(signal, *, by, cause, words="", action="", due_on=None, recheck_on):
    """Say what is behind a signal, promise something that helps, and set a day to look again; the other side is told.

    The promise enters the ledger of the plan that agreed on the metric, on the side of whoever makes it. ValidationError for the
    first answer without one: to know the cause is not yet to do something.
    """
    side = side_of(by, signal.person)
    metric_actions.give_cause(signal, by=by, side=side, kind=cause, words=words)
    plan = _plan_of(signal)
    if action:
        _promise(signal, plan, by=by, side=side, text=clean(action), due_on=due_on)
    elif plan and not signal.commitments.exists():
        raise ValidationError({"action": _("Say one thing that you will do about it. The other side can add theirs.")})
    metric_actions.answer(signal, by=by, recheck_on=recheck_on)
    if plan:
        text = _("said what is behind %(metric)s") % {"metric": signal.metric.name}
        plan_actions.record(plan, "coaching.signal_answered", by=by, item_id=signal.goal_id, signal=str(signal.pk), text=text)
    _tell_other(signal, "coaching.signal_answered", by)
    return signal


@transaction.atomic
def close_signal(signal, *, by, outcome):
    """End a case: it worked, it did not, it was a false alarm, or it is accepted as it is. The other side is told."""
    metric_actions.close(signal, by=by, outcome=outcome)
    _record_end(signal, "coaching.signal_closed", by)
    _tell_other(signal, "coaching.signal_closed", by)
    return signal


@transaction.atomic
def reopen_signal(signal, *, by):
    """Take a closed case up again."""
    metric_actions.reopen(signal, by=by)
    _record_end(signal, "coaching.signal_reopened", by)
    return signal


def _plan_of(signal):
    """The plan that agreed on the metric if it is still in force, else another in force of the same person, else None."""
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


def _record_end(signal, kind, by):
    if plan := _plan_of(signal):
        state = {"metric": signal.metric.name, "state": signal.get_state_display()}
        text = _("%(metric)s is now %(state)s") % state
        plan_actions.record(plan, kind, by=by, item_id=signal.goal_id, signal=str(signal.pk), text=text)


def _tell_other(signal, kind, by):
    """The other of the two parties: the seller, or their manager."""
    other = signal.person.manager() if by.pk == signal.person_id else signal.person
    if other is not None:
        where = {"period": timezone.now().isoformat(), "path": signal.get_absolute_url()}
        owe(kind, subject_id=signal.pk, to=other, facts={"by": by.name}, by=by, **where)
