"""The shapes of what programs send, and of what came of it; the description of the API is made from them."""

from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import ConfigDict, Field, SkipValidation

MOST_ROWS = 10_000

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
