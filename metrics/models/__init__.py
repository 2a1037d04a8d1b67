from metrics.models.definitions import Direction, Kind, Metric, Role
from metrics.models.facts import Activity, Import, ImportState, Opportunity, RefusedRow, Stage
from metrics.models.judgements import Judgement
from metrics.models.observations import Observation, Target
from metrics.models.signals import CLOSED, Cause, Signal, SignalState, Verdict

__all__ = [
    "CLOSED",
    "Activity",
    "Cause",
    "Direction",
    "Import",
    "ImportState",
    "Judgement",
    "Kind",
    "Metric",
    "Observation",
    "Opportunity",
    "RefusedRow",
    "Role",
    "Signal",
    "SignalState",
    "Stage",
    "Target",
    "Verdict",
]
