from metrics.actions.cases import answer, close, give_cause, mark_seen, reopen
from metrics.actions.targets import set_targets

__all__ = ["answer", "close", "give_cause", "mark_seen", "reopen", "set_targets"]
