"""What is still open between the two who write a plan: whose turn it is with what. Pure.

`still_open` takes what the page of the working copy shows (blocks with both sides' consent, threads, offers and what readiness
found) and gives one list for each side, and one for both.
"""

from collections import Counter
from dataclasses import dataclass, field

SIDES = ("seller", "manager")
OF_ONE_SIDE = {"no_seller_offer": "seller", "no_manager_offer": "manager"}
KINDS = ("answer", "suggestion", "agree_again", "agree", "offer", "ready")


@dataclass(frozen=True)
class Opening:
    """One thing that waits: what kind of step it takes, what it is about (in words), and where it stands on the page."""

    kind: str
    title: str
    place: str
    step: str = ""


@dataclass(frozen=True)
class Block:
    """Items that are agreed together: a goal with its parts, or one item beside the goals."""

    title: str
    place: str
    consents: dict


@dataclass(frozen=True)
class Suggestible:
    """What somebody would do: who (`side`), and who wrote it down last."""

    side: str
    written_side: str
    text: str
    place: str
    consents: dict


@dataclass(frozen=True)
class Need:
    """What keeps the text from being signed, and the next step."""

    code: str
    sentence: str
    place: str
    step: str


@dataclass
class Between:
    """What is open: by side, and for both."""

    of: dict = field(default_factory=lambda: {side: [] for side in SIDES})
    both: list = field(default_factory=list)

    def groups(self, side):
        """What waits for one side, as (kind, openings), the most pressing kind first."""
        counted = Counter(opening.kind for opening in self.of[side])
        return [(kind, [one for one in self.of[side] if one.kind == kind]) for kind in KINDS if counted[kind]]

    @property
    def count(self):
        """How many things are open."""
        return sum(map(len, self.of.values())) + len(self.both)

    def add(self, sides, opening):
        """Let it wait for one side, or for both."""
        if set(sides) == set(SIDES):
            self.both.append(opening)
        for side in sides if len(sides) == 1 else ():
            self.of[side].append(opening)


def still_open(blocks, threads, offers, findings):
    """All that is open between the two.

    `blocks`: see Block. `threads`: with `waits_for` (sides), `last` and `place`. `offers`: with `side` (who would promise),
    `written_side` (who wrote it), `consents`, `text` and `place`. `findings`: what keeps the text from being signed, with `code`,
    `sentence`, `place` and `step`.
    """
    found = Between()
    suggested = [offer for offer in offers if offer.side != offer.written_side and not offer.consents[offer.side]]
    for thread in threads:
        found.add(thread.waits_for, Opening("answer", thread.last.text, thread.place))
    for offer in suggested:
        found.add({offer.side}, Opening("suggestion", offer.text, offer.place))
    for block in blocks:
        _agree(found, block, {(offer.place, offer.side) for offer in suggested})
    for finding in findings:
        side = OF_ONE_SIDE.get(finding.code)
        opening = Opening("offer" if side else "ready", finding.sentence, finding.place, finding.step)
        found.add({side} if side else SIDES, opening)
    return found


def _agree(found, block, asked):
    """Whoever has not agreed with a block yet, or agreed with an earlier wording; what is asked already is not asked twice."""
    for side in SIDES:
        consent = block.consents[side]
        if not consent and (block.place, side) not in asked:
            kind = "agree_again" if consent.state == "earlier" else "agree"
            found.add({side}, Opening(kind, block.title, block.place))


def between_of(page):
    """What is open on the page of a working copy."""
    working = page.working
    general = [offer for pair in page.general for offer in pair if offer]
    blocks = [Block(goal.title, f"#goal-{goal.pk}", goal.marks) for goal in page.goals]
    blocks += [Block(str(item), f"#item-{item.pk}", item.marks) for item in (*general, *page.agenda)]
    offers = [
        Suggestible(offer.side, offer.written_side, offer.text, f"#item-{offer.pk}", working.consents([offer]))
        for offer in working.offers
    ]
    findings = [Need(one.code, one.sentence, f"#{one.anchor if one.goal_id else 'general'}", one.step) for one in page.blocking]
    return still_open(blocks, page.open_threads, offers, findings)
