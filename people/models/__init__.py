from people.models.access import AccessEntry
from people.models.organisation import Delegation, Grant, ReportingLine, Role, Team
from people.models.person import Person
from people.models.records import ChainedRecord, FrozenModel

__all__ = [
    "AccessEntry",
    "ChainedRecord",
    "Delegation",
    "FrozenModel",
    "Grant",
    "Person",
    "ReportingLine",
    "Role",
    "Team",
]
