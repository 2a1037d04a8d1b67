from metrics.models.definitions import Direction, Kind, Metric
from metrics.models.facts import Activity, Import, Opportunity, RefusedRow
from metrics.models.observations import Observation, Target
from metrics.models.signals import Cause, Signal, SignalState, Verdict

__all__ = [
    "Activity",
    "Cause",
    "Direction",
    "Import",
    "Kind",
    "Metric",
    "Observation",
    "Opportunity",
    "RefusedRow",
    "Signal",
    "SignalState",
    "Target",
    "Verdict",
]
