"""What a plan is called and for when, looked at as an item of the working copy that two may edit at once."""

from dataclasses import dataclass
from functools import cached_property

from plans.models import Plan

FIELDS = ("title", "starts_on", "ends_on")


@dataclass
class Terms:
    """Title and days of a plan with their version, and who changed them last."""

    plan: Plan

    def __getattr__(self, name):
        if name in FIELDS:
            return getattr(self.plan, name)
        raise AttributeError(name)

    @property
    def pk(self):
        """The plan's own id: the id that a remark about the plan as a whole has, too."""
        return self.plan.pk

    @property
    def version(self):
        """Rises with each change of the terms."""
        return self.plan.terms_version

    @cached_property
    def _last(self):
        kinds = ("plans.terms_changed", "plans.started", "plans.started_from")
        return self.plan.history.filter(kind__in=kinds, by__isnull=False).select_related("by").first()

    @property
    def changed_by(self):
        """Whoever changed them last, or began the plan."""
        return self._last.by if self._last else self.plan.started_by

    @property
    def changed_by_id(self):
        """The id of whoever changed them last."""
        return self.changed_by.pk

    @property
    def changed_at(self):
        """When that was."""
        return self._last.at if self._last else self.plan.started_at
