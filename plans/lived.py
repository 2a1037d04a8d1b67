"""What became of a plan in force: promises, words on progress, open cases, and the measures and metrics that these name."""

from django.db.models import Q

from metrics.models import Metric, Signal
from people.rows import together
from plans.models import Commitment, Measure, Progress
from plans.people_of import People


class Lived:
    """All of it as `me` may read it, in one query."""

    def __init__(self, plan, me, metric_ids):
        measures = Measure.objects.filter(goal__plan=plan)
        self.promises, self.notes, self.cases, measures, metrics = together(
            Commitment.objects.filter(plan=plan),
            Progress.objects.filter(goal__plan=plan),
            Signal.objects.for_parties(me).open().of_people().filter(person=plan.person_id),
            measures,
            Metric.objects.filter(Q(pk__in=metric_ids) | Q(pk__in=measures.values("metric"))),
        )
        self.metrics = {metric.pk: metric for metric in metrics}
        people = People(plan)
        people.put(self.promises, "by", "to", "asked_by")
        people.put(self.notes, "by")
        _point(measures, "metric", self.metrics)
        _point(self.cases, "metric", self.metrics)
        _point(self.notes, "measure", {measure.pk: measure for measure in measures})


def _point(rows, name, known):
    """Give each row what it names."""
    for row in rows:
        setattr(row, name, known.get(getattr(row, f"{name}_id")))
