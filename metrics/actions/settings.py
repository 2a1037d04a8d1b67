"""The company's choices about drift."""

from django.db import transaction

from metrics import rules
from metrics.models import DriftSetting


@transaction.atomic
def set_drift(*, by, is_on, run_length, silence_weeks, ramp_weeks):
    """From the next scan on, drift is judged by these. ValidationError for what cannot be."""
    rules.can_set_drift(by).enforce()
    DriftSetting.objects.select_for_update().filter(pk=1).first()
    setting = DriftSetting(pk=1, is_on=is_on, run_length=run_length, silence_weeks=silence_weeks, ramp_weeks=ramp_weeks)
    setting.full_clean(validate_unique=False)
    setting.save()
    return setting
