"""How a goal goes, in the words of either side."""

from django.db import transaction

from plans import rules
from plans.actions.history import record
from plans.messages import tell_other_side
from plans.models import Progress


@transaction.atomic
def note_progress(goal, *, by, judgement, note=""):
    """Say how a goal of a plan in force goes, and tell the other side."""
    plan = goal.plan
    plan.lock()
    rules.can_note_progress(by, goal).enforce()
    progress = Progress(goal=goal, by=by, side=rules.side_of(by, plan), judgement=judgement, note=note)
    progress.full_clean()
    progress.save()
    record(plan, "plans.progress", by=by, item_id=goal.pk, title=goal.title, judgement=judgement)
    tell_other_side(plan, "plans.progress", by=by, subject_id=plan.pk, period=f"p{progress.pk}")
    return progress
