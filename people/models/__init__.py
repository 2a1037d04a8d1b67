from people.models.access import AccessEntry, AccessPurpose, Standing
from people.models.organisation import Delegation, Grant, LineKind, ReportingLine, Role, Team
from people.models.person import Person
from people.models.records import ChainedRecord, FrozenModel

__all__ = [
    "AccessEntry",
    "AccessPurpose",
    "ChainedRecord",
    "Delegation",
    "FrozenModel",
    "Grant",
    "LineKind",
    "Person",
    "ReportingLine",
    "Role",
    "Standing",
    "Team",
]
