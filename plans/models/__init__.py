from plans.models.commitments import Asked, Commitment, CommitmentState, Occurrence
from plans.models.draft import FAMILIES, Agreed, Comment, Family, Goal, Item, Measure, MeasureKind, Offer, Portrait, Rule, Side
from plans.models.plan import Invitation, Plan, PlanEvent, PlanKind, PlanStatus
from plans.models.progress import Progress
from plans.models.strategy import Acknowledgement, Cycle, Priority, PriorityKind
from plans.models.versions import PlanVersion, Proposal, ProposalState, Signature

__all__ = [
    "FAMILIES",
    "Acknowledgement",
    "Agreed",
    "Asked",
    "Comment",
    "Commitment",
    "CommitmentState",
    "Cycle",
    "Family",
    "Goal",
    "Invitation",
    "Item",
    "Measure",
    "MeasureKind",
    "Occurrence",
    "Offer",
    "Plan",
    "PlanEvent",
    "PlanKind",
    "PlanStatus",
    "PlanVersion",
    "Portrait",
    "Priority",
    "PriorityKind",
    "Progress",
    "Proposal",
    "ProposalState",
    "Rule",
    "Side",
    "Signature",
]
