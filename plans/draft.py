"""The page of a working copy, put together from its text, what is said about it and the reader's side. Reads only, in a constant
number of queries.
"""

from functools import cached_property

from django.urls import reverse

from plans.between import between_of
from plans.body import body_of
from plans.discussion import Discussion
from plans.draft_blocks import Blocks
from plans.draft_changes import Changes
from plans.models import PlanStatus, Priority, PriorityKind, Side
from plans.pages import Page
from plans.readiness import findings
from plans.starting import parts
from plans.unread import since
from plans.working import Working


class DraftPage(Blocks, Changes, Page):
    """The working copy: what is written, what changed since the version in force or the countered proposal, who agrees with
    what, what is still open.
    """

    def __init__(self, plan, me, clean=False, against=""):
        super().__init__(plan, me)
        self.working, self.is_clean, self.against = Working(plan), clean, against

    @cached_property
    def items(self):
        """The beginning of the address of whatever is done to an item."""
        return reverse("plans:item_edit", args=[self.plan.pk, self.plan.pk]).removesuffix(f"{self.plan.pk}/edit/")

    @cached_property
    def body(self):
        """The text as it would be signed."""
        return body_of(self.plan, working=self.working)

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

    @property
    def taken_out(self):
        """What either of the two took out of this draft and could bring back."""
        return self.working.dropped if self.side and self.plan.status == PlanStatus.DRAFT else []

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
