"""The page on which a new manager goes through the promises of the one before. Reads only."""

from functools import cached_property

from plans import rules
from plans.history import line_of
from plans.models import Offer, PlanStatus
from plans.pages import Page

PAST = ["asked", "declined", "commitment_renegotiated", "commitment_kept", "commitment_missed", "reopened"]


class HandoverPage(Page):
    """Every open promise that a manager before made, with what was chosen for it and what stands in the text now."""

    @cached_property
    def is_open(self):
        """Whether choices are still being made: the text is a draft."""
        return self.plan.status == PlanStatus.DRAFT

    @cached_property
    def promises(self):
        """The open promises of managers before, the earliest date first."""
        rows = self.plan.commitments.left_by_others(self.plan).for_list().select_related("handover")
        found = list(rows.prefetch_related("occurrences"))
        for row in found:
            row.plan = self.plan
        return [Left(row, self) for row in found]

    @property
    def undecided(self):
        """How many wait for a choice."""
        return sum(not promise.choice for promise in self.promises)

    @cached_property
    def may_choose(self):
        """Whether this reader chooses, or the sentence that says why not."""
        return rules.can_choose_handover(self.me, self.promises[0].row)

    @cached_property
    def offers(self):
        """The items of the working copy by id, dropped ones too."""
        return {offer.pk: offer for offer in Offer.objects.filter(plan=self.plan)}

    @cached_property
    def past(self):
        """What happened to promises of these words, by their words, the latest first."""
        kinds = [f"plans.{kind}" for kind in PAST]
        events = self.plan.history.filter(kind__in=kinds, facts__title__in=[promise.row.text for promise in self.promises])
        found = {}
        for event in events.select_related("by"):
            found.setdefault(event.facts["title"], []).append(line_of(event, self.plan, self.me))
        return found


class Left:
    """One promise that a manager before left open."""

    def __init__(self, row, page):
        self.row, self.page = row, page
        self.handover = getattr(row, "handover", None)
        self.choice = self.handover.choice if self.handover else ""

    @property
    def choice_words(self):
        """What was chosen, in words."""
        return self.handover.get_choice_display() if self.choice else ""

    @cached_property
    def offer(self):
        """What stands in the text for it now, or None."""
        found = self.page.offers.get((self.handover and self.handover.offer_id) or self.row.offer_id)
        return found if found and found.dropped_at is None else None

    @property
    def is_out_of_step(self):
        """Whether it was to be taken over, and somebody took it out of the text since."""
        return self.choice in ("take", "change") and self.offer is None

    @property
    def times_kept(self):
        """How often a recurring one was kept."""
        return sum(each.kept_at is not None for each in self.row.occurrences.all())

    @property
    def past(self):
        """What happened to it."""
        return self.page.past.get(self.row.text, [])
