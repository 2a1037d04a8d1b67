"""What the page of a plan shows, put together from its text, its life and the reader's side. Reads only, in a constant number
of queries.
"""

from functools import cached_property
from itertools import zip_longest

from django.utils.translation import gettext as _

from plans import rules
from plans.body import body_of, read
from plans.compare import by_item, compare
from plans.models import PlanStatus, Portrait, Side
from plans.readiness import findings
from plans.working import Working, stamp


def pairs_of(offers):
    """Commitments beside each other: the seller's and the manager's, None where one side has fewer."""
    sides = [[offer for offer in offers if _side(offer) == side] for side in Side.values]
    return list(zip_longest(*sides))


def _side(offer):
    return offer["side"] if isinstance(offer, dict) else offer.side


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

    @cached_property
    def proposal(self):
        """The proposal that waits for the second signature, or None."""
        if self.plan.status != PlanStatus.PROPOSED:
            return None
        return self.plan.proposals.open().select_related("by").first()

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
    def next_number(self):
        """The number that the version being written would get."""
        return 1 if self.plan.in_force_id is None else self.plan.in_force.number + 1


class DraftPage(Page):
    """The working copy: what is written, what changed since the version in force, who agrees with what, what is still open."""

    def __init__(self, plan, me, clean=False):
        super().__init__(plan, me)
        self.working = Working(plan)
        self.shows_changes = plan.in_force_id is not None and not clean

    @cached_property
    def body(self):
        """The text as it would be signed."""
        return body_of(self.plan, working=self.working)

    @cached_property
    def before(self):
        """The text in force, or None."""
        return read(self.plan.in_force) if self.plan.in_force_id else None

    @cached_property
    def changes(self):
        """What changed since the version in force."""
        if self.before is None:
            return []
        return compare({**self.before, "effective_on": None}, {**self.body, "effective_on": None})

    @cached_property
    def dropped(self):
        """What was in force and is not in the draft."""
        return [change for change in self.changes if change.how == "removed"]

    @cached_property
    def findings(self):
        """What keeps the plan from being signed, and advice."""
        return findings(self.body)

    @property
    def blocking(self):
        """What keeps it from being signed."""
        return [finding for finding in self.findings if finding.blocks]

    @property
    def advice(self):
        """What would make it better."""
        return [finding for finding in self.findings if not finding.blocks]

    @cached_property
    def topics(self):
        """The portrait: each topic with both sides' words."""
        rows = {(row.topic, row.side): self._with_past(row) for row in self.working.portrait}
        return [
            {
                "key": key,
                "name": name,
                "voices": [rows[key, side] for side in Side.values if (key, side) in rows and rows[key, side].text],
                "mine": rows.get((key, self.side)),
                "threads": self._threads(*[row.pk for (topic, _side), row in rows.items() if topic == key]),
            }
            for key, name in Portrait.TOPICS
        ]

    @cached_property
    def goals(self):
        """Each goal with its parts, what was said about them and who agrees."""
        found = self.working.goals
        for goal in found:
            block = self.working.block(goal)
            for item in block:
                self._with_past(item)
            goal.pairs, goal.stamp = pairs_of(goal.its_offers), stamp(block)
            goal.marks = {side.value: self.working.agrees(side, block) for side in Side}
            goal.is_agreed_by_me = bool(self.side) and goal.marks[self.side]
            goal.threads = self._threads(*[item.pk for item in block])
            goal.changed = sum(str(item.pk) in self._changed for item in block)
        return found

    @cached_property
    def general(self):
        """What is offered beside the goals."""
        offers = [self._with_past(offer) for offer in self.working.general_offers]
        for offer in offers:
            offer.marks = {side.value: self.working.agrees(side, [offer]) for side in Side}
            offer.stamp = stamp([offer])
        return pairs_of(offers)

    @cached_property
    def remarks(self):
        """What was said about the plan as a whole."""
        return self._threads(self.plan.pk)

    @cached_property
    def open_blocks(self):
        """For each side, how many goals it has not agreed with yet."""
        return {side.value: sum(not goal.marks[side] for goal in self.goals) for side in Side}

    @property
    def open_for_me(self):
        """The goals that the reader has not agreed with yet."""
        return [goal for goal in self.goals if self.side and not goal.marks[self.side]]

    @cached_property
    def unsettled(self):
        """How many remarks are not settled."""
        return sum(remark.settled_at is None for remarks in self.working.comments.values() for remark in remarks)

    @cached_property
    def _past(self):
        if not self.shows_changes:
            return {}
        found = {row["id"]: row for row in [*self.before["portrait"], *self.before["goals"], *self.before["offers"]]}
        for goal in self.before["goals"]:
            found |= {row["id"]: row for row in [*goal["measures"], *goal["offers"]]}
        return found

    @cached_property
    def _changed(self):
        return by_item(self.changes) if self.shows_changes else {}

    def _with_past(self, item):
        """The item with `change` (None, added or changed), `was` (its words in force) and the side that wrote it last."""
        key = str(item.pk)
        change = self._changed.get(key)
        item.change = change and change.how
        item.was = self._past.get(key) if change else None
        item.written_side = "seller" if item.changed_by_id == self.plan.person_id else "manager"
        return item

    def _threads(self, *item_ids):
        remarks = [remark for item_id in item_ids for remark in self.working.comments.get(item_id, ())]
        for remark in remarks:
            remark.side = "seller" if remark.by_id == self.plan.person_id else "manager"
            remark.who = _("You") if remark.by_id == self.me.pk else remark.by.first_name
        return sorted(remarks, key=lambda remark: remark.at)
