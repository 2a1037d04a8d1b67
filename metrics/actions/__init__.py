from metrics.actions.cases import answer, close, give_cause, look_later, mark_seen, mute, reopen, unmute
from metrics.actions.crm import add_activities, add_opportunities
from metrics.actions.imports import confirm, discard, preview
from metrics.actions.observations import add_observations
from metrics.actions.scan import ScanResult, scan
from metrics.actions.targets import set_targets

__all__ = [
    "ScanResult",
    "add_activities",
    "add_observations",
    "add_opportunities",
    "answer",
    "close",
    "confirm",
    "discard",
    "give_cause",
    "look_later",
    "mark_seen",
    "mute",
    "preview",
    "reopen",
    "scan",
    "set_targets",
    "unmute",
]
