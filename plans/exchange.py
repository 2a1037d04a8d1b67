"""Who proposed what to whom, and what was answered: the rounds that led to each version, and what a draft answers."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from plans.models import PlanEvent, ProposalState, Side

GIVEN_UP = "plans.amendment_given_up"


def to_answer(plan):
    """The countered proposal that the draft answers, or None: nothing was countered since both signed or began anew."""
    given_up = PlanEvent.objects.filter(plan=OuterRef("plan"), kind=GIVEN_UP, at__gte=OuterRef("ended_at"))
    latest = (
        plan.proposals.with_people()
        .select_related("by", "ended_by", "answers__by", "answers__ended_by")
        .defer("body", "answers__body")
        .annotate(given_up=Exists(given_up))
        .first()
    )
    if latest is None or latest.given_up or latest.state in (ProposalState.SIGNED, ProposalState.OPEN):
        return None
    return latest if latest.state == ProposalState.COUNTERED else latest.answers


@dataclass
class Round:
    """One proposal and how it ended. `before` is the key of the text that stood before it ("" if there was none), `key` its own
    (that of the version that it became).
    """

    number: int
    proposal: object
    before: str
    key: str = ""

    @property
    def other_side(self):
        """The side that was asked."""
        return Side.MANAGER if self.proposal.side == Side.SELLER else Side.SELLER

    @property
    def asked(self):
        """Whoever is asked as long as it waits."""
        return self.proposal.plan.party(self.other_side)


@dataclass
class Exchange:
    """The rounds from one version to the next, in the order in which they happened."""

    rounds: list = field(default_factory=list)
    version: object = None
    given_up: object = None  # when an amendment was given up


def exchanges(plan, versions):
    """All that was proposed, the newest exchange first, its rounds in order. `versions`: those that both signed."""
    signed = {version.proposal_id: version for version in versions}
    ends = list(plan.history.filter(kind=GIVEN_UP).order_by("at").values_list("at", flat=True))
    found, last = [Exchange()], ""
    for proposal in plan.proposals.with_people().order_by("at"):
        proposal.plan = plan
        while ends and ends[0] < proposal.at:
            found[-1].given_up = ends.pop(0)
            found.append(Exchange())
        now = found[-1]
        before = f"p{proposal.answers_id}" if proposal.answers_id else last
        key = f"v{signed[proposal.pk].number}" if proposal.pk in signed else f"p{proposal.pk}"
        now.rounds.append(Round(len(now.rounds) + 1, proposal, before, key))
        if proposal.pk in signed:
            now.version, last = signed[proposal.pk], f"v{signed[proposal.pk].number}"
            found.append(Exchange())
    if ends:
        found[-1].given_up = ends[-1]
    return [exchange for exchange in reversed(found) if exchange.rounds]


def rounds_to(proposal):
    """The rounds that led to a proposal, in order, and the proposal itself last."""
    chain = [proposal]
    while chain[0].answers_id:
        chain.insert(0, type(proposal).objects.select_related("by", "ended_by", "plan").get(pk=chain[0].answers_id))
    for each in chain:
        each.plan = proposal.plan
    before = (f"p{each.answers_id}" if each.answers_id else "" for each in chain)
    return [Round(place, each, was, f"p{each.pk}") for place, (each, was) in enumerate(zip(chain, before, strict=True), 1)]
