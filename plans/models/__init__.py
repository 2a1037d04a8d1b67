from plans.models.commitments import NOTHING_ASKED, Asked, Choice, Commitment, CommitmentState, Handover, Occurrence
from plans.models.documents import Document, DocumentKind, DocumentState
from plans.models.draft import (
    FAMILIES,
    Evidence,
    Family,
    Goal,
    Item,
    Measure,
    MeasureKind,
    Offer,
    Origin,
    Portrait,
    Rule,
    Side,
    Topic,
)
from plans.models.plan import Invitation, Plan, PlanEvent, PlanKind, PlanStatus
from plans.models.progress import Progress
from plans.models.strategy import Acknowledgement, Cycle, Priority, PriorityKind
from plans.models.talking import Agreed, Comment, Visit
from plans.models.templates import PlanTemplate
from plans.models.versions import PlanVersion, Proposal, ProposalState, Signature

__all__ = [
    "FAMILIES",
    "NOTHING_ASKED",
    "Acknowledgement",
    "Agreed",
    "Asked",
    "Choice",
    "Comment",
    "Commitment",
    "CommitmentState",
    "Cycle",
    "Document",
    "DocumentKind",
    "DocumentState",
    "Evidence",
    "Family",
    "Goal",
    "Handover",
    "Invitation",
    "Item",
    "Measure",
    "MeasureKind",
    "Occurrence",
    "Offer",
    "Origin",
    "Plan",
    "PlanEvent",
    "PlanKind",
    "PlanStatus",
    "PlanTemplate",
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
    "Topic",
    "Visit",
]
