"""What is measured, what was agreed, and what was found."""

import datetime
import uuid

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from metrics.models import (
    Activity,
    Cause,
    DriftSetting,
    Import,
    ImportMapping,
    Judgement,
    Metric,
    Mute,
    Observation,
    Opportunity,
    RefusedRow,
    ReplacedFact,
    ReplacedObservation,
    Scan,
    Signal,
    Standing,
    Target,
    Touched,
)
from tests.factories.people import PersonFactory

__all__ = [
    "ActivityFactory",
    "CauseFactory",
    "DriftSettingFactory",
    "ImportFactory",
    "ImportMappingFactory",
    "JudgementFactory",
    "MetricFactory",
    "MuteFactory",
    "ObservationFactory",
    "OpportunityFactory",
    "RefusedRowFactory",
    "ReplacedFactFactory",
    "ReplacedObservationFactory",
    "ScanFactory",
    "SignalFactory",
    "StandingFactory",
    "TargetFactory",
    "TouchedFactory",
]

MONDAY = datetime.date(2026, 3, 2)


class MetricFactory(DjangoModelFactory):
    """A weekly count where higher is better. `ratio`, `amount`, `duration`: other kinds; `key="calls"`: the one that all have."""

    class Meta:
        model = Metric
        django_get_or_create = ["key"]

    class Params:
        ratio = factory.Trait(kind="ratio", unit="%")
        amount = factory.Trait(kind="amount", unit="£")
        duration = factory.Trait(kind="duration", unit="days", direction="lower")

    key = factory.Sequence(lambda number: f"metric_{number}")
    name = factory.LazyAttribute(lambda metric: metric.key.replace("_", " ").capitalize())


class ImportFactory(DjangoModelFactory):
    """A file of observations."""

    class Meta:
        model = Import

    kind = "observations"
    file_name = "week.csv"


class RefusedRowFactory(DjangoModelFactory):
    """A row with something wrong in it."""

    class Meta:
        model = RefusedRow

    source = factory.SubFactory(ImportFactory)
    line = 2
    reason = "Nobody has this e-mail address."


class OpportunityFactory(DjangoModelFactory):
    """An open opportunity."""

    class Meta:
        model = Opportunity

    class Params:
        won = factory.Trait(stage="won", crm_stage="Won", closed_on=MONDAY + datetime.timedelta(days=30), value=1000)

    external_id = factory.Sequence(lambda number: f"OPP{number}")
    owner = factory.SubFactory(PersonFactory)
    stage = "open"
    crm_stage = "Engaging"
    created_on = MONDAY


class ActivityFactory(DjangoModelFactory):
    """A call."""

    class Meta:
        model = Activity

    external_id = factory.Sequence(lambda number: f"ACT{number}")
    owner = factory.SubFactory(PersonFactory)
    type = "call"
    happened_on = MONDAY


class ObservationFactory(DjangoModelFactory):
    """One week's value."""

    class Meta:
        model = Observation

    person = factory.SubFactory(PersonFactory)
    metric = factory.SubFactory(MetricFactory)
    period_start = MONDAY
    value = 12


class TargetFactory(DjangoModelFactory):
    """An agreed range for a year."""

    class Meta:
        model = Target

    person = factory.SubFactory(PersonFactory)
    metric = factory.SubFactory(MetricFactory)
    starts_on = datetime.date(2026, 1, 1)
    ends_on = datetime.date(2026, 12, 31)
    low = 10
    high = 16
    plan_id = factory.LazyFunction(uuid.uuid4)
    agreement_id = factory.LazyFunction(uuid.uuid4)


class JudgementFactory(DjangoModelFactory):
    """A series on its course."""

    class Meta:
        model = Judgement

    person = factory.SubFactory(PersonFactory)
    metric = factory.SubFactory(MetricFactory)
    as_of = MONDAY
    state = "on_course"
    stage = "quiet"
    detector = "baseline"


class SignalFactory(DjangoModelFactory):
    """A fall, raised and not yet seen. `closed=True` for one that worked out, `process=True` for a plan not opened."""

    class Meta:
        model = Signal

    class Params:
        closed = factory.Trait(state="worked", closed_at=factory.LazyFunction(timezone.now))
        process = factory.Trait(
            kind="unopened_plan",
            metric=None,
            subject_id=factory.LazyFunction(uuid.uuid4),
            facts={"title": "The half year", "who": "both"},
            detector="process",
            statistic=None,
            threshold=None,
            expected=None,
            actual=None,
        )

    person = factory.SubFactory(PersonFactory)
    metric = factory.SubFactory(MetricFactory)
    verdict = "off_course"
    detector = "target"
    onset_on = MONDAY
    detected_on = MONDAY + datetime.timedelta(days=21)
    as_of = MONDAY + datetime.timedelta(days=28)
    statistic = 3.4
    threshold = 2.886
    expected = 52.0
    actual = 31.0
    weeks = 4


class CauseFactory(DjangoModelFactory):
    """What the seller thinks is behind a signal."""

    class Meta:
        model = Cause

    signal = factory.SubFactory(SignalFactory)
    by = factory.SelfAttribute("signal.person")
    side = "seller"
    kind = "time"


class MuteFactory(DjangoModelFactory):
    """One metric of a person, for a month."""

    class Meta:
        model = Mute

    person = factory.SubFactory(PersonFactory)
    metric = factory.SubFactory(MetricFactory)
    starts_on = MONDAY
    until = MONDAY + datetime.timedelta(days=30)
    reason = "The territory is being cut anew."
    by = factory.SelfAttribute("person")


class DriftSettingFactory(DjangoModelFactory):
    """The company's choices, of which there is one row."""

    class Meta:
        model = DriftSetting
        django_get_or_create = ["id"]

    id = 1


class ImportMappingFactory(DjangoModelFactory):
    """How one source's files are read."""

    class Meta:
        model = ImportMapping

    name = factory.Sequence(lambda number: f"Source {number}")
    kind = "observations"
    columns = {"email": "Owner", "metric": "KPI", "period_start": "Week", "value": "Value"}


class ReplacedObservationFactory(DjangoModelFactory):
    """A value that an import wrote over."""

    class Meta:
        model = ReplacedObservation

    by_import = factory.SubFactory(ImportFactory)
    person = factory.SubFactory(PersonFactory)
    metric = factory.SubFactory(MetricFactory)
    period_start = MONDAY
    value = 11


class ReplacedFactFactory(DjangoModelFactory):
    """An opportunity that was not there before."""

    class Meta:
        model = ReplacedFact

    by_import = factory.SubFactory(ImportFactory)
    external_id = factory.Sequence(lambda number: f"OPP{number}")


class StandingFactory(DjangoModelFactory):
    """A metric that was judged once, and of which nothing is known."""

    class Meta:
        model = Standing

    metric = factory.SubFactory(MetricFactory)
    as_of = MONDAY


class TouchedFactory(DjangoModelFactory):
    """A value of some metric that has just come."""

    class Meta:
        model = Touched

    since = MONDAY


class ScanFactory(DjangoModelFactory):
    """A look at a company that was quiet."""

    class Meta:
        model = Scan

    as_of = MONDAY
