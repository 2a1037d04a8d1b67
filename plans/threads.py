"""What was said about a plan, in threads: each a first remark with its answers, settled or open, and whose turn it is. Reads
only what it is given.
"""

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Side
from plans.rules import manager_today
from plans.rules.talking import CORRECTED_WITHIN

LAST = 2
BESIDE = 5  # threads beside one block
BOTH = frozenset(side.value for side in Side)


@dataclass
class Thread:
    """A first remark with its answers, oldest first. `about` names the part of the plan that it is about."""

    remarks: list
    about: str = ""
    place: str = ""
    new: set = field(default_factory=set)

    @property
    def head(self):
        """Its first remark."""
        return self.remarks[0]

    @property
    def last(self):
        """The latest word."""
        return self.remarks[-1]

    @property
    def shown(self):
        """What the page shows of it: the first remark, what is new, and the last two."""
        return [one for place, one in enumerate(self.remarks) if place == 0 or one.is_new or place >= len(self.remarks) - LAST]

    @property
    def hidden(self):
        """How many remarks stand between them."""
        return len(self.remarks) - len(self.shown)

    @property
    def is_settled(self):
        """Whether it was called settled."""
        return self.head.settled_at is not None

    @property
    def is_new(self):
        """Whether the reader has not seen all of it."""
        return bool(self.new)

    @property
    def waits_for(self):
        """The sides whose turn it is: whoever did not have the last word. A coach's word is for both."""
        if self.is_settled:
            return frozenset()
        return BOTH - {self.last.side}


@dataclass
class Talk:
    """What is said about one block of the page: what is open, and how many threads are settled."""

    key: str  # names the block within the page
    item_id: object  # what a new remark here is about; None: each part has its own button
    threads: list
    settled: int = 0

    @property
    def shown(self):
        """The threads that stand beside the text: the latest few, and what is new."""
        latest = {thread.head.pk for thread in sorted(self.threads, key=lambda thread: thread.last.at)[-BESIDE:]}
        return [thread for thread in self.threads if thread.is_new or thread.head.pk in latest]

    @property
    def more(self):
        """How many open threads stand on the page of all threads."""
        return len(self.threads) - len(self.shown)


def threads_of(comments, plan, me, since=None, now=None):
    """The threads of a plan by the id of the item that they are about, in the order in which they began.

    Each remark gets `who` and `side` ("" for a coach), as `me` reads it, `is_new`, and `may_correct`.
    """
    now = now or timezone.now()
    by_thread, you = {}, _("You")
    for comment in comments:
        _read(comment, plan, me, since, you)
        by_thread.setdefault(comment.answers_id or comment.pk, []).append(comment)
    found = {}
    for remarks in by_thread.values():
        remarks.sort(key=lambda remark: (remark.answers_id is not None, remark.at))
        remarks[-1].may_correct = remarks[-1].by_id == me.pk and now - remarks[-1].at < CORRECTED_WITHIN
        thread = Thread(remarks, new={remark.pk for remark in remarks if remark.is_new})
        found.setdefault(thread.head.item_id, []).append(thread)
    return found


def _read(comment, plan, me, since, you):
    comment.plan = plan
    comment.side = side_that_spoke(comment, plan)
    comment.who = you if comment.by_id == me.pk else comment.by.first_name
    comment.is_new = since is not None and since.has(comment)
    comment.may_correct = False


def side_that_spoke(comment, plan):
    """The side on which the author of a remark stands now; "" for anybody else, a coach for instance."""
    manager = manager_today(plan)
    if comment.by_id == plan.person_id:
        return Side.SELLER.value
    if comment.by_id in (plan.manager_id, manager and manager.pk):
        return Side.MANAGER.value
    return ""
