"""What stands on the page of a case: the words of both sides, promises, and what happened meanwhile as marks on its chart."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.models import Session
from plans.models import Commitment, Plan


def causes_of(signal):
    """What both sides think is behind it, the seller's own words first."""
    return sorted(signal.causes.select_related("by"), key=lambda cause: (cause.side != "seller", cause.at))


def promises_of(signal, *, reader):
    """What was promised about it, by either side."""
    return Commitment.objects.visible_to(reader).filter(signal=signal).for_list()


def plan_of(signal, *, reader):
    """The plan that agreed on the metric, if `reader` may see it."""
    return Plan.objects.visible_to(reader).filter(pk=signal.plan_id).first() if signal.plan_id else None


def marks_of(signal, series):
    """When it was found, sessions held and promises made in the weeks of `series`: dictionaries of index, label and kind."""
    place = {monday: number for number, monday in enumerate(series.weeks)}
    first, end = series.weeks[0], series.weeks[-1] + datetime.timedelta(days=7)
    held = Session.objects.held().about([signal.person_id]).filter(starts_at__date__gte=first, starts_at__date__lt=end)
    marks = [(signal.detected_on, _("signal raised"), "signal")]
    marks += [(timezone.localdate(session.starts_at), session.get_kind_display(), "session") for session in held]
    marks += [(timezone.localdate(promise.made_at), _("promise"), "action") for promise in signal.commitments.all()]
    found = [
        {"index": place.get(day - datetime.timedelta(days=day.weekday())), "label": label, "kind": kind}
        for day, label, kind in sorted(marks)
    ]
    return [mark for mark in found if mark["index"] is not None]
