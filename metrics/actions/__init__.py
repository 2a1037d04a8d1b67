from metrics.actions.cases import answer, close, give_cause, look_later, mark_seen, mute, reopen, unmute
from metrics.actions.crm import add_activities, add_opportunities, change_mapping, derive_again
from metrics.actions.definitions import bring_back, change_definition, define, retire
from metrics.actions.imports import confirm, discard, fail, look, look_again, set_reading, take_in, undo, upload
from metrics.actions.observations import add_observations, type_value
from metrics.actions.scan import ScanResult, scan
from metrics.actions.settings import set_drift
from metrics.actions.targets import set_targets

__all__ = [
    "ScanResult",
    "add_activities",
    "add_observations",
    "add_opportunities",
    "answer",
    "bring_back",
    "change_definition",
    "change_mapping",
    "close",
    "confirm",
    "define",
    "derive_again",
    "discard",
    "fail",
    "give_cause",
    "look",
    "look_again",
    "look_later",
    "mark_seen",
    "mute",
    "reopen",
    "retire",
    "scan",
    "set_drift",
    "set_reading",
    "set_targets",
    "take_in",
    "type_value",
    "undo",
    "unmute",
    "upload",
]
