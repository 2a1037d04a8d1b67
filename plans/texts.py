"""All texts of one plan that its reader may put beside each other: versions, proposals and the draft."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plans import rules
from plans.body import body_of, read
from plans.models import PlanStatus, PlanVersion
from plans.working import Working

DRAFT = "draft"


@dataclass
class Text:
    """One text: `key` names it in an address, `name` on the page; `record` is the version or proposal, None for the draft."""

    key: str
    name: str
    record: object = None
    plan: object = None

    @property
    def body(self):
        """The text itself."""
        return read(self.record) if self.record is not None else body_of(self.plan, working=Working(self.plan))

    @property
    def reason(self):
        """Why it was written."""
        return self.record.reason if self.record is not None else self.plan.amend_reason

    @property
    def version(self):
        """The version, if it is one."""
        return self.record if isinstance(self.record, PlanVersion) else None

    def get_absolute_url(self):
        """Where it is read in full."""
        return (self.record or self.plan).get_absolute_url()


def texts_of(plan, me):
    """What `me` may compare, the newest first: the draft, proposals that both did not sign, and versions."""
    versions = PlanVersion.objects.visible_to(me, plan, rules.view_of(me, plan)).for_list()
    found = [(version.sealed_at, Text(f"v{version.number}", _named(version), version, plan)) for version in versions]
    if rules.sees_draft(me, plan):
        proposals = plan.proposals.with_people().filter(version=None)
        found += [(proposal.at, Text(f"p{proposal.pk}", named(proposal), proposal, plan)) for proposal in proposals]
    texts = [text for _at, text in sorted(found, key=lambda pair: pair[0], reverse=True)]
    is_written = rules.sees_draft(me, plan) and plan.status == PlanStatus.DRAFT
    return [Text(DRAFT, _("The draft as it is now"), None, plan), *texts] if is_written else texts


def _named(version):
    return _("Version %(number)s, signed %(day)s") % {"number": version.number, "day": _day(version.sealed_at)}


def named(proposal):
    """What a proposal is called: by who made it, when, and how it ended."""
    words = {"name": proposal.by.first_name, "day": _day(proposal.at), "state": proposal.get_state_display()}
    return _("%(name)s’s proposal of %(day)s, %(state)s") % words


def _day(moment):
    return date_format(timezone.localtime(moment), "j F Y, H:i")
