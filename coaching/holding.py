"""What a held session sets right, within the action that holds it: promises, the week's slots, and the history of plans."""

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.models import SessionKind, WeekSlot
from coaching.telling import tell_others
from people.models import ReportingLine
from people.text import clean
from plans import actions as plan_actions
from plans.models import Commitment, Plan
from plans.rules import side_of


def promise_with(session, *, by, text, due_on, goal=None, signal=None):
    """Enter a promise made in a session into the ledger of the plan that it touched, or of the one that is in force."""
    if due_on and due_on < timezone.localdate():
        raise ValidationError({"promise_due": _("That day is over. By when will you have done it?")})
    goal = goal or session.goals.select_related("plan__person").order_by("plan", "position").first()
    plan = goal.plan if goal else plan_of(session)
    made = plan_actions.promise(
        plan, by=by, side=side_of(by, plan), text=clean(text), due_on=due_on, goal=goal, signal=signal, origin="session"
    )
    session.commitments.add(made)
    return made


def plan_of(session):
    """The plan in force of the one rep whom a session is about. ValidationError if there is none, or no telling which."""
    plans = list(Plan.objects.in_force().current(timezone.localdate()).filter(person__in=session.reps).order_by("starts_on"))
    if not plans:
        raise ValidationError({"promise": _("No plan is in force that could hold this promise. Write it into your notes.")})
    if len({plan.person_id for plan in plans}) > 1:
        raise ValidationError({"promise": _("Choose the goal that this promise serves: then it is clear to whom you make it.")})
    return plans[-1]


def after_holding(session, *, by):
    """Fill the reps' slots of that week, keep recurring promises that ask for such a session, write history, tell the others."""
    day = timezone.localdate(session.starts_at, session.led_by.zone)
    if session.kind != SessionKind.TEAM_MEETING:
        _fill_slots(session, day)
    plans = Plan.objects.in_force().current(timezone.localdate()).filter(person__in=session.reps).select_related("person")
    for plan in plans:
        _keep_promises(session, plan, day, by)
        plan_actions.record(
            plan, "coaching.session", by=by, text=_("logged a conversation: %(kind)s") % {"kind": session.get_kind_display()}
        )
    tell_others(session, "coaching.session_logged", by=by, period="held")


def _fill_slots(session, day):
    """The slot of each rep whose manager (or their stand-in) led the session; the first session of a week fills it."""
    monday = day - datetime.timedelta(days=day.weekday())
    led = ReportingLine.objects.on(day).solid().filter(person__in=session.reps, manager__in=session.led_by.seats(on=day))
    slots = [WeekSlot(manager_id=line.manager_id, rep_id=line.person_id, week=monday) for line in led]
    WeekSlot.objects.bulk_create(slots, ignore_conflicts=True)
    for slot in slots:
        empty = WeekSlot.objects.filter(manager=slot.manager_id, rep=slot.rep_id, week=monday, session__isnull=True)
        empty.update(session=session)


def _keep_promises(session, plan, day, by):
    """ "One field day a month" is kept by a field day with whoever promised it, or with whoever stands on their side that day."""
    sides = {side_of(part.person, plan, on=day) for part in session.participants.select_related("person")}
    due = Commitment.objects.open().filter(plan=plan, evidence=session.kind, side__in=sides - {None})
    for promise in due:
        plan_actions.keep_by_evidence(promise, by=by, on=day, at=session.starts_at, evidence_id=session.pk)
