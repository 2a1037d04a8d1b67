"""All that is said about a working copy, by the block of its page that it is about. Reads only, in one query."""

from functools import cached_property

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from plans.models import Offer, Plan, Portrait
from plans.threads import BESIDE, Talk, threads_of

MOST_SAID = 60


def all_beside(plan):
    """Whether every open thread surely stands beside the text: where there are many, some stand on the page of all threads."""
    return plan.comments.filter(answers=None, settled_at=None).count() <= BESIDE


class Discussion:
    """The threads of one plan as one reader sees them; `side` is the reader's."""

    def __init__(self, working, me, side, since=None):
        self.plan, self.working, self.me, self.side, self.since = working.plan, working, me, side, since

    @cached_property
    def threads(self):
        """Every thread, by the id of the item that it is about."""
        return threads_of(self.working.comments, self.plan, self.me, self.since)

    @cached_property
    def elsewhere(self):
        """The page of all threads."""
        return reverse("plans:discussion", args=[self.plan.pk])

    def about(self, key, items, item_id=None):
        """What is said about one block. `item_id` is what a new remark on the block as a whole is about, None if there is no
        such; the plan itself may be among the items.
        """
        here = []
        for item in items:
            for thread in self.threads.get(item.pk, ()):
                thread.about = "" if item.pk == item_id else self.called(item)
                thread.place = f"#remark-{thread.head.pk}"
                here.append(thread)
        still_open = sorted((thread for thread in here if not thread.is_settled), key=lambda thread: thread.head.at)
        talk = Talk(key, item_id, still_open, len(here) - len(still_open))
        beside = {thread.head.pk for thread in talk.shown}
        for thread in still_open:
            if thread.head.pk not in beside:
                thread.place = f"{self.elsewhere}{thread.place}"
        return talk

    def everything(self, shows="open"):
        """All threads ("open", "settled" or "all"), those with the latest word first, each with what it is about."""
        items = {self.plan.pk: self.plan, **{item.pk: item for item in self.working.items}}
        wanted = {"open": [False], "settled": [True], "all": [False, True]}[shows]
        found = [thread for threads in self.threads.values() for thread in threads if thread.is_settled in wanted]
        for thread in found:
            item = items.get(thread.head.item_id)
            thread.about = self.called(item) if item else _("Something that was taken out")
        return sorted(found, key=lambda thread: thread.last.at, reverse=True)

    @property
    def settled(self):
        """How many threads are settled."""
        return sum(thread.is_settled for threads in self.threads.values() for thread in threads)

    def called(self, item):
        """What an item is called where somebody speaks of it."""
        text = Truncator(str(item)).chars(MOST_SAID)
        if isinstance(item, Plan):
            return _("The plan as a whole")
        if isinstance(item, Offer):
            words = {"text": text, "name": self.plan.party(item.side).first_name}
            return (
                _("What you would do: “%(text)s”") % words
                if item.side == self.side
                else _("What %(name)s would do: “%(text)s”") % words
            )
        if isinstance(item, Portrait):
            words = {"topic": text, "name": self.plan.party(item.side).first_name}
            return (
                _("%(topic)s, in your words") % words if item.side == self.side else _("%(topic)s, in %(name)s’s words") % words
            )
        return text
