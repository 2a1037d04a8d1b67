"""What every page of a plan knows: the two sides by the names that this reader gives them, and what the reader may do next."""

from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from plans import rules
from plans.effective import in_force_on
from plans.models import PlanStatus, Side


class Names:
    """What the two sides are called by this reader: "You" for oneself."""

    def __init__(self, plan, me):
        self.plan, self.me = plan, me
        self.side = rules.side_of(me, plan)

    def of(self, side):
        """The name of a side at the beginning of a sentence."""
        person = self.plan.party(side)
        return _("You") if person.pk == self.me.pk else person.first_name

    @property
    def seller(self):
        """The seller."""
        return self.of(Side.SELLER)

    @property
    def manager(self):
        """The manager."""
        return self.of(Side.MANAGER)


class Page:
    """What both kinds of page have in common."""

    def __init__(self, plan, me):
        self.plan, self.me = plan, me
        self.names = Names(plan, me)
        self.side = self.names.side

    @property
    def turns(self):
        """Both sides, the reader's own first."""
        return sorted(Side.values, key=lambda side: (side != self.side, side != Side.SELLER))

    @cached_property
    def proposal(self):
        """The proposal that waits for the second signature, or None."""
        if self.plan.status != PlanStatus.PROPOSED:
            return None
        return self.plan.proposals.open().select_related("by", "answers__by", "answers__ended_by").first()

    @cached_property
    def may(self):
        """The verdicts on what the reader could do next; each also says why not."""
        plan, me = self.plan, self.me
        return {
            "edit": rules.can_edit(me, plan),
            "agree": rules.can_agree(me, plan),
            "comment": rules.can_comment(me, plan),
            "propose": rules.can_propose(me, plan),
            "sign": rules.can_sign(me, plan, self.proposal),
            "counter": rules.can_counter(me, plan, self.proposal),
            "withdraw": rules.can_withdraw(me, plan, self.proposal),
            "amend": rules.can_amend(me, plan),
            "give_up": rules.can_give_up_amendment(me, plan),
            "take_over": rules.can_take_over(me, plan),
            "close": rules.can_close(me, plan),
        }

    @cached_property
    def undecided(self):
        """How many promises of the manager before wait for the new one's choice."""
        return rules.undecided(self.plan) if self.plan.status == PlanStatus.DRAFT else 0

    @cached_property
    def applies_until_then(self):
        """What both signed last may be in force from a later day: the number of the version that applies until then (0: none
        does yet); None if it applies today.
        """
        today, newest = timezone.localdate(), self.plan.in_force
        if newest is None or newest.effective_on <= today:
            return None
        now = in_force_on(self.plan.versions.only("number", "effective_on"), today)
        return now.number if now else 0

    @cached_property
    def next_number(self):
        """The number that the version being written would get."""
        return 1 if self.plan.in_force_id is None else self.plan.in_force.number + 1
