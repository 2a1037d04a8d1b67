"""The promises of one plan as one reader sees them: beside each other, with how often they were kept."""

from collections import namedtuple
from datetime import date, timedelta
from functools import cached_property
from itertools import zip_longest

from django.utils import timezone
from django.utils.translation import gettext as _

from plans import rules
from plans.kept import of_period, of_promise, rate
from plans.models import CommitmentState, Evidence, Occurrence, Side

SOON = timedelta(days=2)
STANDING = (CommitmentState.OPEN, CommitmentState.KEPT, CommitmentState.MISSED)

Period = namedtuple("Period", "starts_on ends_on kept_at evidence_id")


def promises_of(plan, me, rows):
    """All promises of a plan, of which these are the rows, the earliest day first: one query."""
    for row in rows:
        row.plan = plan
    in_order = sorted(rows, key=lambda row: (row.due_on or date.max, row.made_at, row.pk))
    return _with_periods(in_order, me, Occurrence.objects.filter(commitment__plan=plan))


def listed(rows, me):
    """These promises, of whatever plans, as `me` reads them in a list: one query."""
    rows = list(rows)
    return _with_periods(rows, me, Occurrence.objects.filter(commitment__in=[row.pk for row in rows if row.is_recurring]))


def _with_periods(rows, me, occurrences):
    periods = {}
    for commitment_id, *period in occurrences.order_by("starts_on").values_list("commitment_id", *Period._fields):
        periods.setdefault(commitment_id, []).append(Period(*period))
    return [Promise(row, me, periods.get(row.pk, [])) for row in rows]


class Promise:
    """A commitment as this reader sees it, with the periods of one that comes back."""

    def __init__(self, row, me, periods=()):
        self.row, self.me, self.periods = row, me, periods
        self.today = timezone.localdate()
        self.name = _("You") if row.by_id == me.pk else row.by.first_name

    @cached_property
    def is_mine(self):
        """Whether the reader made it, or stands today on the side that did."""
        return rules.is_maker(self.me, self.row)

    @cached_property
    def may_keep(self):
        """Whether the reader may tick it, or why not."""
        return rules.can_keep(self.me, self.row)

    @cached_property
    def may_grant(self):
        """Whether the reader may consent to what is asked about it."""
        return bool(rules.can_grant(self.me, self.row))

    @property
    def kept_by(self):
        """What keeps it by itself, in words; nothing where whoever promised says so."""
        return Evidence(self.row.evidence).label if self.row.evidence in Evidence.values and self.row.evidence else ""

    @property
    def is_done(self):
        """Whether the box is ticked."""
        return self.row.state == CommitmentState.KEPT or (self.row.is_recurring and self.now is not None and self.now.kept_at)

    @property
    def is_standing(self):
        """Whether it is shown beside the others' (what was renegotiated or let go is history)."""
        return self.row.state in STANDING

    @property
    def is_open(self):
        """Whether it is still to be kept."""
        return self.row.state == CommitmentState.OPEN and not self.has_ended

    @property
    def has_ended(self):
        """Whether it comes back no more, since its own last day is over."""
        return self.row.is_recurring and self.row.due_on is not None and self.row.due_on < self.today

    @cached_property
    def now(self):
        """The period of today, if it was kept or asks for something."""
        return next((period for period in self.periods if period.starts_on <= self.today <= period.ends_on), None)

    @cached_property
    def outcomes(self):
        """Whether it was kept, each time: True, False, None for what cannot be said yet."""
        judged = self.row.stands_on(self.today)
        times = [of_period(bool(period.kept_at), period.ends_on, judged) for period in self.periods]
        return [of_promise(self.row.state, self.row.due_on, judged, comes_back=self.row.is_recurring), *times]

    @property
    def rate(self):
        """How often it was kept of how often it came due, or None."""
        return rate(self.outcomes)

    @property
    def due_on(self):
        """The day by which it is to be kept next, or None: the end of the period that runs, for one that comes back."""
        if not self.row.is_recurring:
            return self.row.due_on
        return None if self.now is None or self.now.kept_at else self.now.ends_on

    @property
    def is_soon(self):
        """Whether its day is near or has passed while it is open."""
        return self.row.state == "open" and not self.is_done and self.due_on is not None and self.due_on <= self.today + SOON

    @property
    def is_past(self):
        """Whether its day has passed while it is open."""
        return self.is_soon and self.due_on < self.today

    @property
    def last_touched(self):
        """The last day on which anything happened to it."""
        kept = [period.kept_at for period in self.periods if period.kept_at]
        return max(timezone.localdate(at) for at in [self.row.made_at, self.row.closed_at, *kept] if at)


def pairs_of_promises(promises):
    """Promises beside each other: the seller's and the manager's, None where one side has fewer."""
    sides = [[promise for promise in promises if promise.row.side == side] for side in Side.values]
    return list(zip_longest(*sides))


def rates(promises):
    """For each side how many promises were kept of those that came due, or None; and how many are open and due."""
    found = {}
    for side in Side:
        mine = [promise for promise in promises if promise.row.side == side]
        outcomes = [outcome for promise in mine for outcome in promise.outcomes]
        is_open = [promise for promise in mine if promise.is_open]
        past = sum(promise.is_past for promise in is_open)
        found[side.value] = {"rate": rate(outcomes), "open": len(is_open), "past": past}
    return found
