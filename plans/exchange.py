"""Who proposed what to whom, and what was answered: the rounds that led to each version, and what a draft answers."""

from dataclasses import dataclass, field
from functools import cached_property

from plans.models import ProposalState

GIVEN_UP = "plans.amendment_given_up"


def to_answer(plan):
    """The countered proposal that the draft answers, or None: nothing was countered since both signed or started anew."""
    latest = plan.proposals.with_people().select_related("answers__by", "answers__ended_by").first()
    if latest is None or latest.state in (ProposalState.SIGNED, ProposalState.OPEN):
        return None
    found = latest if latest.state == ProposalState.COUNTERED else latest.answers
    if found is None or plan.history.filter(kind=GIVEN_UP, at__gte=found.ended_at).exists():
        return None
    return found


@dataclass
class Exchange:
    """The rounds from one version to the next, in the order in which they happened."""

    rounds: list = field(default_factory=list)
    version: object = None
    given_up: object = None  # when an amendment was given up

    @cached_property
    def is_over(self):
        """Whether nothing more comes of it."""
        return self.version is not None or self.given_up is not None


def exchanges(plan, versions):
    """All that was proposed, the newest exchange first, its rounds in order. `versions`: those that both signed."""
    by_proposal = {version.proposal_id: version for version in versions}
    ends = list(plan.history.filter(kind=GIVEN_UP).order_by("at").values_list("at", flat=True))
    found = [Exchange()]
    for proposal in plan.proposals.with_people().order_by("at"):
        while ends and ends[0] < proposal.at:
            found[-1].given_up = ends.pop(0)
            _next(found)
        found[-1].rounds.append(proposal)
        if proposal.pk in by_proposal:
            found[-1].version = by_proposal[proposal.pk]
            _next(found)
    if ends:
        found[-1].given_up = ends[-1]
    return [exchange for exchange in reversed(found) if exchange.rounds]


def _next(found):
    if found[-1].rounds:
        found.append(Exchange())
    else:
        found[-1] = Exchange()
