"""The shapes of what programs read, and of problems; the description of the API is made from them."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field

from metrics.models import SignalState
from plans.models import CommitmentState, Side

SignalFilter = Literal[("open", "closed", "all", *SignalState.values)]
CommitmentFilter = Literal[tuple(CommitmentState.values)]
SideFilter = Literal[tuple(Side.values)]


class Fault(Schema):
    """One thing that is wrong with a call."""

    where: str = Field(description=_("The parameter, or a JSON pointer into the body."))
    detail: str


class ProblemDetails(Schema):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = None


class Paging(Schema):
    """Which page of a list."""

    limit: int = Field(50, ge=1, le=200, description=_("How many at most."))
    cursor: str | None = Field(None, max_length=1000, description=_("What “next” of the page before said."))


class SignalQuery(Paging):
    """Which signals."""

    state: SignalFilter | None = Field(None, description=_("One state, or open, closed or all (the default)."))


class CommitmentQuery(Paging):
    """Which commitments."""

    side: SideFilter | None = Field(None, description=_("Of one side alone."))
    state: CommitmentFilter | None = Field(None, description=_("In one state; open leaves out those of closed plans."))


class ReviewQuery(Paging):
    """Which reviews."""

    round: str | None = Field(None, pattern="^[a-z0-9][a-z0-9-]{0,39}$", description=_("The key of one round."))


class Who(Schema):
    """A person, by name."""

    id: UUID
    name: str


class PersonItem(Schema):
    """Somebody whom this token may look up."""

    id: UUID
    email: str
    name: str
    job_title: str
    team: str | None
    time_zone: str
    starts_on: date
    left_on: date | None

    @staticmethod
    def resolve_team(person):
        """The name of their team."""
        return person.team.name if person.team else None


class PlanItem(Schema):
    """A plan of which this token may see something."""

    id: UUID
    kind: str
    title: str
    person: Who
    manager: Who
    starts_on: date
    ends_on: date
    status: str = Field(
        description=_("draft, proposed, agreed or closed; how far a text has come is told to those who may read drafts.")
    )
    version: int | None = Field(description=_("The newest version that both signed."))
    closed_at: datetime | None


class VersionItem(Schema):
    """A version of a plan."""

    number: int
    effective_on: date
    sealed_at: datetime
    reason: str
    digest: str


class PlanWhole(PlanItem):
    """A plan, with its versions; with its working copy for those who may read it."""

    versions: list[VersionItem]
    draft: dict[str, Any] | None = Field(description=_("The working copy as it stands; null for who may not read drafts."))


class VersionWhole(VersionItem):
    """What both signed, word for word, and their signatures."""

    plan: UUID
    text: dict[str, Any] = Field(description=_("What was signed: canonical JSON (RFC 8785) of it are the signed bytes."))
    attested: dict[str, Any] = Field(description=_("Both signatures, each with its sentence."))
    text_digest: str
    previous_digest: str


class SignalDetail(Schema):
    """The numbers of a signal, which are for its two parties."""

    onset_on: date
    as_of: date
    expected: float | None
    actual: float | None
    weeks: int
    statistic: float | None
    threshold: float | None
    plan_id: UUID | None
    goal_id: UUID | None


class SignalItem(Schema):
    """A case: that something left its course, and how far the answer to it is."""

    id: UUID
    person: Who
    kind: str
    metric: str | None
    name: str
    verdict: str
    state: str
    detected_on: date
    raised_at: datetime
    answered_at: datetime | None
    recheck_on: date | None
    closed_at: datetime | None
    detail: SignalDetail | None = Field(description=_("The numbers; null for who is no party to it."))


class CommitmentItem(Schema):
    """A promise of one side to the other."""

    id: UUID
    plan_id: UUID
    goal_id: UUID | None
    side: str
    by: Who
    to: Who
    text: str
    rule: str
    due_on: date | None
    made_at: datetime
    state: str
    closed_at: datetime | None


class Round(Schema):
    """A review round."""

    key: str
    name: str
    due_on: date


class ReviewItem(Schema):
    """A review, and how far it has come; what was written in it stays on its page."""

    id: UUID
    round: Round
    person: Who
    manager: Who
    plan_id: UUID
    state: str
    concluded_at: datetime | None
    acknowledged_at: datetime | None


class Listed(Schema):
    """One page of a list."""

    next: str | None = Field(description=_("The cursor of the next page; null on the last."))


class People(Listed):
    """Whom this token may look up, by e-mail address."""

    items: list[PersonItem]


class Plans(Listed):
    """Plans, the newest first."""

    items: list[PlanItem]


class Signals(Listed):
    """Signals, the newest first."""

    items: list[SignalItem]


class Commitments(Listed):
    """Commitments, the newest first."""

    items: list[CommitmentItem]


class Reviews(Listed):
    """Reviews, those of the newest round first."""

    items: list[ReviewItem]
