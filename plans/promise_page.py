"""The page of one promise: how it came about, whether it was kept each time, and what either side asked about it. Reads only."""

from datetime import timedelta
from functools import cached_property

from django.utils import timezone

from plans import rules
from plans.history import line_of
from plans.kept import of_period
from plans.models import Commitment, CommitmentState, PlanStatus
from plans.pages import Names
from plans.promised import Promise
from plans.recurrence import period_of

LONGEST_CHAIN = 50
MOMENT = timedelta(seconds=5)  # the line that says that it was closed is written right after


class PromisePage:
    """One promise as one reader sees it."""

    def __init__(self, commitment, me):
        self.row, self.plan, self.me = commitment, commitment.plan, me
        self.names = Names(self.plan, me)
        self.side = self.names.side
        self.today = timezone.localdate()
        self.promise = Promise(commitment, me, self.periods)

    @property
    def is_over(self):
        """Whether its plan is closed."""
        return self.plan.status == PlanStatus.CLOSED

    @property
    def may_act(self):
        """Whether the reader has something to do with it."""
        return not self.is_over and bool(rules.is_of_the_two(self.me, self.row))

    @cached_property
    def periods(self):
        """The periods of one that comes back, the newest first; each says whether it was kept and what may be done about it."""
        found = list(self.row.occurrences.select_related("kept_by", "note_by").order_by("-starts_on"))
        for period in found:
            period.was_kept = of_period(bool(period.kept_at), period.ends_on, self.row.stands_on(self.today))
            period.may_unkeep = bool(period.kept_at) and bool(rules.can_unkeep(self.me, self.row, period))
            period.may_explain = not period.kept_at and bool(rules.can_explain(self.me, self.row, period))
        return found

    @cached_property
    def may_reopen(self):
        """Whether the reader may say that it is still open, or why not; None where it is."""
        is_closed = self.row.state in (CommitmentState.KEPT, CommitmentState.MISSED)
        return rules.can_reopen(self.me, self.row) if is_closed else None

    @property
    def may_keep_now(self):
        """Whether the reader may tick the period of today, which has no row while it is not whole."""
        return self.promise.is_open and bool(self.promise.may_keep) and not self.promise.is_done

    @property
    def this_period(self):
        """The first and last day of the period of today."""
        return period_of(self.row.rule, max(self.today, self.row.since), self.row.since)

    @property
    def may_explain(self):
        """Whether the reader may say what happened with one that was not kept."""
        return not self.row.is_recurring and bool(rules.can_explain(self.me, self.row))

    @property
    def sees_plan(self):
        """Whether the reader may read what else happened in the plan; whoever was its manager before reads their own promise."""
        return rules.view_of(self.me, self.plan) in ("party", "coach")

    @cached_property
    def chain(self):
        """What it was before and what it became, the first first; itself among them."""
        if not self.sees_plan:
            return [self.row]
        rows = list(Commitment.objects.around(self.row)[:LONGEST_CHAIN])
        by_id = {row.pk: row for row in rows}
        follows = {row.succeeds_id: row for row in rows if row.succeeds_id}
        first = by_id[self.row.pk]
        seen = {first.pk}
        while first.succeeds_id in by_id and first.succeeds_id not in seen:
            first = by_id[first.succeeds_id]
            seen.add(first.pk)
        found = [first]
        while found[-1].pk in follows and len(found) < LONGEST_CHAIN:
            found.append(follows[found[-1].pk])
        return found

    @cached_property
    def lines(self):
        """Who did what with it and with what it was before, the newest first."""
        ids = [str(row.pk) for row in self.chain]
        events = self.plan.history.filter(facts__commitment__in=ids).select_related("by")
        closed = self.row.closed_at
        seen = [event for event in events if self.sees_plan or closed is None or event.at <= closed + MOMENT]
        return [(line_of(event, self.plan, self.me), event.facts.get("note", "")) for event in seen]
