"""The shapes of what programs send and are answered; the description of the API is made from them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import ConfigDict, Field, SkipValidation

from metrics.models import SignalState
from plans.models import CommitmentState, Side

MOST_ROWS = 10_000

SignalFilter = Literal[("open", "closed", "all", *SignalState.values)]
CommitmentFilter = Literal[tuple(CommitmentState.values)]
SideFilter = Literal[tuple(Side.values)]
Mapping = Annotated[
    str | None,
    Field(
        max_length=100,
        pattern=r"^[^\x00-\x1f]+$",
        description=_("The name of a remembered mapping, which says what the CRM’s own names of stages, types and owners mean."),
    ),
]


class Given(Schema):
    """What is sent: no field but these."""

    model_config = ConfigDict(extra="forbid")


class ObservationRow(Given):
    """One value of a metric for one person and one week."""

    email: str = Field(description=_("Whose number it is."), examples=["sam@firm.example"])
    metric: str = Field(description=_("The key of the metric."), examples=["calls"])
    period_start: str = Field(
        description=_("The Monday of the week, 2026-03-02, or the week, 2026-W10."), examples=["2026-03-02"]
    )
    value: Annotated[
        Decimal | str, Field(description=_("A number, or a number as a text: at most four decimals."), examples=[42])
    ]
    denominator: Annotated[Decimal | str | None, Field(description=_("Of a ratio: the number of cases behind it."))] = None


class OpportunityRow(Given):
    """One opportunity as the CRM has it now; sent again, it replaces what was sent before under its id."""

    id: Annotated[Decimal | str, Field(description=_("Its id in the CRM."), examples=["006-1042"])]
    owner: str = Field(description=_("The owner’s e-mail address."), examples=["sam@firm.example"])
    stage: str = Field(
        description=_("open, won or lost; or the CRM’s own name, if a remembered mapping knows it."), examples=["won"]
    )
    created: str | None = Field(None, description=_("The day, or the moment, it was created."), examples=["2026-03-02"])
    closed: str | None = Field(None, description=_("The day, or the moment, it was won or lost."), examples=["2026-03-20"])
    value: Annotated[Decimal | str | None, Field(description=_("What it is worth: at most two decimals."))] = None
    product: str | None = None
    account: str | None = None


class ActivityRow(Given):
    """One activity as the CRM has it now; sent again, it replaces what was sent before under its id."""

    id: Annotated[Decimal | str, Field(description=_("Its id in the CRM."), examples=["00T-88"])]
    owner: str = Field(description=_("The owner’s e-mail address."), examples=["sam@firm.example"])
    type: str = Field(description=_("What it was."), examples=["call"])
    date: str = Field(description=_("The day, or the moment, it happened."), examples=["2026-03-02"])


class Observations(Given):
    """Up to 10,000 values. Each row is judged by itself: one that cannot be taken does not stop the others."""

    observations: Annotated[list[SkipValidation[ObservationRow]], Field(min_length=1, max_length=MOST_ROWS)]


class Opportunities(Given):
    """Up to 10,000 opportunities. Each row is judged by itself."""

    mapping: Mapping = None
    opportunities: Annotated[list[SkipValidation[OpportunityRow]], Field(min_length=1, max_length=MOST_ROWS)]


class Activities(Given):
    """Up to 10,000 activities. Each row is judged by itself."""

    mapping: Mapping = None
    activities: Annotated[list[SkipValidation[ActivityRow]], Field(min_length=1, max_length=MOST_ROWS)]


class RefusedRow(Schema):
    """A row that was not taken."""

    index: int = Field(description=_("Its place in what was sent, from 0."))
    field: str = Field(description=_("The field at fault; empty for the row as a whole."))
    reason: str = Field(description=_("What is wrong with it, and what to send instead."))


class Taken(Schema):
    """What came of the rows."""

    accepted: int = Field(description=_("New, or changed by this call."))
    unchanged: int = Field(description=_("Known already, with the same value."))
    refused: list[RefusedRow]


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
