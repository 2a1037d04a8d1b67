from metrics.actions.targets import set_targets

__all__ = ["set_targets"]
