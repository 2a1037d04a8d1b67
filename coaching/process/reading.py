"""What of the process could come to rest, as things for `judging`: each fact of the whole company by one query."""

from coaching.process import promises, talks, texts
from coaching.process.goals import Goals
from coaching.process.judging import rests
from metrics.models import SignalKind
from plans.models import Commitment, CommitmentState, Plan, PlanStatus


def things_of(company):
    """Everything that is looked at, kind by kind; a kind that is switched off (None) gives nothing."""
    setting, found = company.setting, []
    if setting.no_session_after is not None:
        found += talks.rhythms(company, setting.no_session_after)
    silent = {thing.person_id for thing in found if rests(thing, company.as_of)}
    if setting.late_commitment_after is not None:
        found += promises.late(company, setting.late_commitment_after, silent)
    if setting.unsigned_plan_after is not None:
        found += texts.unsigned(company, setting.unsigned_plan_after)
    if setting.unopened_plan_after is not None:
        found += texts.unopened(company, setting.unopened_plan_after)
    return found + _of_goals(company, silent)


def _of_goals(company, silent):
    untouched, idle = company.setting.untouched_goal_after, company.setting.idle_development_after
    if untouched is None and idle is None:
        return []
    goals, found = Goals(company), []
    if untouched is not None:
        found += goals.untouched(untouched, silent)
    if idle is not None:
        found += goals.idle(idle)
    return found


def done_of(cases):
    """The keys of those open cases whose promise was kept, or whose plan was signed."""
    kept = Commitment.objects.filter(state=CommitmentState.KEPT)
    signed = Plan.objects.filter(status=PlanStatus.AGREED)
    return _ended(cases, SignalKind.LATE_COMMITMENT, kept) | _ended(cases, SignalKind.UNSIGNED_PLAN, signed)


def _ended(cases, kind, well):
    keys = {case.key[2]: case.key for case in cases if case.is_open and case.key[1] == kind}
    return {keys[pk] for pk in well.filter(pk__in=keys).values_list("pk", flat=True)}
