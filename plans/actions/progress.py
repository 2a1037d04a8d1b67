"""How a goal goes, in the words of either side."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans import rules
from plans.actions.history import record
from plans.messages import tell_other_side
from plans.models import Progress

AGAIN = timedelta(minutes=10)


@transaction.atomic
def note_progress(goal, *, by, judgement="", measure=None, value=None, note=""):
    """Say how a goal of a plan in force goes, by a judgement, a value of one of its measures, or both; and tell the other side.

    The same words sent twice within minutes are said once. A value of a measure that is fed by a metric stands beside what is
    measured, and never in its place.
    """
    plan = goal.plan
    plan.lock()
    rules.can_note_progress(by, goal).enforce()
    if measure is not None and measure.goal_id != goal.pk:
        raise ValidationError({"measure": _("That measure belongs to another goal.")})
    said = {"judgement": judgement, "measure": measure if value is not None else None, "value": value, "note": note}
    before = Progress.objects.filter(goal=goal, by=by, at__gte=timezone.now() - AGAIN, **said).first()
    if before is not None:
        return before
    progress = Progress(goal=goal, by=by, side=rules.side_of(by, plan), **said)
    progress.full_clean()
    progress.save()
    record(plan, "plans.progress", by=by, item_id=goal.pk, title=goal.title, judgement=judgement)
    tell_other_side(plan, "plans.progress", by=by, subject_id=plan.pk, period=f"p{progress.pk}")
    return progress
