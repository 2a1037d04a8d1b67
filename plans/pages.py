"""What the page of a plan shows, put together from its text, its life and the reader's side. Reads only, in a constant number
of queries.
"""

from functools import cached_property
from itertools import zip_longest

from django.utils import timezone
from django.utils.translation import gettext as _

from plans import rules
from plans.between import between_of
from plans.body import body_of, read
from plans.compare import by_item, compare, sections
from plans.discussion import Discussion
from plans.effective import in_force_on
from plans.exchange import to_answer
from plans.models import PlanStatus, Portrait, Priority, PriorityKind, Side
from plans.readiness import findings
from plans.starting import parts
from plans.unread import since
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


class DraftPage(Page):
    """The working copy: what is written, what changed since the version in force or the countered proposal, who agrees with
    what, what is still open.
    """

    def __init__(self, plan, me, clean=False, against=""):
        super().__init__(plan, me)
        self.working, self.is_clean, self.against = Working(plan), clean, against

    @cached_property
    def body(self):
        """The text as it would be signed."""
        return body_of(self.plan, working=self.working)

    @cached_property
    def answering(self):
        """The countered proposal that this text answers, or None."""
        if self.plan.status == PlanStatus.DRAFT:
            return to_answer(self.plan)
        return self.proposal.answers if self.proposal else None

    @cached_property
    def base(self):
        """What the changes are shown against: the countered proposal (unless the reader wants the version), or the version in
        force; None if there is neither.
        """
        version = self.plan.in_force if self.plan.in_force_id else None
        return version if version and self.against == "version" else self.answering or version

    @cached_property
    def shows_changes(self):
        """Whether what changed is marked."""
        return self.base is not None and not self.is_clean

    @cached_property
    def before(self):
        """The text that the changes are shown against, or None."""
        return read(self.base) if self.base else None

    @cached_property
    def changes(self):
        """What changed since that text."""
        if self.before is None:
            return []
        return compare({**self.before, "effective_on": None}, {**self.body, "effective_on": None})

    @property
    def sections(self):
        """The same by the parts of the plan."""
        return sections(self.changes, self.before, self.body) if self.before else []

    @cached_property
    def dropped(self):
        """What stood in that text and is not in the draft; a goal stands for all that hung on it."""
        gone = {change.item_id for change in self.changes if change.how == "removed" and change.kind == "goal"}
        return [change for change in self.changes if change.how == "removed" and change.goal_id not in gone]

    @cached_property
    def findings(self):
        """What keeps the plan from being signed, and advice."""
        return findings(self.body, self.working.untouched, self._priorities())

    def _priorities(self):
        """What is published for the seller's team and this period."""
        if self.plan.status != PlanStatus.DRAFT or self.side is None or self.plan.cycle_id is None:
            return []
        published = Priority.objects.published().of_cycle(self.plan.cycle_id).for_team(self.plan.person.team)
        return list(published.exclude(kind=PriorityKind.STOP).values("id", "title"))

    @cached_property
    def _by_goal(self):
        found = {}
        for finding in self.findings:
            if not finding.of_plan:
                found.setdefault(finding.goal_id, []).append(finding)
        return found

    @cached_property
    def since(self):
        """What is new to the reader, and the newest lines of the history."""
        return since(self.plan, self.me)

    @cached_property
    def discussion(self):
        """What is said about it."""
        return Discussion(self.working, self.me, self.side, self.since)

    @property
    def template_parts(self):
        """How many parts are still as the template has them, of how many that came from it."""
        return parts(self.working)

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
        """The portrait: each topic with both sides' words, None where one has written nothing."""
        rows = {(row.topic, row.side): self._with_consent(self._with_past(row)) for row in self.working.portrait}
        return [
            {
                "key": key,
                "name": name,
                "voices": [(side, row, self._voice_of(side, row)) for side in Side.values for row in [rows.get((key, side))]],
            }
            for key, name in Portrait.TOPICS
        ]

    def _voice_of(self, side, row):
        """Whose words these are: those of a manager before stay theirs."""
        is_of_another = row is not None and row.changed_by_id not in (self.plan.person_id, self.plan.manager_id)
        return row.changed_by.first_name if is_of_another else self.names.of(side)

    @cached_property
    def goals(self):
        """Each goal with its parts, what was said about them and who agrees."""
        found = self.working.goals
        for goal in found:
            block = self.working.block(goal)
            for item in block:
                self._with_consent(self._with_past(item))
            self._with_consent(goal, block)
            goal.pairs, goal.parts, goal.block_id = pairs_of(goal.its_offers), block[1:], f"goal-{goal.pk}"
            goal.talk = self.discussion.about(f"goal-{goal.pk}", block, goal.pk)
            goal.changed = sum(str(item.pk) in self._changed for item in block)
            goal.findings = self._by_goal.get(str(goal.pk), [])
        return found

    @cached_property
    def general(self):
        """What is offered beside the goals."""
        offers = [self._with_consent(self._with_past(offer)) for offer in self.working.general_offers]
        return pairs_of(offers)

    @cached_property
    def agenda(self):
        """What the two speak about each time."""
        return [self._with_consent(self._with_past(topic)) for topic in self.working.topics]

    @property
    def taken_out(self):
        """What either of the two took out of this draft and could bring back."""
        return self.working.dropped if self.side and self.plan.status == PlanStatus.DRAFT else []

    @cached_property
    def portrait_talk(self):
        """What is said about the portrait's paragraphs."""
        return self.discussion.about("portrait", self.working.portrait)

    @cached_property
    def general_talk(self):
        """What is said about the plan as a whole, and about what is offered beside the goals."""
        return self.discussion.about("general", [self.plan, *self.working.general_offers], self.plan.pk)

    @cached_property
    def topics_talk(self):
        """What is said about the topics."""
        return self.discussion.about("topics", self.agenda)

    @cached_property
    def open_threads(self):
        """The threads that are not settled, in the order of the page."""
        talks = [self.portrait_talk, *(goal.talk for goal in self.goals), self.general_talk, self.topics_talk]
        return [thread for talk in talks for thread in talk.threads]

    @property
    def news(self):
        """What is new to the reader, each line with where it stands on the page."""
        places = {str(item.pk): f"#goal-{item.pk}" if item in self.goals else f"#item-{item.pk}" for item in self.working.items}
        remarks = {str(one.pk): f"#remark-{one.pk}" for thread in self.open_threads for one in thread.shown}
        return self.since.placed({str(self.plan.pk): "#general", **places, **remarks})

    @cached_property
    def between(self):
        """What is still open between the two."""
        return between_of(self)

    @cached_property
    def open_blocks(self):
        """For each side, how many goals it has not agreed with yet."""
        return {side.value: sum(not goal.marks[side] for goal in self.goals) for side in Side}

    @property
    def open_for_me(self):
        """The goals that the reader has not agreed with yet."""
        return [goal for goal in self.goals if self.side and not goal.marks[self.side]]

    @property
    def unsettled(self):
        """How many threads are not settled."""
        return len(self.open_threads)

    @cached_property
    def _past(self):
        if not self.shows_changes:
            return {}
        found = {
            row["id"]: row
            for row in [*self.before["portrait"], *self.before["goals"], *self.before["offers"], *self.before["topics"]]
        }
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

    def _with_consent(self, item, block=None):
        """The item with how each side stands to it (with all of its block), and the stamp of what is on screen."""
        block = block or [item]
        item.marks, item.stamp = self.working.consents(block), stamp(block)
        item.is_agreed_by_me = bool(self.side) and bool(item.marks[self.side])
        return item
