from plans.models.commitments import Commitment, CommitmentState, Occurrence
from plans.models.draft import FAMILIES, Agreed, Comment, Family, Goal, Item, Measure, Offer, Portrait, Side
from plans.models.plan import Invitation, Plan, PlanEvent, PlanKind, PlanStatus
from plans.models.progress import Progress
from plans.models.strategy import Acknowledgement, Cycle, Priority
from plans.models.versions import PlanVersion, Proposal, ProposalState, Signature

__all__ = [
    "FAMILIES",
    "Acknowledgement",
    "Agreed",
    "Comment",
    "Commitment",
    "CommitmentState",
    "Cycle",
    "Family",
    "Goal",
    "Invitation",
    "Item",
    "Measure",
    "Occurrence",
    "Offer",
    "Plan",
    "PlanEvent",
    "PlanKind",
    "PlanStatus",
    "PlanVersion",
    "Portrait",
    "Priority",
    "Progress",
    "Proposal",
    "ProposalState",
    "Side",
    "Signature",
]
