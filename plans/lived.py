"""What became of a plan in force: promises, words on progress, open cases, the measures and metrics that these name, and what
other rooms show beside its goals.
"""

from django.db.models import Q

from metrics.models import Metric, Signal
from people.alongside import GOAL, parts_of
from people.rows import together
from plans.models import Commitment, Measure, Progress
from plans.people_of import People


class Lived:
    """All of it as `me` may read it, in one query."""

    def __init__(self, plan, me, metric_ids):
        measures, parts = Measure.objects.filter(goal__plan=plan), parts_of(GOAL)
        self.promises, self.notes, self.cases, measures, metrics, *alongside = together(
            Commitment.objects.filter(plan=plan),
            Progress.objects.filter(goal__plan=plan),
            Signal.objects.for_parties(me).open().of_people().filter(person=plan.person_id),
            measures,
            Metric.objects.filter(Q(pk__in=metric_ids) | Q(pk__in=measures.values("metric"))),
            *(part.read(plan, me) for part in parts),
        )
        self.alongside = list(zip(parts, alongside, strict=True))
        self.metrics = {metric.pk: metric for metric in metrics}
        people = People(plan)
        people.put(self.promises, "by", "to", "asked_by")
        people.put(self.notes, "by")
        for part, rows in self.alongside:
            people.put(rows, *part.people)
        _point(measures, "metric", self.metrics)
        _point(self.cases, "metric", self.metrics)
        _point(self.notes, "measure", {measure.pk: measure for measure in measures})


def _point(rows, name, known):
    """Give each row what it names."""
    for row in rows:
        setattr(row, name, known.get(getattr(row, f"{name}_id")))
