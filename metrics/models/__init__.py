from metrics.models.definitions import Cadence, Direction, Kind, Metric, Role
from metrics.models.facts import (
    Activity,
    Import,
    ImportMapping,
    ImportState,
    Opportunity,
    RefusedRow,
    ReplacedFact,
    ReplacedObservation,
    Stage,
)
from metrics.models.judgements import Judgement
from metrics.models.observations import Observation, Target
from metrics.models.signals import CLOSED, OF_METRICS, Cause, DriftSetting, Mute, Signal, SignalKind, SignalState, Verdict

__all__ = [
    "CLOSED",
    "OF_METRICS",
    "Activity",
    "Cadence",
    "Cause",
    "Direction",
    "DriftSetting",
    "Import",
    "ImportMapping",
    "ImportState",
    "Judgement",
    "Kind",
    "Metric",
    "Mute",
    "Observation",
    "Opportunity",
    "RefusedRow",
    "ReplacedFact",
    "ReplacedObservation",
    "Role",
    "Signal",
    "SignalKind",
    "SignalState",
    "Stage",
    "Target",
    "Verdict",
]
