"""What is measured: the metrics that an administrator keeps."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from metrics import rules
from metrics.models import Metric


@transaction.atomic
def define(*, by, **facts):
    """Say that something is measured. Gives the `Metric`. Raises ValidationError, for instance for a key that there is."""
    rules.can_define(by).enforce()
    metric = Metric(**facts)
    metric.full_clean()
    try:
        with transaction.atomic():
            metric.save(force_insert=True)
    except IntegrityError:  # somebody added the same key a moment ago
        raise ValidationError({"key": _("There is a metric with this key already.")}) from None
    return metric


@transaction.atomic
def change_definition(metric, *, by, **facts):
    """Change what a metric is called and how it is read; what numbers hang on stays as it is (`Metric.fixed_fields`)."""
    metric = Metric.objects.select_for_update(no_key=True).get(pk=metric.pk)
    rules.can_change_definition(by, metric).enforce()
    for name, value in facts.items():
        if name not in metric.fixed_fields():
            setattr(metric, name, value)
    metric.full_clean()
    metric.save()
    return metric


@transaction.atomic
def retire(metric, *, by):
    """Take a metric out of use: no more numbers come in, nothing new is judged; what was measured stays."""
    metric = Metric.objects.select_for_update(no_key=True).get(pk=metric.pk)
    rules.can_retire(by, metric).enforce()
    metric.is_retired = True
    metric.save(update_fields=["is_retired"])


@transaction.atomic
def bring_back(metric, *, by):
    """Take a retired metric into use again."""
    metric = Metric.objects.select_for_update(no_key=True).get(pk=metric.pk)
    rules.can_bring_back(by, metric).enforce()
    metric.is_retired = False
    metric.save(update_fields=["is_retired"])
