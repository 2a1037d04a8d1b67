from coaching.models.roadblocks import Lack, Roadblock, RoadblockState
from coaching.models.talks import (
    Participant,
    PrivateNote,
    ProcessSetting,
    Recognition,
    Session,
    SessionKind,
    SessionState,
    WeekSlot,
)

__all__ = [
    "Lack",
    "Participant",
    "PrivateNote",
    "ProcessSetting",
    "Recognition",
    "Roadblock",
    "RoadblockState",
    "Session",
    "SessionKind",
    "SessionState",
    "WeekSlot",
]
