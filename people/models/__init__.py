from people.models.access import AccessEntry, AccessPurpose, Standing
from people.models.days_off import Absence, Holiday
from people.models.errands import Errand, ErrandQuerySet, Leased, LeasedQuerySet
from people.models.organisation import Delegation, Grant, LineKind, ReportingLine, Role, Team
from people.models.person import Person
from people.models.records import ChainedRecord, FrozenModel
from people.models.states import Moving
from people.models.tokens import Answered, Scope, Token, TokenPace

__all__ = [
    "Absence",
    "AccessEntry",
    "AccessPurpose",
    "Answered",
    "ChainedRecord",
    "Delegation",
    "Errand",
    "ErrandQuerySet",
    "FrozenModel",
    "Grant",
    "Holiday",
    "Leased",
    "LeasedQuerySet",
    "LineKind",
    "Moving",
    "Person",
    "ReportingLine",
    "Role",
    "Scope",
    "Standing",
    "Team",
    "Token",
    "TokenPace",
]
