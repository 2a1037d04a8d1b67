from people.models.access import AccessEntry, AccessPurpose, Standing
from people.models.organisation import Delegation, Grant, LineKind, ReportingLine, Role, Team
from people.models.person import Person
from people.models.records import ChainedRecord, FrozenModel
from people.models.states import Moving

__all__ = [
    "AccessEntry",
    "AccessPurpose",
    "ChainedRecord",
    "Delegation",
    "FrozenModel",
    "Grant",
    "LineKind",
    "Moving",
    "Person",
    "ReportingLine",
    "Role",
    "Standing",
    "Team",
]
