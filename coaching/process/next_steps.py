"""What moves a thing of the process again: one link, where it is done."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from metrics.models import SignalKind


@dataclass(frozen=True)
class NextStep:
    """A link with its words."""

    label: str
    url: str
    icon: str


def next_step(signal, *, plan, goal, promise):
    """Where a case of the process is best answered, for somebody who may read its plan, goal and promise (else None)."""
    steps = {
        SignalKind.NO_SESSION: _conversation,
        SignalKind.UNTOUCHED_GOAL: _conversation,
        SignalKind.IDLE_DEVELOPMENT: _conversation,
        SignalKind.LATE_COMMITMENT: _promise,
        SignalKind.UNSIGNED_PLAN: _plan,
        SignalKind.UNOPENED_PLAN: _plan,
    }
    return steps[signal.kind](signal, plan, goal, promise)


def _conversation(signal, _plan, goal, _promise):
    query = {"rep": signal.person_id} | ({"goal": goal.pk} if goal else {})
    return NextStep(_("Plan a conversation"), f"{reverse('coaching:session_plan')}?{urlencode(query)}", "calendar-plus")


def _promise(_signal, _plan, _goal, promise):
    if promise is None:
        return None
    return NextStep(_("Open the promise"), reverse("plans:commitment_detail", args=[promise.pk]), "handshake")


def _plan(_signal, plan, _goal, _promise):
    return NextStep(_("Open the plan"), plan.get_absolute_url(), "file-text") if plan else None
