"""The blocks of the page of a working copy: the portrait, each goal with its parts, what stands beside the goals, the topics.

Each block has a key: a word for all that is drawn of it, so that after one change only that block is drawn anew.
"""

from functools import cached_property
from itertools import zip_longest

from plans import block_keys
from plans.models import Portrait, Side
from plans.working import stamp


def pairs_of(offers):
    """Commitments beside each other: the seller's and the manager's, None where one side has fewer."""
    sides = [[offer for offer in offers if _side(offer) == side] for side in Side.values]
    return list(zip_longest(*sides))


def _side(offer):
    return offer["side"] if isinstance(offer, dict) else offer.side


class Blocks:
    """The part of the page of a working copy (`plans.draft`) that shows its items, with what was said about them."""

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
            goal.key = block_keys.word(self.ground, block_keys.of_goal(goal))
        return found

    @cached_property
    def ground(self):
        """What all blocks rest on, and what their changes are shown against."""
        return block_keys.ground(self), self.base and self.base.pk, self.shows_changes

    @property
    def portrait_key(self):
        """A word for all that the portrait shows."""
        voices = [(row and block_keys.of_item(row), name) for topic in self.topics for _side, row, name in topic["voices"]]
        return block_keys.word(self.ground, "portrait", voices, block_keys.of_talk(self.portrait_talk))

    @property
    def general_key(self):
        """A word for all that stands beside the goals."""
        offers = [[offer and block_keys.of_item(offer) for offer in pair] for pair in self.general]
        return block_keys.word(self.ground, "general", offers, block_keys.of_talk(self.general_talk))

    @property
    def topics_key(self):
        """A word for all that the topics show."""
        topics = [block_keys.of_item(topic) for topic in self.agenda]
        return block_keys.word(self.ground, "topics", topics, block_keys.of_talk(self.topics_talk))

    @cached_property
    def general(self):
        """What is offered beside the goals."""
        offers = [self._with_consent(self._with_past(offer)) for offer in self.working.general_offers]
        return pairs_of(offers)

    @cached_property
    def agenda(self):
        """What the two speak about each time."""
        return [self._with_consent(self._with_past(topic)) for topic in self.working.topics]

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

    def _with_consent(self, item, block=None):
        """The item with how each side stands to it (with all of its block), and the stamp of what is on screen."""
        block = block or [item]
        item.marks, item.stamp = self.working.consents(block), stamp(block)
        item.is_agreed_by_me = bool(self.side) and bool(item.marks[self.side])
        return item
