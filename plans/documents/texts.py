"""Which text of a plan somebody may have as a document."""

import json
from dataclasses import dataclass
from datetime import datetime

from plans import rules
from plans.body import body_of, read
from plans.models import Plan, PlanStatus, PlanVersion, Proposal


@dataclass(frozen=True)
class Text:
    """One text of a plan: its body, and the version or the proposal that it stands in (neither: the working copy)."""

    plan: Plan
    body: dict
    at: datetime
    version: PlanVersion | None = None
    proposal: Proposal | None = None

    @property
    def number(self):
        """The number of its version, None if both have not signed it."""
        return self.version.number if self.version else None

    @property
    def length(self):
        """How many characters there are to set, more or less."""
        return len(json.dumps(self.body, ensure_ascii=False))


def text_for(me, plan, *, number=None, draft=False):
    """The text of a plan that `me` may read: that version, or the newest they may, or with `draft` what is being written.

    Where nothing is signed yet, that is the draft. None if they may not read it, or it is not there.
    """
    if number is None and (draft or plan.in_force_id is None):
        return draft_of(plan) if rules.sees_draft(me, plan) else None
    versions = versions_for(me, plan)
    version = versions.first() if number is None else versions.filter(number=number).first()
    return version and of_version(plan, version)


def versions_for(me, plan):
    """The versions of a plan that `me` may read, the newest first."""
    return PlanVersion.objects.visible_to(me, plan, rules.view_of(me, plan)).for_list()


def of_version(plan, version):
    """What both signed."""
    return Text(plan, read(version), version.sealed_at, version=version)


def draft_of(plan):
    """What is being written: the text that was proposed while it waits, and else the working copy of this moment."""
    proposal = plan.proposals.open().select_related("by").first() if plan.status == PlanStatus.PROPOSED else None
    if proposal is not None:
        return Text(plan, read(proposal), proposal.at, proposal=proposal)
    latest = plan.history.first()
    return Text(plan, body_of(plan), latest.at if latest else plan.started_at)
