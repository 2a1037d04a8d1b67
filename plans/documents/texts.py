"""Which text of a plan somebody may have as a document."""

import json
from dataclasses import dataclass
from datetime import datetime

from plans import rules
from plans.body import body_of, read
from plans.models import Plan, PlanStatus, PlanVersion, Proposal
from plans.texts import texts_of


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
        return _draft_of(plan) if rules.sees_draft(me, plan) else None
    versions = PlanVersion.objects.visible_to(me, plan, rules.view_of(me, plan)).for_list()
    version = versions.first() if number is None else versions.filter(number=number).first()
    return version and _of_version(plan, version)


def texts_between(me, plan, *keys):
    """The texts of those keys (as in the address of a comparison: v2, p<id>, draft); None if one is not there for `me`."""
    known = {text.key: text for text in texts_of(plan, me)}
    if not all(key in known for key in keys):
        return None
    return [_of_record(plan, known[key].record) for key in keys]


def _of_record(plan, record):
    if record is None:
        return _draft_of(plan)
    return _of_version(plan, record) if isinstance(record, PlanVersion) else _of_proposal(plan, record)


def _of_version(plan, version):
    return Text(plan, read(version), version.sealed_at, version=version)


def _of_proposal(plan, proposal):
    return Text(plan, read(proposal), proposal.at, proposal=proposal)


def _draft_of(plan):
    """What is being written: the text that was proposed while it waits, and else the working copy of this moment."""
    proposal = plan.proposals.open().select_related("by").first() if plan.status == PlanStatus.PROPOSED else None
    if proposal is not None:
        return _of_proposal(plan, proposal)
    latest = plan.history.first()
    return Text(plan, body_of(plan), latest.at if latest else plan.started_at)
