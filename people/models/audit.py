"""Who changed what: every insert, update and delete of an audited row, written by database triggers, never rewritten."""

import pghistory


def audited(*, exclude=()):
    """Keep an append-only log of a model's rows, `<Model>Audit`. `exclude` names fields that must not be copied into it."""

    def decorate(model):
        events = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
        name = f"{model.__name__}Audit"
        return pghistory.track(*events, append_only=True, exclude=list(exclude) or None, model_name=name)(model)

    return decorate
