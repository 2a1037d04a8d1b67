"""What changed in the working copy since the text that it is shown against."""

from functools import cached_property

from plans.body import read
from plans.compare import by_item, compare, sections
from plans.exchange import to_answer
from plans.models import PlanStatus


class Changes:
    """The part of the page of a working copy (`plans.draft`) that compares it with what both signed, or with a proposal."""

    @cached_property
    def answering(self):
        """The countered proposal that this text answers, or None."""
        if self.plan.status == PlanStatus.DRAFT:
            return None if self._began_anew else to_answer(self.plan)
        return self.proposal.answers if self.proposal else None

    @property
    def _began_anew(self):
        """Whether it is known already that nothing was proposed since both signed last."""
        signed = self.plan.in_force.proposal_id if self.plan.in_force_id else None
        return getattr(self.plan, "proposed_last", "unknown") == signed

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
