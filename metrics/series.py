"""Weekly series of people, as pages and charts take them. Read only, in a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.formats import date_format

from metrics import exposure
from metrics.agreed import in_force
from metrics.expecting import expected_weeks
from metrics.models import Cadence, DriftSetting, Judgement, Metric, Observation, Standing, Target
from metrics.sentences import summary_of
from metrics.weeks import WEEK, last_closed, mondays
from people.rows import together

WEEKS = 26
SILENT_AFTER = 3  # weeks, unless the company chose another number
REACH = {Cadence.WEEK: 1, Cadence.MONTH: 5, Cadence.QUARTER: 14}  # weeks from one value to the next


@dataclass
class Series:
    """One metric of one person, week by week: what {% sparkline %} and {% metric_chart %} take, and a little more.

    points: list, None where nothing was reported; weeks: their Mondays; labels: the same in words. lo, hi: the range agreed for
    the last week. detected, onset: places in `points` of an open episode. state: what the last scan said, no_data once reports
    have stopped. expected: (low, high) or None for each week, where one may fall (of `weekly` only).
    """

    person_id: object
    metric: Metric
    weeks: list
    points: list
    denominators: list = field(default_factory=list)
    labels: list = field(default_factory=list)
    ticks: list = field(default_factory=list)
    expected: list = field(default_factory=list)
    phi: float | None = None
    lo: float | None = None
    hi: float | None = None
    target: float | None = None
    goal_id: object = None
    detected: int | None = None
    onset: int | None = None
    state: str = "too_early"
    summary: str = ""
    judgement: Judgement | None = None

    @property
    def label(self):
        """The metric's name."""
        return self.metric.name

    @property
    def unit(self):
        """The metric's unit."""
        return self.metric.unit

    @property
    def reach(self):
        """How many weeks apart two values may be and still follow each other."""
        return REACH[self.metric.cadence]

    @property
    def weeks_silent(self):
        """Weeks since the last report, all of them if there is none."""
        return next((back for back, value in enumerate(reversed(self.points)) if value is not None), len(self.points))

    @property
    def now(self):
        """The last value reported, None if there is none."""
        return next((value for value in reversed(self.points) if value is not None), None)

    @property
    def is_empty(self):
        """Whether nothing was reported in these weeks."""
        return self.now is None


def weekly(person, metric, *, until, weeks=WEEKS):
    """One metric of one person over the last weeks that are closed on the day `until`, with what could be expected of each."""
    found = for_people([person], [metric], until, weeks)[person.pk, metric.pk]
    share = exposure.of([person], [metric], found.weeks)[person.pk, metric.pk]
    found.phi = Standing.objects.now().filter(metric=metric).values_list("phi", flat=True).first()
    found.expected = _expected(found, share)
    return found


def _expected(series, share):
    """Where each week may fall, once a scan has measured how much the company's weeks scatter."""
    if series.phi is None:
        return []
    return expected_weeks(
        series.metric.kind,
        series.points,
        low=series.lo,
        high=series.hi,
        exposure=share,
        sizes=series.denominators,
        phi=series.phi,
        until=series.onset,
    )


def for_people(people, metrics, until, weeks=WEEKS):
    """The same for all of these people and metrics, in two queries: {(person id, metric id): Series}."""
    people, metrics = list(people), list(metrics)
    last = last_closed(until)
    columns = mondays(last - WEEK * (weeks - 1), last)
    labels, ticks = ([date_format(monday, form) for monday in columns] for form in ("j F", "j M"))
    values, (targets, judgements) = _values(people, metrics, columns), _standings(people, metrics, columns)
    found = {}
    for person in people:
        for metric in metrics:
            key = person.pk, metric.pk
            points, denominators = values.get(key) or ([None] * weeks, [None] * weeks)
            series = Series(person.pk, metric, columns, points, denominators, labels, ticks)
            _agree(series, in_force(targets.get(key, ()), last))
            _judge(series, judgements.get(key))
            found[key] = series
    return found


def measured(people, until, weeks=WEEKS):
    """The metrics for which any of these people has a value in those weeks or a target now, by name: one query."""
    last = last_closed(until)
    return Metric.objects.measured_for(people, last - WEEK * (weeks - 1), last)


def _values(people, metrics, columns):
    """{(person, metric): (values, denominators)} over the columns."""
    place = {monday: number for number, monday in enumerate(columns)}
    rows = Observation.objects.of(people, metrics).between(columns[0], columns[-1])
    found = {}
    for person_id, metric_id, monday, value, denominator in rows.values_list(
        "person_id", "metric_id", "period_start", "value", "denominator"
    ):
        points, denominators = found.setdefault((person_id, metric_id), ([None] * len(columns), [None] * len(columns)))
        points[place[monday]] = float(value)
        denominators[place[monday]] = None if denominator is None else float(denominator)
    return found


def _standings(people, metrics, columns):
    """Targets in force in the last week as lists, and what the last scan found, both by person and metric: one query."""
    targets, judgements, settings = together(
        Target.objects.of(people, metrics).on(columns[-1]), Judgement.objects.of(people, metrics), DriftSetting.objects.all()
    )
    by_place = defaultdict(list)
    for target in targets:
        by_place[target.person_id, target.metric_id].append(target)
    silence = next((setting.silence_weeks for setting in settings), None)
    for judgement in judgements:
        judgement.silence = silence
    return by_place, {(judgement.person_id, judgement.metric_id): judgement for judgement in judgements}


def _agree(series, target):
    if target is None:
        return
    series.lo, series.hi, series.target, series.goal_id = (
        None if target.low is None else float(target.low),
        None if target.high is None else float(target.high),
        None if target.total is None else float(target.total),
        target.goal_id,
    )


def _judge(series, judgement):
    """State and change points as the last scan left them; silence is never green."""
    found = {"judgement": judgement}
    if series.weeks_silent >= _silent_after(series, judgement):
        found |= {"state": "no_data"}
    elif judgement is not None:
        place = {monday: number for number, monday in enumerate(series.weeks)}
        found |= {"state": judgement.state, "detected": place.get(judgement.detected_on), "onset": place.get(judgement.onset_on)}
    vars(series).update(found)
    series.summary = summary_of(series)


def _silent_after(series, judgement):
    """From how many weeks without a report on nothing is said: as the company chose, and later where values come seldom."""
    silence = getattr(judgement, "silence", None) or SILENT_AFTER
    return min(silence + series.reach - 1, len(series.points))
