"""What a signed plan says about metrics."""

import datetime

from django.db import transaction

from metrics.models import Metric, Target

FIELDS = ("low", "high", "baseline", "total")


@transaction.atomic
def set_targets(*, person, plan_id, agreement_id, effective_on, ends_on, targets, by):
    """Write the targets of a version that both have just signed; those of earlier versions of that plan end the day before.

    `targets`: dictionaries with metric (or its key) and any of low, high, baseline, total, goal_id, starts_on. Two about one
    metric of one goal (a range to steer by, a total to judge by) become one. Asked again for the same agreement, nothing changes.
    Gives the targets.
    """
    already = list(Target.objects.filter(agreement_id=agreement_id))
    if already:
        return already
    _end_earlier(plan_id, effective_on)
    written = []
    for (goal_id, _metric_id), fields in _merged(targets).items():
        starts_on = fields.pop("starts_on") or effective_on
        target = Target(
            person=person,
            plan_id=plan_id,
            agreement_id=agreement_id,
            goal_id=goal_id,
            starts_on=starts_on,
            ends_on=ends_on,
            **fields,
        )
        target.full_clean()
        target.save()
        written.append(target)
    return written


def _end_earlier(plan_id, effective_on):
    earlier = Target.objects.select_for_update().filter(plan_id=plan_id, ends_on__gte=effective_on)
    earlier.filter(starts_on__gte=effective_on).delete()
    earlier.update(ends_on=effective_on - datetime.timedelta(days=1))


def _merged(targets):
    """{(goal, metric): fields}, the first that is known of each field."""
    keys = [target["metric"] for target in targets if isinstance(target["metric"], str)]
    by_key = {metric.key: metric for metric in Metric.objects.filter(key__in=keys)}
    merged = {}
    for target in targets:
        metric = by_key[target["metric"]] if isinstance(target["metric"], str) else target["metric"]
        fields = merged.setdefault((target.get("goal_id"), metric.pk), {"metric": metric, "starts_on": None})
        for name in (*FIELDS, "starts_on"):
            known = fields.get(name)
            fields[name] = target.get(name) if known is None else known
    return merged
