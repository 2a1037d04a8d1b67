from metrics.models.choices import DriftSetting
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
from metrics.models.signals import (
    CLOSED,
    OF_METRICS,
    OF_PROCESS,
    Cause,
    Mute,
    Signal,
    SignalKind,
    SignalState,
    Verdict,
)
from metrics.models.standings import Scan, Standing, Touched

__all__ = [
    "CLOSED",
    "OF_METRICS",
    "OF_PROCESS",
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
    "Scan",
    "Signal",
    "SignalKind",
    "SignalState",
    "Stage",
    "Standing",
    "Target",
    "Touched",
    "Verdict",
]
