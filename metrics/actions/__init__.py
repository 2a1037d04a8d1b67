from metrics.actions.cases import answer, close, give_cause, mark_seen, reopen
from metrics.actions.observations import Result, add_observations
from metrics.actions.scan import ScanResult, scan
from metrics.actions.targets import set_targets

__all__ = [
    "Result",
    "ScanResult",
    "add_observations",
    "answer",
    "close",
    "give_cause",
    "mark_seen",
    "reopen",
    "scan",
    "set_targets",
]
